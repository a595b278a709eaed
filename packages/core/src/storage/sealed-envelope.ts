import { createCipheriv, createDecipheriv } from 'node:crypto'
import type { Random } from '../contracts/random.ts'
import { NostroError } from '../errors/nostro-error.ts'
import type { MasterKey } from './load-master-key.ts'

/** AES-256-GCM: 96-bit IV, 128-bit tag; base64. */
interface Sealed {
  readonly iv: string
  readonly tag: string
  readonly data: string
}

/** What kind of record is sealed. Its label is authenticated: no record can be passed off as one of another kind. */
export interface SealedKind {
  /** For messages: `session`. */
  readonly noun: string
  /** Name and version of the format: `nostro/session/1`. */
  readonly label: string
  /** The envelope's member that holds the sealed record. */
  readonly member: string
  /** What a person does when a record cannot be opened. */
  readonly remedy: string
}

/** A record at rest. Only id, revision and key id can be read without the master key, and all three are authenticated. */
export interface SealedEnvelope {
  readonly version: 1
  readonly id: string
  readonly revision: number
  readonly keyId: string
  /** The record's own data key, sealed by the master key. */
  readonly dataKey: Sealed
  /** Under the kind's member name: the record, sealed by the data key. */
  readonly [member: string]: unknown
}

export interface SealParts {
  readonly id: string
  readonly masterKey: MasterKey
  readonly random: Random
}

export const sealRecord = (
  kind: SealedKind,
  record: { readonly revision: number },
  { id, masterKey, random }: SealParts,
): SealedEnvelope => {
  const { revision } = record
  const identity = identityOf(kind, id, revision, masterKey.id)
  const dataKey = random.bytes(32)
  return {
    version: 1,
    id,
    revision,
    keyId: masterKey.id,
    dataKey: seal(masterKey.key, dataKey, identity, random),
    [kind.member]: seal(dataKey, Buffer.from(JSON.stringify(record), 'utf8'), identity, random),
  }
}

/**
 * @param where names the record in errors
 * @throws NostroError `invalid_config` when the envelope was sealed by a key that is not among those given;
 * `verification_failed` when it is damaged, was changed, or belongs to another id.
 */
export const openRecord = (
  kind: SealedKind,
  text: string,
  { id, keys, where }: { readonly id: string; readonly keys: readonly MasterKey[]; readonly where: string },
): { readonly record: unknown; readonly keyId: string } => {
  const envelope = parseEnvelope(text)
  if (envelope === undefined) throw damaged(kind, where, text)
  const masterKey = keys.find((candidate) => candidate.id === envelope.keyId)
  if (masterKey === undefined) throw foreignKey(kind, where, envelope.keyId)
  const identity = identityOf(kind, id, envelope.revision, envelope.keyId)
  try {
    const dataKey = unseal(masterKey.key, envelope.dataKey, identity)
    const plain = unseal(dataKey, envelope[kind.member] as Sealed, identity)
    return { record: JSON.parse(plain.toString('utf8')), keyId: envelope.keyId }
  } catch {
    throw new NostroError({
      code: 'verification_failed',
      message: `The stored ${kind.noun} ${where} was changed or is damaged; it does not verify.`,
      hint: `Restore the file from a backup, or ${kind.remedy}.`,
    })
  }
}

const identityOf = ({ label }: SealedKind, id: string, revision: number, keyId: string): Buffer =>
  Buffer.from(JSON.stringify([label, id, revision, keyId]), 'utf8')

const seal = (key: Uint8Array, plain: Uint8Array, identity: Uint8Array, random: Random): Sealed => {
  const iv = random.bytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(identity)
  const data = Buffer.concat([cipher.update(plain), cipher.final()]).toString('base64')
  return { iv: Buffer.from(iv).toString('base64'), tag: cipher.getAuthTag().toString('base64'), data }
}

const unseal = (key: Uint8Array, { iv, tag, data }: Sealed, identity: Uint8Array): Buffer => {
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'base64'), { authTagLength: 16 })
    .setAAD(identity)
    .setAuthTag(Buffer.from(tag, 'base64'))
  return Buffer.concat([decipher.update(Buffer.from(data, 'base64')), decipher.final()])
}

const parseEnvelope = (text: string): SealedEnvelope | undefined => {
  try {
    const envelope = JSON.parse(text) as Partial<SealedEnvelope> | null
    if (envelope?.version === 1 && typeof envelope.keyId === 'string') return envelope as SealedEnvelope
  } catch {
    // The caller says so, without the text.
  }
  return undefined
}

const damaged = ({ noun, remedy }: SealedKind, where: string, text: string): NostroError =>
  new NostroError({
    code: 'verification_failed',
    message: `The stored ${noun} ${where} is damaged${text === '' ? ': the file is empty' : ''}.`,
    hint: `Restore the file from a backup, or remove it and ${remedy}.`,
  })

const foreignKey = ({ noun, remedy }: SealedKind, where: string, keyId: string): NostroError =>
  new NostroError({
    code: 'invalid_config',
    message: `The stored ${noun} ${where} was encrypted with another master key (${keyId.slice(0, 16)}).`,
    hint: `Give the master key that it was stored with; nothing was changed. Without that key, use another folder and ${remedy}.`,
  })

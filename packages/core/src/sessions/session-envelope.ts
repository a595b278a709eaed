import { createCipheriv, createDecipheriv } from 'node:crypto'
import type { Random } from '../contracts/random.ts'
import type { Session } from '../domain/session.ts'
import { NostroError } from '../errors/nostro-error.ts'
import type { MasterKey } from '../storage/load-master-key.ts'

/** AES-256-GCM: 96-bit IV, 128-bit tag; base64. */
interface Sealed {
  readonly iv: string
  readonly tag: string
  readonly data: string
}

/** A session at rest. Only id, revision and key id can be read without the master key, and all three are authenticated. */
export interface SessionEnvelope {
  readonly version: 1
  readonly id: string
  readonly revision: number
  readonly keyId: string
  /** The record's own data key, sealed by the master key. */
  readonly dataKey: Sealed
  readonly session: Sealed
}

export const sealSession = (session: Session, masterKey: MasterKey, random: Random): SessionEnvelope => {
  const { id, revision } = session
  const identity = identityOf(id, revision, masterKey.id)
  const dataKey = random.bytes(32)
  return {
    version: 1,
    id,
    revision,
    keyId: masterKey.id,
    dataKey: seal(masterKey.key, dataKey, identity, random),
    session: seal(dataKey, Buffer.from(JSON.stringify(session), 'utf8'), identity, random),
  }
}

/**
 * @throws NostroError `invalid_config` when the envelope was sealed by a key that is not among those given;
 * `verification_failed` when it was changed, or belongs to another id.
 */
export const openSession = (envelope: SessionEnvelope, id: string, keys: readonly MasterKey[]): Session => {
  const masterKey = keys.find((candidate) => candidate.id === envelope.keyId)
  if (masterKey === undefined) throw foreignKey(envelope.keyId)
  const identity = identityOf(id, envelope.revision, envelope.keyId)
  try {
    const dataKey = unseal(masterKey.key, envelope.dataKey, identity)
    return JSON.parse(unseal(dataKey, envelope.session, identity).toString('utf8')) as Session
  } catch {
    throw new NostroError({
      code: 'verification_failed',
      message: 'A stored session was changed or is damaged; it does not verify.',
      hint: 'Restore the file from a backup, or authenticate again.',
    })
  }
}

const identityOf = (id: string, revision: number, keyId: string): Buffer =>
  Buffer.from(JSON.stringify(['nostro/session/1', id, revision, keyId]), 'utf8')

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

const foreignKey = (keyId: string): NostroError =>
  new NostroError({
    code: 'invalid_config',
    message: `The stored session was encrypted with another master key (${keyId.slice(0, 16)}).`,
    hint: 'Give the master key that it was stored with; nothing was changed. Without that key, use another folder and authenticate again.',
  })

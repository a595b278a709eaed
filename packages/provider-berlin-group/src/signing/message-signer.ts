import { createHash, X509Certificate } from 'node:crypto'
import type { OutgoingRequest, RequestSigner, SigningKey } from '@nostro/core'
import type { BankProfile } from '../banks/bank-profile.ts'

export interface Seal {
  /** PEM of the QSealC. */
  readonly certificate: string
  readonly key: SigningKey
}

type Signature = NonNullable<BankProfile['signature']>

const plainHex = (hex: string): string => hex.toLowerCase().replace(/^0+(?=.)/, '')

/** Node writes the rare negative number with its sign. */
const decimalOf = (hex: string): string =>
  hex.startsWith('-') ? `-${BigInt(`0x${hex.slice(1)}`)}` : BigInt(`0x${hex}`).toString()

/** `SN=<serial>,CA=<name>` as the bank reads it. */
export const keyIdOf = (certificate: X509Certificate, { serial, name, blanks }: Signature): string => {
  const number = serial === 'hex' ? plainHex(certificate.serialNumber) : decimalOf(certificate.serialNumber)
  const dn = certificate[name].replaceAll('\n', ',')
  return `SN=${number},CA=${blanks === 'removed' ? dn.replaceAll(' ', '') : dn}`
}

/** `SHA-256=` and the base64 of the hash over exactly these bytes. */
export const digestOf = (body: Uint8Array | undefined, { hash, emptyBody }: Signature): string => {
  const bytes = body ?? (emptyBody === 'braces' ? Buffer.from('{}') : Buffer.alloc(0))
  return `${hash === 'sha256' ? 'SHA-256' : 'SHA-512'}=${createHash(hash).update(bytes).digest('base64')}`
}

/** One `name: value` line for each name that the request has, joined by LF (draft-cavage; without the request target). */
export const signingText = (
  headers: Readonly<Record<string, string>>,
  names: readonly string[],
): { readonly names: readonly string[]; readonly text: string } => {
  const byName = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
  const present = names.filter((name) => byName.has(name))
  return { names: present, text: present.map((name) => `${name}: ${byName.get(name)}`).join('\n') }
}

/**
 * Signs messages as the bank's row says: `Digest`, `TPP-Signature-Certificate` and `Signature`.
 *
 * @example
 * const signer = createMessageSigner({ certificate, key }, profile.signature)
 */
export const createMessageSigner = (seal: Seal, signature: Signature): RequestSigner => {
  const certificate = new X509Certificate(seal.certificate)
  const keyId = keyIdOf(certificate, signature)
  const { algorithm } = signature
  const prepare = (request: OutgoingRequest) => {
    const digest = digestOf(request.body, signature)
    return { digest, ...signingText({ ...request.headers, Digest: digest }, signature.headers) }
  }
  const sign = async (request: OutgoingRequest): Promise<Readonly<Record<string, string>>> => {
    const { digest, names, text } = prepare(request)
    const bytes = await seal.key.sign(
      signature.hash === 'sha256' ? 'rsa-sha256' : 'rsa-sha512',
      Buffer.from(text, 'utf8'),
    )
    const value = Buffer.from(bytes).toString('base64')
    return {
      Digest: digest,
      'TPP-Signature-Certificate': certificate.raw.toString('base64'),
      Signature: `keyId="${keyId}",algorithm="${algorithm}",headers="${names.join(' ')}",signature="${value}"`,
    }
  }
  return {
    sign,
    explain: async (request) => {
      const { digest, text } = prepare(request)
      const signingInput = Buffer.from(text, 'utf8')
      return { scheme: 'http-signature', algorithm, keyId, digest, signingInput, headers: await sign(request) }
    },
  }
}

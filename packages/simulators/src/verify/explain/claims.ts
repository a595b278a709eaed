import { createHash, X509Certificate } from 'node:crypto'
import { digestOf } from '../digest-header.ts'
import { parseHttpDate } from '../http-date.ts'
import { readVerificationKey } from '../verification.ts'
import { digestForms } from './digest-forms.ts'
import { type ExplainInput, type Finding, finding, headerOf } from './explanation.ts'
import { findChangedBody } from './find-changed-body.ts'
import { type Effort, spend, untilSpent } from './opened-signature.ts'

const skewMs = 180_000

/** The certificate in `TPP-Signature-Certificate`: `unreadable` when something stands there that is none. */
export const sentCertificate = ({ request }: ExplainInput): X509Certificate | 'unreadable' | undefined => {
  const text = headerOf(request, 'tpp-signature-certificate')
  if (text === undefined) return undefined
  const base64 = text.replace(/-----(BEGIN|END) CERTIFICATE-----/g, '').replace(/\s/g, '')
  const der = Buffer.from(base64, 'base64')
  if (der.toString('base64') !== base64) return 'unreadable'
  try {
    const certificate = new X509Certificate(der)
    // Read late by Node: a certificate may parse whose key does not.
    return certificate.publicKey.type === 'public' ? certificate : 'unreadable'
  } catch {
    return 'unreadable'
  }
}

/** The certificate sent against the one given. */
export const certificateFinding = (input: ExplainInput): Finding | undefined => {
  const sent = sentCertificate(input)
  if (sent === undefined) return undefined
  const { certificate, key } = readVerificationKey(input.key)
  const received = headerOf(input.request, 'tpp-signature-certificate') ?? ''
  if (sent === 'unreadable') return finding('certificate', 'certificate header')
  if (certificate === undefined) {
    const same = sent.publicKey.equals(key)
    return same ? undefined : finding('certificate', 'certificate header')
  }
  if (certificate.raw.equals(sent.raw)) return undefined
  const prefix = received.startsWith('-----BEGIN') ? '-----BEGIN CERTIFICATE-----' : ''
  const suffix = prefix === '' ? '' : '-----END CERTIFICATE-----'
  return finding('certificate', 'certificate header', prefix + certificate.raw.toString('base64') + suffix, received)
}

/** The `Date` header by itself: its form, and its distance from the bank's clock where that is known. */
export const dateFinding = (input: ExplainInput): Finding | undefined => {
  const text = headerOf(input.request, 'date')
  const at = text === undefined ? undefined : parseHttpDate(text)
  if (at === undefined) return finding('date_format', 'date', new Date(input.now ?? 0).toUTCString(), text ?? '')
  return clockFinding(input, at)
}

/** A moment of signing against the bank's clock, where that is known. */
export const clockFinding = ({ now }: ExplainInput, at: number): Finding | undefined => {
  if (now === undefined || Math.abs(at - Math.floor(now / 1000) * 1000) <= skewMs) return undefined
  return finding('clock', 'date', new Date(now).toUTCString(), new Date(at).toUTCString())
}

/** The `Digest` header against the body, when the header itself is as it was signed: the body was changed, or the digest made wrongly. */
export const digestFinding = ({ request }: ExplainInput, effort: Effort): Finding | undefined => {
  const received = headerOf(request, 'digest')
  const [, name = '', value = ''] = /^(SHA-256|SHA-512)=(.*)$/.exec(received ?? '') ?? []
  const hash = name === 'SHA-512' ? 'sha512' : 'sha256'
  const expected = digestOf(request.body, name === 'SHA-512' ? name : 'SHA-256')
  if (received === expected) return undefined
  if (received === undefined || received === '') return finding('digest_malformed', 'digest', expected, '')
  const bytes = createHash(hash).update(request.body).digest()
  const form = digestForms(request.body).find(({ digest }) => digest === received)
  if (form !== undefined) return finding(form.cause, 'digest', expected, received)
  const decoded = Buffer.from(value, 'base64')
  if (decoded.length !== bytes.length || decoded.toString('base64') !== value)
    return finding('digest_malformed', 'digest', expected, received)
  const isDigested = (text: string | Uint8Array): boolean => {
    spend(effort, 1, text.length)
    return createHash(hash).update(text).digest('base64') === value
  }
  return untilSpent(() => findChangedBody(request.body, isDigested)) ?? finding('body', 'body')
}

/** A method in the wrong case is signed as the right one would be, since it is signed in lower case. */
export const methodFinding = ({ request: { method } }: ExplainInput): Finding | undefined =>
  method === method.toUpperCase() ? undefined : finding('method_case', 'method', method.toUpperCase(), method)

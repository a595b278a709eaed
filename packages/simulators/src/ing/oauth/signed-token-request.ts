import type { X509Certificate } from 'node:crypto'
import type { BankRequest } from '../../http/bank-handler.ts'
import { parseSignatureHeader } from '../../verify/signature-header.ts'
import { checkHttpSignatureForm, verifyHttpSignature } from '../../verify/verify-http-signature.ts'
import { type Application, ownsSigning } from '../application.ts'
import { isTlsCertificate, isValidAt, normalSerial, readCertificateHeader, serialOf } from '../certificates.ts'
import { readSentCertificate, refuseSignature, SIGNATURE_TEXT } from '../checks/signature-checks.ts'
import { requireNotRevoked } from '../checks/transport-checks.ts'
import { refuse } from '../refusal.ts'
import { type IngWorld, isTrusted } from '../world.ts'

const readSerial = (keyId: string, lenient: boolean): string | undefined => {
  const [, hex, rest] = /^SN=([0-9A-Fa-f]+)(,CA=.+)?$/.exec(keyId) ?? []
  return hex === undefined || (rest !== undefined && !lenient) ? undefined : normalSerial(hex)
}

/** Row 24: in date, issued by ING's client CA, and for signing. */
export const requireTrusted = (world: IngWorld, certificate: X509Certificate, now: number): void => {
  const wrong = !isTrusted(world, certificate)
    ? 'The signing certificate is not issued by a trusted CA'
    : !isValidAt(certificate, now)
      ? 'The signing certificate is not within its dates'
      : isTlsCertificate(certificate)
        ? 'A TLS certificate was sent where a signing certificate is expected'
        : undefined
  if (wrong === undefined) return
  refuse({ row: 24, status: 401, text: SIGNATURE_TEXT, reason: wrong, received: certificate.subject })
}

const ownerOf = (owners: readonly Application[], certificate: X509Certificate): Application =>
  owners.find((application) => application.kind === 'psd2' && ownsSigning(application, certificate)) ??
  refuse({
    row: 24,
    status: 401,
    text: SIGNATURE_TEXT,
    reason: 'The signing certificate is not registered for the application of the TLS certificate',
    received: certificate.subject,
  })

const signatureText = (request: BankRequest): string =>
  (request.header('authorization') ?? '').replace(/^Signature +/i, '')

/** A premium application has no certificate to send: its keyId is the client_id. */
const premiumOwner = (owners: readonly Application[], signature: string): Application | undefined => {
  const parsed = parseSignatureHeader(signature)
  return typeof parsed === 'string'
    ? undefined
    : owners.find(({ kind, clientId }) => kind === 'premium' && clientId === parsed.keyId)
}

/** Rows 15 to 24 of a token request that is signed under `Authorization: Signature`; whose it is comes out. */
export const requireSignedTokenRequest = (
  world: IngWorld,
  request: BankRequest,
  owners: readonly Application[],
  now: number,
): Application => {
  const signature = signatureText(request)
  const header = request.header('tpp-signature-certificate')
  const certificate = header === undefined ? undefined : readCertificateHeader(header)
  const input = {
    method: request.method,
    target: request.target,
    headers: (name: string) => request.header(name),
    body: request.body,
    signature,
    now,
    digests: ['SHA-256'] as const,
    allowUnpaddedDay: world.settings.lenient,
  }
  const premium = header === undefined ? premiumOwner(owners, signature) : undefined
  if (premium) {
    const result = verifyHttpSignature({ ...input, key: premium.sign.map((key) => key.certificate) })
    return result.ok ? premium : refuseSignature(result)
  }
  if (!certificate) {
    const form = checkHttpSignatureForm(input)
    if (!form.ok) return refuseSignature(form)
    if (header !== undefined) readSentCertificate(header)
    return refuseMissing()
  }
  const serial = serialOf(certificate)
  const parsed = parseSignatureHeader(signature)
  if (typeof parsed !== 'string' && readSerial(parsed.keyId, world.settings.lenient) !== serial) {
    const reason = 'The keyId is not SN= and the serial number of the certificate sent'
    const sides = { expected: `SN=${certificate.serialNumber}`, received: parsed.keyId }
    return refuseSignature({ ok: false, check: 'ing-16', fault: 'key_id', reason, ...sides })
  }
  const result = verifyHttpSignature({ ...input, key: certificate })
  if (!result.ok) return refuseSignature(result)
  requireNotRevoked(world, certificate)
  requireTrusted(world, certificate, now)
  return ownerOf(owners, certificate)
}

const refuseMissing = (): never =>
  refuse({
    row: 24,
    status: 401,
    text: 'The TPP-Signature-Certificate header is missing',
    reason: 'The signed token request lacks TPP-Signature-Certificate',
  })

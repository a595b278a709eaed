import type { X509Certificate } from 'node:crypto'
import type { BankRequest } from '../../http/bank-handler.ts'
import { inTheseWords } from '../../verify/explain/words.ts'
import type { VerificationFailure } from '../../verify/verification.ts'
import { verifyDetachedJws } from '../../verify/verify-detached-jws.ts'
import { checkDate, verifyHttpSignature } from '../../verify/verify-http-signature.ts'
import type { ApiFamily } from '../api-family.ts'
import { type Application, ownsSigning } from '../application.ts'
import { isValidAt, readCertificateHeader } from '../certificates.ts'
import { refuse } from '../refusal.ts'
import type { IngWorld } from '../world.ts'
import { requireNotRevoked } from './transport-checks.ts'

/** ING's own words for every failed signature. */
export const SIGNATURE_TEXT = 'Signature could not be successfully verified'

const DATE_TEXT =
  "param 'Date' cannot be converted to ZonedDateTimeWithFormattedDateString: Invalid Date header format."

/** A verifier's finding in ING's words: 400 for what cannot be read, 401 for what does not agree. */
export const refuseSignature = (failure: VerificationFailure): never => {
  const { check, expected, received, fault } = failure
  const reason = inTheseWords(fault, failure.reason)
  const row = Number(check.slice('ing-'.length))
  const sides = { expected, received }
  const base = { row, reason, ...sides }
  if (row === 20) return refuse({ ...base, status: 400, text: DATE_TEXT, body: JSON.stringify({ message: DATE_TEXT }) })
  if (row === 21) return refuse({ ...base, status: 401, text: 'The Date header is out of range', path: 'Date' })
  if (fault === 'digest_missing' || fault === 'digest_malformed') {
    return refuse({ ...base, status: 400, text: 'The Digest header is missing or malformed', path: 'Digest' })
  }
  return refuse({ ...base, status: 401, text: SIGNATURE_TEXT, code: 'INVALID_HEADER' })
}

/** Row 24 for calls with a token: the header is not needed, but what it holds must be the application's. */
const checkCertificateSent = (world: IngWorld, request: BankRequest, application: Application): void => {
  const text = request.header('tpp-signature-certificate')
  if (text === undefined) return
  const certificate = readSentCertificate(text)
  requireNotRevoked(world, certificate)
  if (ownsSigning(application, certificate)) return
  refuse({
    row: 24,
    status: 401,
    text: SIGNATURE_TEXT,
    reason: 'TPP-Signature-Certificate is not a signing certificate of the application',
    received: certificate.subject,
  })
}

/** Row 24, first half: the header decodes. */
export const readSentCertificate = (text: string): X509Certificate =>
  readCertificateHeader(text) ??
  refuse({
    row: 24,
    status: 400,
    text: 'The TPP-Signature-Certificate header is malformed',
    path: 'TPP-Signature-Certificate',
    reason: 'TPP-Signature-Certificate is neither a PEM in one line nor the base64 of a certificate',
    received: text.slice(0, 80),
  })

/** Signing certificates of the application that are good at this moment. */
const signingCertificates = (application: Application, now: number): readonly X509Certificate[] =>
  application.sign.map(({ certificate }) => certificate).filter((certificate) => isValidAt(certificate, now))

const requiredHeaders = (world: IngWorld, family: ApiFamily): readonly string[] => {
  const least = ['(request-target)', 'date', 'digest']
  const strict = !world.settings.lenient && (family === 'ais' || family === 'pis' || family === 'caf')
  return strict ? [...least, 'x-request-id'] : least
}

/** Rows 15 to 24 on a call with a token: the keyId is the client_id, the key one that stands registered. */
export const requireHttpSignature = (
  world: IngWorld,
  request: BankRequest,
  application: Application,
  options: { readonly family: ApiFamily; readonly now: number },
): void => {
  const { family, now } = options
  const certificates = signingCertificates(application, now)
  const { method, target, body } = request
  const result = verifyHttpSignature({
    method,
    target,
    headers: (name) => request.header(name),
    body,
    key: certificates,
    now,
    keyId: application.clientId,
    required: requiredHeaders(world, family),
    allowUnpaddedDay: world.settings.lenient,
    allowBareDigest: world.settings.lenient,
    ...(family === 'pis' ? { algorithms: ['rsa-sha256'] } : {}),
    digests: family === 'ais' || family === 'pis' || family === 'caf' ? ['SHA-256', 'SHA-512'] : ['SHA-256'],
  })
  if (!result.ok) refuseSignature(result)
  checkCertificateSent(world, request, application)
}

/** Date is free on calls with a JWS, but where it is sent it must be right (rows 20 and 21). */
const checkDateSent = (world: IngWorld, request: BankRequest, now: number): void => {
  const text = request.header('date')
  if (text === undefined) return
  const wrong = checkDate(text, { now, allowUnpaddedDay: world.settings.lenient })
  if (wrong) refuseSignature(wrong)
}

/** Rows 25 to 32. `certificates`: one of them must have signed. */
export const requireJws = (
  world: IngWorld,
  request: BankRequest,
  certificates: readonly X509Certificate[],
  now: number,
): void => {
  checkDateSent(world, request, now)
  const { method, target, body } = request
  const result = verifyDetachedJws({
    method,
    target,
    headers: (name) => request.header(name),
    body,
    key: certificates,
    now,
    salt: world.settings.lenient ? 'any' : 'digest',
  })
  if (!result.ok) refuseSignature(result)
}

/** The JWS of a call with a token, by a registered certificate. */
export const requireRegisteredJws = (
  world: IngWorld,
  request: BankRequest,
  application: Application,
  now: number,
): void => {
  checkCertificateSent(world, request, application)
  const sent = request.header('tpp-signature-certificate')
  const named = sent === undefined ? undefined : readCertificateHeader(sent)
  requireJws(world, request, named ? [named] : signingCertificates(application, now), now)
}

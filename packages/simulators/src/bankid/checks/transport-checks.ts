import type { X509Certificate } from 'node:crypto'
import type { BankRequest } from '../../http/bank-handler.ts'
import { explanationWords } from '../../verify/explain/words.ts'
import type { Refusal } from '../answers.ts'
import { operationAt } from '../endpoints.ts'
import type { BankIdSettings } from '../settings.ts'

/** The largest body that can still be a legal request, in bytes. */
export const maxBodyBytes = 512 * 1024

const isBlocked = (certificate: X509Certificate, blocked: readonly string[]): boolean =>
  blocked.some((mark) => [certificate.serialNumber, certificate.fingerprint256].includes(mark.toUpperCase()))

/** T2, T3: who knocks. */
const relyingPartyFault = ({ client }: BankRequest, settings: BankIdSettings): Refusal | undefined => {
  const { certificate } = client
  if (certificate === undefined || !client.authorized) {
    return {
      check: 'T2',
      status: 403,
      errorCode: '',
      details: '',
      reason: certificate === undefined ? 'no client certificate' : (client.authorizationError ?? 'not trusted'),
      expected: 'a certificate of a relying party, issued by the CA that BankID trusts, within its dates',
      received: certificate === undefined ? 'none' : `issued by ${certificate.issuer.replaceAll('\n', ', ')}`,
    }
  }
  if (!isBlocked(certificate, settings.blockedRelyingParties)) return undefined
  return {
    check: 'T3',
    status: settings.unauthorizedStatus,
    errorCode: 'unauthorized',
    details: 'The relying party has no access',
    reason: 'the relying party is blocked',
    received: certificate.serialNumber,
  }
}

/** T4, T5, T6: path, method, Content-Type. */
const framingFault = (request: BankRequest): Refusal | undefined => {
  if (operationAt(request.path) === undefined) {
    const details = 'No such path'
    return {
      check: 'T4',
      status: 404,
      errorCode: 'notFound',
      details,
      reason: explanationWords.path_unknown,
      received: request.path,
    }
  }
  if (request.method !== 'POST') {
    return {
      check: 'T5',
      status: 405,
      errorCode: 'methodNotAllowed',
      details: 'Method not allowed',
      reason: explanationWords.method_unknown,
      expected: 'POST',
      received: request.method,
    }
  }
  const type = request.header('content-type')
  if (type?.toLowerCase() === 'application/json') return undefined
  return {
    check: 'T6',
    status: 415,
    errorCode: 'unsupportedMediaType',
    details: 'Unsupported media type',
    reason: explanationWords.content_type,
    expected: 'application/json',
    received: type ?? 'missing',
  }
}

/** T2-T6. T1 is a failed handshake, which the server's TLS settings see to. */
export const transportFault = (request: BankRequest, settings: BankIdSettings): Refusal | undefined =>
  relyingPartyFault(request, settings) ?? framingFault(request)

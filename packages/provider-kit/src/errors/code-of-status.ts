import { leavesChangeOpen, type NostroErrorCode } from '@nostro/core'

const codes: Readonly<Record<number, NostroErrorCode>> = {
  400: 'invalid_request',
  401: 'forbidden',
  403: 'forbidden',
  404: 'not_found',
  405: 'invalid_request',
  406: 'invalid_request',
  407: 'invalid_config',
  409: 'conflict',
  410: 'not_found',
  411: 'invalid_request',
  413: 'invalid_request',
  414: 'invalid_request',
  415: 'invalid_request',
  421: 'bank_unavailable',
  422: 'invalid_request',
  423: 'conflict',
  425: 'bank_unavailable',
  429: 'rate_limited',
  431: 'invalid_request',
}

/**
 * What a status means when the bank's words say nothing (RFC 9110). A 408 or a 5xx to a call that changes something
 * leaves its outcome open: a gateway may have passed the request on before it answered.
 *
 * @example
 * codeOfStatus(503, { idempotent: true }) // 'bank_unavailable'
 * codeOfStatus(503, { idempotent: false }) // 'outcome_unknown'
 */
export const codeOfStatus = (status: number, { idempotent }: { readonly idempotent: boolean }): NostroErrorCode => {
  if (!idempotent && leavesChangeOpen(status)) return 'outcome_unknown'
  if (status === 408 || status === 499) return 'timeout'
  if (status >= 500) return 'bank_unavailable'
  return codes[status] ?? (status >= 400 ? 'invalid_request' : 'protocol_violation')
}

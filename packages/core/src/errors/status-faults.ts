import type { NostroErrorCode } from './error-codes.ts'
import type { WireFault } from './wire-fault.ts'

interface StatusRow {
  readonly statuses: readonly number[]
  readonly code: NostroErrorCode
  readonly message: string
  readonly hint: string
  readonly retryable?: true | undefined
}

/** First fit. Statuses of RFC 9110 and RFC 6585; 46x and 49x are those of load balancers and nginx. */
const rows: readonly StatusRow[] = [
  {
    statuses: [403],
    code: 'forbidden',
    message: 'not allowed',
    hint: 'Check what the consent covers (scopes, accounts) and what the key or certificate may do.',
  },
  {
    statuses: [404, 410],
    code: 'not_found',
    message: 'the bank does not know it',
    hint: 'Check the id. Some banks answer this also when the consent does not cover the thing.',
  },
  {
    statuses: [407],
    code: 'invalid_config',
    message: 'a proxy wants a user name and a password',
    hint: 'Put both into HTTPS_PROXY: http://user:password@proxy.example:3128.',
  },
  {
    statuses: [408, 460, 499],
    code: 'timeout',
    message: 'the server gave up waiting for the request',
    hint: 'Try again.',
    retryable: true,
  },
  {
    statuses: [409, 412, 423],
    code: 'conflict',
    message: 'another operation on the same thing is in progress or came first',
    hint: 'Read the thing again before you decide what to do.',
  },
  {
    statuses: [421],
    code: 'bank_unavailable',
    message: 'this server does not answer for the host that was asked for',
    hint: 'Nothing was done. Try again; if it stays, check the host in the options.',
    retryable: true,
  },
  {
    statuses: [425],
    code: 'bank_unavailable',
    message: 'the server does not take the request this early on a connection',
    hint: 'Nothing was done. Try again.',
    retryable: true,
  },
  {
    statuses: [429],
    code: 'rate_limited',
    message: 'too many calls',
    hint: 'Nothing was done. Wait before the next call.',
    retryable: true,
  },
  {
    statuses: [431, 494],
    code: 'invalid_request',
    message: 'the headers of the request are too large',
    hint: 'Nothing was done. Usually a token or a certificate in a header is too long for the gateway.',
  },
  {
    statuses: [495, 496],
    code: 'certificate_rejected',
    message: 'the gateway in front of the bank got no client certificate or refused it',
    hint: 'Check that the TLS certificate (not the signing one) is configured, unexpired, and registered with the bank for this environment.',
  },
  {
    statuses: [501, 505],
    code: 'bank_unavailable',
    message: 'the server does not support this kind of request',
    hint: 'Trying again does not help. Check the address in the options.',
  },
]

/**
 * After these a change may have taken effect: the server gave up on it, or failed while it worked on it.
 *
 * @example
 * leavesChangeOpen(503) // true
 */
export const leavesChangeOpen = (status: number): boolean => [408, 460, 499].includes(status) || status >= 500

/** A change after such an answer. */
export const openChange: WireFault = {
  code: 'outcome_unknown',
  message: 'the change may have taken effect',
  hint: 'Look it up at the bank before you do anything else; never send it again without looking.',
  retryable: false,
}

/** What the status says of a call that may be repeated. `unauthorized`: what a 401 means for the call. */
export const statusFaultOf = (status: number, unauthorized: NostroErrorCode): WireFault => {
  const row = rows.find(({ statuses }) => statuses.includes(status))
  if (row !== undefined) return { ...row, retryable: row.retryable === true }
  if (status === 401) {
    return {
      code: unauthorized,
      message: 'the bank does not accept the credentials of the call',
      hint: 'Authenticate again.',
      retryable: false,
    }
  }
  if (status >= 500 && status < 600) {
    return {
      code: 'bank_unavailable',
      message: 'the bank, or a gateway in front of it, has a fault',
      hint: 'Try again later; if it stays, give the bank the request id.',
      retryable: true,
    }
  }
  if (status >= 400 && status < 500) {
    return {
      code: 'invalid_request',
      message: 'the request breaks a rule of the bank',
      hint: 'Nothing was done. Correct what the bank names.',
      retryable: false,
    }
  }
  return {
    code: 'protocol_violation',
    message: status >= 300 && status < 400 ? 'the server wants to redirect the call' : 'an unexpected status',
    hint: 'Check the address in the options; bank interfaces do not redirect.',
    retryable: false,
  }
}

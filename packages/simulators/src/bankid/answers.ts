import type { BankAnswer } from '../http/bank-handler.ts'

/** What a failed check says: to the client `details` alone, the rest to the developer. */
export interface Refusal {
  /** The row of the reference's list, such as `A6`. */
  readonly check: string
  readonly status: number
  readonly errorCode: string
  readonly details: string
  readonly reason: string
  readonly expected?: string | undefined
  readonly received?: string | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
}

/** What a check knows when it refuses a field: everything but the row, the code and the status. */
export interface Finding {
  readonly reason: string
  readonly expected?: string
  readonly received?: string
}

export const json = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): BankAnswer => ({
  status,
  headers: { 'Content-Type': 'application/json', ...headers },
  body: JSON.stringify(body),
})

/** A 400 `invalidParameters`, the answer to nearly every wrong field. */
export const invalidParameters = (check: string, details: string, finding: Finding): Refusal => ({
  check,
  status: 400,
  errorCode: 'invalidParameters',
  details,
  ...finding,
})

/** The single text for every order that the asking party cannot see, whatever the cause. */
export const noSuchOrder = (check: string, reason: string): Refusal =>
  invalidParameters(check, 'No such order', {
    reason,
    expected: 'an order of this relying party that can be collected',
  })

const forbiddenPage = [
  '<html>',
  '<head><title>403 Forbidden</title></head>',
  '<body>',
  '<center><h1>403 Forbidden</h1></center>',
  '</body>',
  '</html>',
  '',
].join('\r\n')

/** The front proxy's page: certificate trouble never reaches the API, so there is no JSON. */
const proxyForbidden = (): BankAnswer => ({
  status: 403,
  headers: { 'Content-Type': 'text/html' },
  body: forbiddenPage,
})

export const refuse = (refusal: Refusal): BankAnswer => {
  const answer =
    refusal.check === 'T2'
      ? proxyForbidden()
      : json(refusal.status, { errorCode: refusal.errorCode, details: refusal.details }, refusal.headers)
  return {
    ...answer,
    rejection: {
      check: `bankid-${refusal.check}`,
      reason: refusal.reason,
      expected: refusal.expected,
      received: refusal.received,
    },
  }
}

/** A row of the list of checks, with the answer that it gives. */
export interface RefusalDetails {
  readonly row: number
  readonly status: number
  /** Enable Banking's code: the member `error`. Undefined where an answer of the service lacks it. */
  readonly error?: string | undefined
  /** What the client reads; the code's words by default. */
  readonly message?: string | undefined
  readonly detail?: unknown
  /** Replaces the whole body, where a bank's own form comes through. */
  readonly body?: Readonly<Record<string, unknown>> | undefined
  /** What the developer reads on the control address. */
  readonly reason: string
  readonly expected?: string | undefined
  readonly received?: string | undefined
}

/** Thrown by a check, caught once by the dispatcher: the first failure is the answer. */
export class EnableBankingRefusal extends Error {
  readonly details: RefusalDetails

  constructor(details: RefusalDetails) {
    super(details.reason)
    this.name = 'EnableBankingRefusal'
    this.details = details
  }
}

export const refuse = (details: RefusalDetails): never => {
  throw new EnableBankingRefusal(details)
}

/** A wrong parameter or body: 422 with the code that the service uses for all of them. */
export const wrongParameters = (
  row: number,
  reason: string,
  sides: { readonly expected?: string | undefined; readonly received?: string | undefined } = {},
): never =>
  refuse({
    row,
    status: 422,
    error: 'WRONG_REQUEST_PARAMETERS',
    message: 'Wrong request parameters',
    detail: reason,
    reason,
    ...sides,
  })

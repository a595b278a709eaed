/** A check that failed: the client reads plain text, the developer the reason. */
export interface RefusalDetails {
  readonly row: number
  readonly status: number
  readonly text: string
  readonly reason: string
  readonly expected?: string | undefined
  readonly received?: string | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
}

export class SimpleFinRefusal extends Error {
  readonly details: RefusalDetails

  constructor(details: RefusalDetails) {
    super(details.reason)
    this.name = 'SimpleFinRefusal'
    this.details = details
  }
}

export const refuse = (details: RefusalDetails): never => {
  throw new SimpleFinRefusal(details)
}

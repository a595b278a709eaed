/** A row of ING's list of checks, which decides the first part of the answer. */
export interface RefusalDetails {
  /** Row number in the list of checks. */
  readonly row: number
  readonly status: number
  /** What the client reads. */
  readonly text: string
  /** What the developer reads on the control address. */
  readonly reason: string
  /** ING's error code, where the body has one; derived from the status otherwise. */
  readonly code?: string | undefined
  /** The field or header at fault, where the body has a place for it. */
  readonly path?: string | undefined
  readonly expected?: string | undefined
  readonly received?: string | undefined
  /** Replaces the body that the API family would give; `''` sends none. */
  readonly body?: string | undefined
}

/** Thrown by a check, caught once by the dispatcher: the first failure is the answer. */
export class IngRefusal extends Error {
  readonly details: RefusalDetails

  constructor(details: RefusalDetails) {
    super(details.reason)
    this.name = 'IngRefusal'
    this.details = details
  }
}

export const refuse = (details: RefusalDetails): never => {
  throw new IngRefusal(details)
}

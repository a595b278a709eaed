import type { BankProfile } from './bank-profile.ts'

/** A row of the list of checks, with the code that the standard has for it. */
export interface RefusalDetails {
  readonly row: number
  readonly status: number
  readonly code: string
  /** The field or header at fault. */
  readonly path?: string | undefined
  /** What the client reads besides the code. */
  readonly text?: string | undefined
  /** What the developer reads on the control address. */
  readonly reason: string
  readonly expected?: string | undefined
  readonly received?: string | undefined
}

/** Thrown by a check, caught once by the dispatcher: the first failure is the answer. */
export class BerlinGroupRefusal extends Error {
  readonly details: RefusalDetails

  constructor(details: RefusalDetails) {
    super(details.reason)
    this.name = 'BerlinGroupRefusal'
    this.details = details
  }
}

export const refuse = (details: RefusalDetails): never => {
  throw new BerlinGroupRefusal(details)
}

/** 400 FORMAT_ERROR, the standard's answer to whatever has another form. */
export const formatError = (
  row: number,
  path: string,
  reason: string,
  sides: { readonly expected?: string | undefined; readonly received?: string | undefined } = {},
): never => refuse({ row, status: 400, code: 'FORMAT_ERROR', path, text: reason, reason, ...sides })

/** `tppMessages`, or RFC 7807 at the banks that use it. */
export const errorBody = (
  profile: BankProfile | undefined,
  { code, path, text, reason, status }: Omit<RefusalDetails, 'row'>,
): unknown =>
  profile?.errorForm === 'problem'
    ? {
        type: 'https://berlin-group.example/errors',
        code,
        title: code.slice(0, 70),
        detail: (text ?? reason).slice(0, 500),
        status,
      }
    : { tppMessages: [{ category: 'ERROR', code, path, text: text?.slice(0, 500) }] }

import { type Diagnosis, NostroError } from '@nostro/core'

/** One line of the doctor's: where, what, how it stands, what was found, what to do. */
export interface Finding extends Diagnosis {
  /** `configuration`, `machine`, `sessions`, or a provider's id. */
  readonly area: string
}

/** An error as a finding. Errors of ours hold no secrets; of others only their kind is shown. */
export const failedBy = (area: string, subject: string, error: unknown): Finding =>
  NostroError.isInstance(error)
    ? {
        area,
        subject,
        status: 'failed',
        message: error.message,
        hint: error.hint,
      }
    : {
        area,
        subject,
        status: 'failed',
        message: `Unexpected: ${error instanceof Error ? error.name : 'something that is no error'}.`,
        hint: 'Run the command again with --verbose; if it stays, it is a fault of the program.',
      }

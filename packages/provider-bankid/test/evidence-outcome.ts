import { NostroError } from '@nostro/core'
import { failedCheckOf } from '../src/verification/index.ts'

/** The check that fails, or the error's code, or `accepted`. No error tells of the person or the text. */
export const outcomeOf = (verify: () => unknown): string => {
  try {
    verify()
    return 'accepted'
  } catch (error) {
    if (!NostroError.isInstance(error)) throw error
    const said = `${JSON.stringify(error)} ${error.stack} ${failedCheckOf(error)?.stack}`
    if (/121212|Tolvan|båt/.test(said)) throw new Error('The error tells of the person or the text.')
    return failedCheckOf(error)?.check ?? error.code
  }
}

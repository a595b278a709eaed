import { NostroError } from '@nostro/core'
import type { Endpoint } from './endpoints.ts'
import { lookItUp } from './errors.ts'

/**
 * Reads what a change has made. bunq has taken the change by then: a reading that fails must not look like a change
 * that failed, or it would be made twice. @throws NostroError `outcome_unknown`
 */
export const readBack = async <T>(endpoint: Endpoint, read: () => Promise<T>, id?: string): Promise<T> => {
  try {
    return await read()
  } catch (error) {
    if (!NostroError.isInstance(error)) throw error
    const which = id === undefined ? '' : ` (id ${id})`
    throw new NostroError({
      code: 'outcome_unknown',
      provider: 'bunq',
      message: `bunq took the call${which}, but what became of it could not be read. ${error.message}`,
      hint: lookItUp(endpoint),
      bankMessages: error.bankMessages,
      bankRequestId: error.bankRequestId,
      cause: error,
    })
  }
}

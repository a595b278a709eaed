import { mayHaveHappened } from '@nostro/core'
import { plain } from '../render/harmless.ts'
import type { Terminal } from '../terminal.ts'

export interface Change<T> {
  /** What is changed, for the person who waits: “the draft”. */
  readonly what: string
  /** Sends the change, once. */
  act(): Promise<T>
  /** The object as bunq has it now. */
  read(): Promise<T>
  /** Whether that is what was wanted. */
  isDone(now: T): boolean
}

/**
 * Changes an object of bunq's. When the answer is lost or cannot be trusted, the object itself tells whether the
 * change took place; it is never sent again.
 * @throws NostroError `outcome_unknown` and the like when the object does not show the change
 */
export const changeOnce = async <T>({ what, act, read, isDone }: Change<T>, terminal: Terminal): Promise<T> => {
  try {
    return await act()
  } catch (error) {
    if (!mayHaveHappened(error)) throw error
    terminal.progress(plain`bunq: the answer was lost; reading ${what} …`)
    const now = await read()
    if (isDone(now)) return now
    throw error
  }
}

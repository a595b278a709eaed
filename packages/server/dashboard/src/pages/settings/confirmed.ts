import { ApiProblem } from '../../api/problem.ts'
import { session } from '../../shell/session.ts'
import { verifyWithPasskey } from '../sign-in/passkey.ts'

/** Does what may need a proof of the person: where the server wants one, the passkey is asked for and the work done again. */
export const confirmed = async (work: () => Promise<unknown>): Promise<void> => {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.code !== 'step_up_required') throw error
    if (session.value?.methods.passkey !== true) throw error
    await verifyWithPasskey()
    await work()
  }
}

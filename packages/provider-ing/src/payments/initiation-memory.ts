import { createHash } from 'node:crypto'
import { type InitiatedPayment, mayHaveHappened, NostroError } from '@nostro/core'

interface Remembered {
  readonly fingerprint: string
  readonly outcome: Promise<InitiatedPayment>
}

/**
 * Keeps one process from starting a payment twice under one key: a repeat gets the first answer, also when that is
 * `outcome_unknown`. A payment that ING refused, or that never left us, may be tried again. The newest keys are kept.
 */
export const createInitiationMemory = (capacity = 10_000) => {
  const remembered = new Map<string, Remembered>()

  const start = async (key: string, send: () => Promise<InitiatedPayment>): Promise<InitiatedPayment> => {
    try {
      return await send()
    } catch (error) {
      if (NostroError.isInstance(error) && !mayHaveHappened(error)) remembered.delete(key)
      throw error
    }
  }

  return {
    once: async (key: string, payment: unknown, send: () => Promise<InitiatedPayment>): Promise<InitiatedPayment> => {
      const fingerprint = createHash('sha256').update(JSON.stringify(payment)).digest('hex')
      const known = remembered.get(key)
      if (known !== undefined && known.fingerprint !== fingerprint) throw otherPayment()
      if (known !== undefined) return known.outcome
      const outcome = start(key, send)
      remembered.set(key, { fingerprint, outcome })
      const oldest = remembered.size > capacity ? remembered.keys().next().value : undefined
      if (oldest !== undefined) remembered.delete(oldest)
      return outcome
    },
  }
}

const otherPayment = (): NostroError =>
  new NostroError({
    code: 'conflict',
    provider: 'ing',
    message: 'This idempotency key was used for another payment.',
    hint: 'Make a new key for each payment, and keep it with the payment.',
  })

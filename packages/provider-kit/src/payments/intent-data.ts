import type { InitiatedPayment, JsonValue, PaymentIntent, PaymentRef } from '@nostro/core'
import { z } from 'zod'

interface IntentData {
  readonly notes?: JsonValue | undefined
  /** What `initiate` gave, the customer's next step included. */
  readonly answer?: Omit<InitiatedPayment, 'ref'> | undefined
}

const dataSchema = z.object({
  notes: z.json().optional(),
  answer: z
    .looseObject({ transactionStatus: z.string(), challenge: z.looseObject({}).optional(), raw: z.json().optional() })
    .optional(),
})

/** As JSON: members that are absent stay absent. */
export const toData = ({ notes, answer }: IntentData): JsonValue => {
  const kept = answer && { transactionStatus: answer.transactionStatus, challenge: answer.challenge, raw: answer.raw }
  return JSON.parse(JSON.stringify({ notes, answer: kept })) as JsonValue
}

/**
 * The provider's own notes in an intent that `initiateOnce` has written; nothing where there are none.
 *
 * @example
 * const notes = notesSchema.safeParse(notesOf(intent))
 */
export const notesOf = (intent: PaymentIntent): JsonValue | undefined => dataSchema.safeParse(intent.data).data?.notes

/** The answer that was kept with a payment. */
export const keptAnswer = (intent: PaymentIntent, ref: PaymentRef): InitiatedPayment | undefined => {
  const answer = dataSchema.safeParse(intent.data).data?.answer
  if (answer === undefined) return undefined
  const { transactionStatus, challenge, raw = null } = answer as Omit<InitiatedPayment, 'ref'>
  return { ref, transactionStatus, raw, challenge }
}

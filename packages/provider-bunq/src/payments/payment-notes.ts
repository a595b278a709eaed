import type { PaymentIntent } from '@nostro/core'
import { notesOf } from '@nostro/provider-kit'
import { z } from 'zod'

const notesSchema = z.object({
  /** bunq's id of the account that pays. */
  accountId: z.string(),
  /** bunq's id of the user whose session pays. */
  userId: z.string(),
  /** Id of the newest entry in the bank's list before the payment was first sent; `null` when it could not be read. */
  newestId: z.string().nullable(),
  /** The bank's time when the last attempt started. */
  bankStartedAt: z.number(),
})

/** What is kept with a payment's intent, so that a look-up in another process knows where in the bank's list to look. */
export type PaymentNotes = z.infer<typeof notesSchema>

/** The notes of an intent; nothing when it is not one of bunq's. */
export const readPaymentNotes = (intent: PaymentIntent | undefined): PaymentNotes | undefined =>
  intent === undefined ? undefined : notesSchema.safeParse(notesOf(intent)).data

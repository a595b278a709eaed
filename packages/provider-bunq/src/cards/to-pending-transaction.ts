import { negateMoney, type Transaction, toMoney } from '@nostro/core'
import { z } from 'zod'
import type { Entry } from '../api/client.ts'
import { amountSchema, labelSchema } from '../api/common-schemas.ts'
import { toDayAndInstant } from '../api/timestamp.ts'
import { toCounterparty } from '../api/to-counterparty.ts'

export const actionSchema = z.object({
  id: z.number(),
  created: z.string(),
  card_id: z.number().nullish(),
  amount_local: amountSchema.nullish(),
  amount_billing: amountSchema.nullish(),
  decision: z.string().nullish(),
  payment_status: z.string().nullish(),
  authorisation_status: z.string().nullish(),
  settlement_status: z.string().nullish(),
  description: z.string().nullish(),
  counterparty_alias: labelSchema.nullish(),
})

export type WireCardAction = z.infer<typeof actionSchema>

/** Allowed and not yet settled. bunq lists no words for these fields: what does not say so is not taken for money. */
export const isPending = ({ decision, settlement_status: settlement, payment_status: payment }: WireCardAction) =>
  decision === 'ALLOWED' && settlement !== 'SETTLED' && payment !== 'PAYMENT_SUCCESSFUL'

/** A reservation by card: it books later, as a payment with an id of its own. Amounts at a till are written without sign. */
export const toPendingTransaction = ({ wire, raw }: Entry<WireCardAction>, accountId: string): Transaction => {
  const counterparty = toCounterparty(wire.counterparty_alias)
  const billed = wire.amount_billing ?? wire.amount_local
  const amount = toMoney(billed?.value ?? '', billed?.currency ?? '')
  const local = wire.amount_local
  const { day, instant } = toDayAndInstant(wire.created)
  return {
    provider: 'bunq',
    accountId,
    transactionId: String(wire.id),
    bookingStatus: 'pending',
    valueDate: day,
    executedAt: instant,
    amount: negateMoney(amount),
    bankTransactionCode: 'MASTERCARD',
    counterparty,
    remittanceInformation: wire.description == null ? undefined : { unstructured: [wire.description] },
    originalAmount:
      local == null || local.currency === billed?.currency
        ? undefined
        : negateMoney(toMoney(local.value, local.currency)),
    raw,
  }
}

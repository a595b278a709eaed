import type { Payment, PaymentIntent, PaymentIntentStore } from '@nostro/core'
import { fromPayment, type PaymentOrder } from './from-payment.ts'
import { readPaymentNotes } from './payment-notes.ts'

/** The payment that is looked for. */
export interface OwnPayment {
  /** Instance id of the provider and idempotency key: its place in the store. */
  readonly instance: string
  readonly key: string
  readonly accountId: string
  readonly order: PaymentOrder
}

export interface OtherIntents {
  /** Ids in the same list of the bank that belong to payments of other keys. */
  readonly claimed: ReadonlySet<string>
  /** Another payment of open outcome looks the same in the bank's records: an entry may be either's. */
  readonly hasRival: boolean
}

/**
 * What the store knows of other payments. Ask after the bank's list was read: whatever stands in that list was at least
 * `sent` by then.
 */
export const readOtherIntents = async (
  intents: Pick<PaymentIntentStore, 'list'>,
  own: OwnPayment,
): Promise<OtherIntents> => {
  const claimed = new Set<string>()
  let hasRival = false
  // All instances: two of them may serve the same user.
  for (const intent of await intents.list()) {
    if (intent.provider === own.instance && intent.key === own.key) continue
    const order = orderOf(intent.payment)
    if (order?.endpoint !== own.order.endpoint) continue
    if (intent.ref?.provider === 'bunq') claimed.add(intent.ref.id)
    else if (isOpen(intent) && readPaymentNotes(intent)?.accountId === own.accountId) {
      hasRival ||= looksOf(order) === looksOf(own.order)
    }
  }
  return { claimed, hasRival }
}

const isOpen = ({ state }: PaymentIntent): boolean => state === 'sent' || state === 'unknown'

/** Nothing for a payment that bunq would not take: it is another bank's. */
const orderOf = (payment: Payment): PaymentOrder | undefined => {
  try {
    return fromPayment(payment, 0)
  } catch {
    return undefined
  }
}

/** What the bank shows in every record. Parties may be shown by name alone. */
const looksOf = ({ transfers }: PaymentOrder): string =>
  transfers
    .map(({ amount, description }) => JSON.stringify([amount.value, amount.currency, description]))
    .toSorted()
    .join()

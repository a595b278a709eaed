import { type EpochMs, normaliseIban, parseDecimal } from '@nostro/core'
import { z } from 'zod'
import { parseTimestamp } from '../accounts/timestamp.ts'
import type { BunqClient, Entry } from '../api/client.ts'
import { amountSchema, labelSchema } from '../api/common-schemas.ts'
import { type Endpoint, endpoints } from '../api/endpoints.ts'
import type { PaymentOrder } from './from-payment.ts'

const transferSchema = z.object({
  amount: amountSchema.nullish(),
  amount_inquired: amountSchema.nullish(),
  counterparty_alias: labelSchema.nullish(),
  description: z.string().nullish(),
  merchant_reference: z.string().nullish(),
})

type WireRecord = z.infer<typeof transferSchema>

/** What the listings of all kinds of payment have in common; transfers stand in different places. */
const recordSchema = transferSchema.extend({
  id: z.number().nullish(),
  created: z.string().nullish(),
  payment: transferSchema.nullish(),
  payments: z.union([z.object({ Payment: z.array(transferSchema) }), z.array(transferSchema)]).nullish(),
  entries: z.array(transferSchema).nullish(),
  schedule: z.object({ time_start: z.string().nullish() }).nullish(),
})

type Listed = z.infer<typeof recordSchema>

const listings = new Map<Endpoint, Endpoint>([
  [endpoints.createPayment, endpoints.listPayments],
  [endpoints.createPaymentBatch, endpoints.listPaymentBatches],
  [endpoints.createDraftPayment, endpoints.listDraftPayments],
  [endpoints.createSchedule, endpoints.listSchedules],
  [endpoints.createBatchSchedule, endpoints.listBatchSchedules],
  [endpoints.createRequest, endpoints.listRequests],
])

export interface Search {
  readonly order: PaymentOrder
  readonly accountId: string
  /** Nothing older is looked at. Asked after bunq has answered: its clock is known then. */
  since(): EpochMs
  /** Ids that are known to be other payments. */
  readonly claimed: ReadonlySet<string>
}

export interface Matches {
  /** Of what looks exactly like the order and is recent. */
  readonly ids: readonly string[]
  /** Something there cannot be read, or has no id or no time: it may be the order, so nothing is certain. */
  readonly isDoubtful: boolean
}

/** What the bank has that looks exactly like the order. Reads only. */
export const findMatches = async (
  client: BunqClient,
  { order, accountId, since, claimed }: Search,
  ctx: Parameters<BunqClient['page']>[2]['ctx'],
): Promise<Matches> => {
  const endpoint = listings.get(order.endpoint)
  if (endpoint === undefined) return { ids: [], isDoubtful: true }
  const ids: string[] = []
  let isDoubtful = false
  for await (const page of client.pages(endpoint, recordSchema, { ctx, params: { accountId } })) {
    const from = since()
    const older = page.entries.find((entry) => isOlder(entry, from))
    isDoubtful ||= page.problems.some(({ index }) => older === undefined || index < older.index)
    for (const { wire } of page.entries) {
      const id = String(wire.id ?? '')
      if (claimed.has(id) || !matches(wire, order)) continue
      if (id === '' || wire.created == null) isDoubtful = true
      else if (parseTimestamp(wire.created) >= from) ids.push(id)
    }
    if (older !== undefined) break
  }
  return { ids, isDoubtful }
}

const isOlder = ({ wire: { created } }: Entry<Listed>, since: EpochMs): boolean =>
  created != null && parseTimestamp(created) < since

const transfersOf = (record: Listed): readonly WireRecord[] => {
  if (record.entries != null) return record.entries
  if (record.payments != null) return 'Payment' in record.payments ? record.payments.Payment : record.payments
  return [record.payment ?? record]
}

export const matches = (record: Listed, { transfers }: Pick<PaymentOrder, 'transfers'>): boolean => {
  const left = [...transfersOf(record)]
  if (left.length !== transfers.length) return false
  return transfers.every((transfer) => {
    const index = left.findIndex((candidate) => isSame(candidate, transfer))
    if (index !== -1) left.splice(index, 1)
    return index !== -1
  })
}

/** A party found by e-mail or phone number is shown by name and IBAN only: then amount and text decide. */
const isSame = (wire: WireRecord, order: PaymentOrder['transfers'][number]): boolean => {
  const amount = wire.amount ?? wire.amount_inquired
  const iban = order.counterparty_alias.type === 'IBAN' ? order.counterparty_alias.value : undefined
  const shown = wire.counterparty_alias?.iban
  return (
    amount?.currency === order.amount.currency &&
    cents(amount.value) === cents(order.amount.value) &&
    (wire.description ?? '') === order.description &&
    (iban === undefined || shown == null || normaliseIban(shown) === iban) &&
    (order.merchant_reference === undefined ||
      wire.merchant_reference == null ||
      wire.merchant_reference === order.merchant_reference)
  )
}

/** Without sign: what is paid is listed as negative, what is drafted as positive. */
const cents = (value: string): bigint => {
  const { unscaled, scale } = parseDecimal(value)
  const scaled = unscaled * 10n ** BigInt(Math.max(0, 2 - scale))
  return scaled < 0n ? -scaled : scaled
}

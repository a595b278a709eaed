import { type CallContext, type EpochMs, normaliseIban, parseDecimal } from '@nostro/core'
import { z } from 'zod'
import type { BunqClient } from '../api/client.ts'
import { amountSchema, labelSchema } from '../api/common-schemas.ts'
import { type Endpoint, endpoints } from '../api/endpoints.ts'
import { parseTimestamp } from '../api/timestamp.ts'
import type { PaymentOrder } from './from-payment.ts'

const transferSchema = z.object({
  amount: amountSchema.nullish(),
  amount_inquired: amountSchema.nullish(),
  counterparty_alias: labelSchema.nullish(),
  description: z.string().nullish(),
  merchant_reference: z.string().nullish(),
})

type WireRecord = z.infer<typeof transferSchema>

const scheduleSchema = z.object({
  time_start: z.string().nullish(),
  recurrence_unit: z.string().nullish(),
  recurrence_size: z.number().nullish(),
})

/** What the listings of all kinds of payment have in common; transfers stand in different places. */
const recordSchema = transferSchema.extend({
  id: z.number().nullish(),
  created: z.string().nullish(),
  payment: transferSchema.nullish(),
  payments: z.union([z.object({ Payment: z.array(transferSchema) }), z.array(transferSchema)]).nullish(),
  entries: z.array(transferSchema).nullish(),
  schedule: scheduleSchema.nullish(),
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

/** Which entries of the bank's list can be the payment, newest first. */
export interface SearchRange {
  /** This entry and all after it are too old. */
  isPast(entry: ListedPayment): boolean
  /** The entry was made when the payment can have been made. */
  isInside(entry: ListedPayment): boolean
}

export interface ListedPayment {
  readonly id: string
  /** Absent when it cannot be read. */
  readonly createdAt: EpochMs | undefined
}

export interface Search {
  readonly order: PaymentOrder
  readonly accountId: string
  /** Asked after bunq has answered: its clock is known then. */
  range(): SearchRange
}

export interface Candidate {
  readonly id: string
  /** False: it is unknown whether it is the payment: its time, its day or something unreadable leaves that open. */
  readonly isCertain: boolean
}

export interface Candidates {
  /** Entries that look like the order. */
  readonly candidates: readonly Candidate[]
  /** An entry could not be read, or the list did not reach back far enough: the payment may be there unseen. */
  readonly isIncomplete: boolean
}

/** The endpoint that lists what an order makes. */
export const listingOf = ({ endpoint }: Pick<PaymentOrder, 'endpoint'>): Endpoint | undefined => listings.get(endpoint)

/** What the bank has that looks like the order. Reads only. */
export const findCandidates = async (
  client: Pick<BunqClient, 'pages'>,
  { order, accountId, range }: Search,
  ctx: CallContext | undefined,
): Promise<Candidates> => {
  const endpoint = listingOf(order)
  if (endpoint === undefined) return { candidates: [], isIncomplete: true }
  const candidates: Candidate[] = []
  let isIncomplete = false
  for await (const page of client.pages(endpoint, recordSchema, { ctx, params: { accountId } })) {
    const { isPast, isInside } = range()
    const past = page.entries.find(({ wire }) => isPast(toListed(wire)))
    isIncomplete ||= page.problems.some(({ index = 0 }) => past === undefined || index < past.index)
    for (const { wire } of page.entries) {
      const listed = toListed(wire)
      if (isPast(listed)) continue
      const likeness = likenessOf(wire, order)
      if (likeness === 'none') continue
      const isCertain = likeness === 'same' && listed.id !== '' && listed.createdAt !== undefined && isInside(listed)
      candidates.push({ id: listed.id, isCertain })
    }
    if (past !== undefined) break
  }
  return { candidates, isIncomplete }
}

const toListed = (wire: Listed): ListedPayment => ({ id: String(wire.id ?? ''), createdAt: createdAt(wire) })

/** What cannot be read is neither old nor new. */
const createdAt = ({ created }: Listed): EpochMs | undefined => {
  try {
    return created == null ? undefined : parseTimestamp(created)
  } catch {
    return undefined
  }
}

type Likeness = 'same' | 'none' | 'doubtful'

/** An amount that cannot be read, or another day on what is otherwise the same order, leaves it open whose record it is. */
const likenessOf = (record: Listed, order: PaymentOrder): Likeness => {
  try {
    if (!matches(record, order)) return 'none'
  } catch {
    return 'doubtful'
  }
  return isSameSchedule(record.schedule, order.body['schedule']) ? 'same' : 'doubtful'
}

const isSameSchedule = (shown: Listed['schedule'], ordered: unknown): boolean => {
  const wanted = scheduleSchema.safeParse(ordered).data
  if (shown == null || wanted == null) return true
  return (
    (shown.time_start == null || shown.time_start.replace('T', ' ').slice(0, 10) === wanted.time_start?.slice(0, 10)) &&
    (shown.recurrence_unit ?? wanted.recurrence_unit) === wanted.recurrence_unit &&
    (shown.recurrence_size ?? wanted.recurrence_size) === wanted.recurrence_size
  )
}

const transfersOf = (record: Listed): readonly WireRecord[] => {
  if (record.entries != null) return record.entries
  if (record.payments != null) return 'Payment' in record.payments ? record.payments.Payment : record.payments
  return [record.payment ?? record]
}

export const matches = (
  record: Listed,
  { transfers, endpoint }: Pick<PaymentOrder, 'transfers' | 'endpoint'>,
): boolean => {
  const left = [...transfersOf(record)]
  if (left.length !== transfers.length) return false
  // Among payments stands also what came in, perhaps from the same party under the same text.
  const isPaid = ({ amount }: WireRecord): boolean =>
    endpoint !== endpoints.createPayment || (amount != null && parseDecimal(amount.value).unscaled < 0n)
  return transfers.every((transfer) => {
    const index = left.findIndex((candidate) => isPaid(candidate) && isSame(candidate, transfer))
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
    isSameSize(amount.value, order.amount.value) &&
    (wire.description ?? '') === order.description &&
    (iban === undefined || shown == null || normaliseIban(shown) === iban) &&
    (order.merchant_reference === undefined ||
      wire.merchant_reference == null ||
      wire.merchant_reference === order.merchant_reference)
  )
}

/** Without sign: what is paid is listed as negative, what is drafted as positive. @throws NostroError for what is no number */
const isSameSize = (listed: string, ordered: string): boolean => {
  const [one, two] = [parseDecimal(listed.replace(/^-/, '')), parseDecimal(ordered)]
  return one.unscaled * 10n ** BigInt(two.scale) === two.unscaled * 10n ** BigInt(one.scale)
}

import { type LocalDate, localDateIn, type PageProblem, parseInstant, type Transaction } from '@nostro/core'
import { contentOf } from '../plan/content.ts'
import type { Entry, Facts } from '../plan/types.ts'

export interface EntryContext {
  readonly timeZone: string
  /** Day of the walk: a pending entry without any date is listed on it. */
  readonly today: () => LocalDate
  readonly page: number
  readonly firstPlace: number
  /** Is the bank's original of this entry wanted? */
  readonly keepsRaw: (entry: RawQuestion) => boolean
}

/** What an entry is known by before its original is looked at. */
export interface RawQuestion {
  readonly day: LocalDate
  readonly content: string
  readonly bankId: string | null
}

/** A page's transactions as entries; one without any day cannot be booked anywhere and is a problem. */
export const toEntries = (
  items: readonly Transaction[],
  context: EntryContext,
): { readonly entries: readonly Entry[]; readonly problems: readonly PageProblem[] } => {
  const entries: Entry[] = []
  const problems: PageProblem[] = []
  for (const [index, item] of items.entries()) {
    const day = dayOf(item, context)
    if (day === undefined)
      problems.push({ index, message: 'The entry has no booking date, no value date and no time.' })
    else entries.push(toEntry(item, day, context, context.firstPlace + entries.length))
  }
  return { entries, problems }
}

const dayOf = (item: Transaction, { timeZone, today }: EntryContext): LocalDate | undefined => {
  if (item.bookingDate !== undefined) return item.bookingDate
  if (item.valueDate !== undefined) return item.valueDate
  const executedAt = item.executedAt === undefined ? undefined : parseInstant(item.executedAt)
  if (executedAt !== undefined) return localDateIn(timeZone, executedAt)
  return item.bookingStatus === 'booked' ? undefined : today()
}

const toEntry = (item: Transaction, day: LocalDate, { page, keepsRaw }: EntryContext, place: number): Entry => {
  const facts = toFacts(item, day)
  const content = contentOf(facts)
  const bankId = item.transactionId ?? null
  return {
    status: item.bookingStatus,
    facts,
    bankId,
    previousId: item.previousId ?? null,
    content,
    page,
    place,
    raw: keepsRaw({ day, content, bankId }) ? (item.raw ?? null) : undefined,
    seam: false,
  }
}

const toFacts = (item: Transaction, day: LocalDate): Facts => ({
  day,
  valueDay: item.valueDate ?? null,
  executedAt: (item.executedAt === undefined ? undefined : parseInstant(item.executedAt)) ?? null,
  amount: item.amount.amount,
  currency: item.amount.currency,
  originalAmount: item.originalAmount?.amount ?? null,
  originalCurrency: item.originalAmount?.currency ?? null,
  exchangeRate: item.exchangeRate ?? null,
  entryReference: item.entryReference ?? null,
  endToEndId: item.endToEndId ?? null,
  counterpartyName: item.counterparty?.name ?? null,
  counterpartyIban: item.counterparty?.iban ?? null,
  counterpartyBban: item.counterparty?.bban ?? null,
  counterpartyBic: item.counterparty?.bic ?? null,
  text: item.remittanceInformation?.unstructured?.join(' ') ?? null,
  reference: item.remittanceInformation?.reference ?? null,
  mandateId: item.mandateId ?? null,
  creditorId: item.creditorId ?? null,
  code: item.bankTransactionCode ?? null,
  balanceAfter: item.balanceAfter?.amount ?? null,
})

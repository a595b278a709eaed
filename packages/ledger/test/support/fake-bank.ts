import {
  type Account,
  type Balance,
  type LocalDate,
  NostroError,
  type Page,
  type PageProblem,
  type Transaction,
} from '@nostro/core'
import type { Source, SourceTraits } from '../../src/sync/source.ts'

export interface BankEntry {
  readonly day: LocalDate
  readonly amount: string
  readonly status?: 'booked' | 'pending' | 'unknown' | 'information'
  readonly id?: string
  readonly previousId?: string
  readonly text?: string
  readonly name?: string
  readonly iban?: string
  readonly endToEndId?: string
  readonly executedAt?: string
  readonly balanceAfter?: string
  readonly raw?: unknown
}

export interface BankAccount {
  readonly id: string
  readonly iban?: string
  readonly name?: string
  readonly product?: string
}

/** A bank whose listing, faults and limits a test sets at will. */
export interface FakeBank {
  readonly id: string
  accounts: readonly BankAccount[]
  /** By account id, newest first as banks list them. */
  readonly entries: Map<string, readonly BankEntry[]>
  readonly balances: Map<string, string>
  consent: { key: string; validUntil?: number }
  pageSize: number
  /** Oldest day that the bank serves; what is older is cut, and said so. */
  servesFrom: LocalDate | undefined
  /** Earlier first days are refused. */
  refusesBefore: LocalDate | undefined
  /** Thrown instead of this page of a listing, counted from 0; then every page after it is served again. */
  failAt: { page: number; error: Error } | undefined
  /** Cursors of earlier listings are refused. */
  refusesCursors: boolean
  problems: readonly PageProblem[]
  balancesError: Error | undefined
  lastChange: string | undefined
  /** Called before each page: where a test changes the listing while it is read. */
  beforePage: ((page: number) => unknown) | undefined
  readonly calls: string[]
  asOf: string
  readonly traits: { -readonly [Name in keyof SourceTraits]: SourceTraits[Name] }
  source(): Source
}

const toAccount = ({ id, iban, name, product }: BankAccount): Account => ({
  id,
  key: `${id}:EUR`,
  recognition: { currency: 'EUR', ...(iban === undefined ? {} : { iban }) },
  provider: 'fake',
  kind: 'current',
  currency: 'EUR',
  status: 'enabled',
  raw: {},
  ...(iban === undefined ? {} : { iban }),
  ...(name === undefined ? {} : { name }),
  ...(product === undefined ? {} : { product }),
})

const toTransaction = (accountId: string, entry: BankEntry): Transaction => ({
  provider: 'fake',
  accountId,
  bookingStatus: entry.status ?? 'booked',
  bookingDate: entry.day,
  amount: { amount: entry.amount, currency: 'EUR' },
  raw: entry.raw ?? { ...entry, secretOfRaw: `only-in-raw ${entry.text ?? ''}` },
  ...(entry.id === undefined ? {} : { transactionId: entry.id }),
  ...(entry.previousId === undefined ? {} : { previousId: entry.previousId }),
  ...(entry.endToEndId === undefined ? {} : { endToEndId: entry.endToEndId }),
  ...(entry.executedAt === undefined ? {} : { executedAt: entry.executedAt }),
  ...(entry.balanceAfter === undefined ? {} : { balanceAfter: { amount: entry.balanceAfter, currency: 'EUR' } }),
  ...(entry.text === undefined ? {} : { remittanceInformation: { unstructured: [entry.text] } }),
  ...(entry.name === undefined && entry.iban === undefined
    ? {}
    : {
        counterparty: {
          ...(entry.name === undefined ? {} : { name: entry.name }),
          ...(entry.iban === undefined ? {} : { iban: entry.iban }),
        },
      }),
})

export const refusal = (
  code: 'invalid_request' | 'not_found' | 'bank_unavailable' | 'consent_expired',
  message: string,
): NostroError => new NostroError({ code, message })

export const createFakeBank = (traits: Partial<SourceTraits> = {}, id = 'fake-1'): FakeBank => {
  const bank: FakeBank = {
    id,
    accounts: [{ id: 'acc-1', iban: 'NL91ABNA0417164300', name: 'Daily' }],
    entries: new Map(),
    balances: new Map(),
    consent: { key: 'consent-1' },
    pageSize: 50,
    servesFrom: undefined,
    refusesBefore: undefined,
    failAt: undefined,
    refusesCursors: false,
    problems: [],
    balancesError: undefined,
    lastChange: undefined,
    beforePage: undefined,
    calls: [],
    asOf: '2026-03-10T12:00:00.000Z',
    traits: {
      mode: 'C',
      paging: 'stable',
      listsPending: true,
      historyDays: 90,
      unattendedReads: null,
      accountIdsAreStable: false,
      timeZone: 'Europe/Amsterdam',
      ...traits,
    },
    source: () => toSource(bank),
  }
  return bank
}

const toSource = (bank: FakeBank): Source => ({
  id: bank.id,
  provider: 'fake',
  environment: 'test',
  traits: bank.traits,
  consent: async () => bank.consent,
  async *accounts(): AsyncGenerator<Page<Account>> {
    bank.calls.push('accounts')
    yield { items: bank.accounts.map(toAccount), problems: [], asOf: bank.asOf }
  },
  balances: async ({ id }): Promise<Page<Balance>> => {
    bank.calls.push(`balances ${id}`)
    if (bank.balancesError !== undefined) throw bank.balancesError
    const amount = bank.balances.get(id)
    const items: readonly Balance[] =
      amount === undefined
        ? []
        : [
            {
              balanceType: 'interimBooked',
              amount: { amount, currency: 'EUR' },
              raw: {},
              ...(bank.lastChange === undefined ? {} : { lastChange: bank.lastChange }),
            },
          ]
    return { items, problems: [], asOf: bank.asOf }
  },
  async *transactions({ id }, { dateFrom, dateTo, cursor }): AsyncGenerator<Page<Transaction>> {
    bank.calls.push(`transactions ${id} ${dateFrom}${cursor === undefined ? '' : ` at ${cursor}`}`)
    if (bank.refusesBefore !== undefined && dateFrom < bank.refusesBefore)
      throw refusal('invalid_request', 'The period is too long.')
    if (bank.refusesCursors && cursor !== undefined) throw refusal('invalid_request', 'The cursor has expired.')
    const from = bank.servesFrom !== undefined && bank.servesFrom > dateFrom ? bank.servesFrom : dateFrom
    let page = cursor === undefined ? 0 : Number(cursor)
    for (;;) {
      await bank.beforePage?.(page)
      const listed = (bank.entries.get(id) ?? []).filter(({ day }) => day >= from && day <= dateTo)
      const start = page * bank.pageSize
      if (bank.failAt?.page === page) throw bank.failAt.error
      const hasMore = start + bank.pageSize < listed.length
      yield {
        items: listed.slice(start, start + bank.pageSize).map((entry) => toTransaction(id, entry)),
        problems: page === 0 ? bank.problems : [],
        asOf: bank.asOf,
        ...(from === dateFrom ? {} : { adjustedFrom: from }),
        ...(hasMore ? { cursor: String(page + 1) } : {}),
      }
      if (!hasMore) return
      page += 1
    }
  },
})

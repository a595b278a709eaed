import { type Account, type LocalDate, NostroError, type Page, type Transaction } from '@nostro/core'
import type { Entry } from '../../src/plan/types.ts'
import type { Source } from '../../src/sync/source.ts'
import type { createBankHistory, HistoryOptions } from './bank-history.ts'

const account: Account = {
  id: 'acc-1',
  key: 'acc-1:EUR',
  recognition: { currency: 'EUR', iban: 'NL91ABNA0417164300' },
  iban: 'NL91ABNA0417164300',
  provider: 'fake',
  kind: 'current',
  currency: 'EUR',
  status: 'enabled',
  raw: {},
}

const toTransaction = ({ status, facts, bankId, raw }: Entry): Transaction => ({
  provider: 'fake',
  accountId: account.id,
  bookingStatus: status,
  bookingDate: facts.day,
  amount: { amount: facts.amount, currency: facts.currency },
  transactionId: bankId ?? undefined,
  endToEndId: facts.endToEndId ?? undefined,
  executedAt: facts.executedAt === null ? undefined : new Date(facts.executedAt).toISOString(),
  counterparty: { name: facts.counterpartyName ?? undefined, iban: facts.counterpartyIban ?? undefined },
  remittanceInformation: { unstructured: facts.text === null ? [] : [facts.text] },
  raw: { token: raw },
})

/** The history's bank as a connection: what it lists on `today()`, with its faults; some pages are refused. */
export const historySource = (
  bank: ReturnType<typeof createBankHistory>,
  { mode, paging }: HistoryOptions,
  { today, isFaulty }: { readonly today: () => LocalDate; readonly isFaulty: () => boolean },
): Source => ({
  id: 'history',
  provider: 'fake',
  environment: 'test',
  traits: {
    mode,
    paging,
    listsPending: true,
    historyDays: null,
    unattendedReads: null,
    accountIdsAreStable: true,
    timeZone: 'Europe/Amsterdam',
  },
  consent: async () => ({ key: String(bank.consent()) }),
  async *accounts(): AsyncGenerator<Page<Account>> {
    yield { items: [account], problems: [], asOf: `${today()}T12:00:00Z` }
  },
  balances: async () => ({
    items: [
      {
        balanceType: 'interimBooked',
        amount: { amount: bank.balance(today()), currency: 'EUR' },
        raw: {},
      },
    ],
    problems: [],
    asOf: `${today()}T12:00:00Z`,
  }),
  async *transactions(_account, { dateFrom }): AsyncGenerator<Page<Transaction>> {
    const { entries, pages } = bank.list(dateFrom, today(), isFaulty())
    for (let page = 0; page < pages; page += 1) {
      if (isFaulty() && bank.chance(0.05)) {
        throw new NostroError({ code: 'bank_unavailable', message: 'Come back later.' })
      }
      const items = entries.filter((entry) => entry.page === page).map(toTransaction)
      yield { items, problems: [], asOf: `${today()}T12:00:00Z` }
    }
  },
})

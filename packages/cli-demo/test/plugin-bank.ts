import type { Account, Page, PageProblem, ProviderFactory, Transaction } from '@nostro/core'

/** A provider as a plug-in brings it: one account, and entries that cannot be read where the options ask for them. */
export interface PluginBankOptions {
  /** Whose accounts these are at the bank. */
  readonly customer?: string
  /** Adds a problem to this listing. */
  readonly spoiled?: readonly ('accounts' | 'balances' | 'transactions' | 'field')[]
}

const at = '2026-11-30T12:00:00.000Z'
const stable = { scope: 'account', stableFromPendingToBooked: true, stableAcrossConsents: true } as const

const account: Account = {
  provider: 'plugin',
  id: 'a1',
  key: 'a1',
  recognition: { currency: 'EUR' },
  name: 'Household',
  kind: 'current',
  currency: 'EUR',
  status: 'enabled',
  raw: null,
}

const transaction: Transaction = {
  provider: 'plugin',
  accountId: 'a1',
  transactionId: 't1',
  bookingStatus: 'booked',
  bookingDate: '2026-11-29',
  amount: { amount: '-1.50', currency: 'EUR' },
  raw: null,
}

/** With a text that would clear a terminal's line: problems quote the bank. */
const problemOf = (listing: string, field?: string): PageProblem => ({
  index: 1,
  message: `The ${listing} entry \u001b[2K has no readable amount.`,
  field,
})

export const createProvider =
  ({ customer, spoiled = [] }: PluginBankOptions = {}): ProviderFactory =>
  ({ clock, random }) => {
    const page = <T>(
      items: readonly T[],
      ...listings: readonly ('accounts' | 'balances' | 'transactions')[]
    ): Page<T> => ({
      items,
      problems: listings.filter((each) => spoiled.includes(each)).map((each) => problemOf(each)),
      asOf: at,
    })
    return {
      specVersion: 1,
      manifest: {
        id: 'plugin',
        name: 'Plug-in bank',
        countries: ['NL'],
        environments: ['local'],
        environment: 'local',
        capabilities: ['accounts', 'balances', 'transactions'],
        authentication: ['api-key'],
        signatureSchemes: ['none'],
        paymentKinds: [],
        rateLimits: [],
        psuHeaders: { consent: 'forbidden', accounts: 'forbidden', payments: 'forbidden' },
        unattendedReads: null,
        lists: { pending: false },
        paging: 'stable',
        historyDays: null,
        ids: { account: stable, transaction: stable, payment: { ...stable, scope: 'none' } },
      },
      auth: {
        start: async ({ purpose }) => ({
          kind: 'none',
          id: random.uuid(),
          provider: 'plugin',
          purpose,
          expiresAt: clock.now() + 60_000,
          serverState: null,
        }),
        advance: async ({ id, purpose }) => ({
          status: 'complete',
          session: {
            specVersion: 1,
            id,
            provider: 'plugin',
            purpose,
            revision: 1,
            createdAt: clock.now(),
            customer,
            secrets: null,
          },
        }),
        revoke: async () => undefined,
      },
      accounts: {
        async *accounts() {
          yield page([account], 'accounts')
        },
        balances: async () =>
          page([{ type: 'booked', amount: { amount: '10.00', currency: 'EUR' }, raw: null } as never], 'balances'),
        async *transactions() {
          const { items, problems, asOf } = page([transaction], 'transactions')
          const field = spoiled.includes('field') ? [problemOf('transactions', 'valueDate')] : []
          yield { items, problems: [...problems, ...field], asOf }
        },
      },
      close: async () => undefined,
    }
  }

import type { Account, Provider, ProviderFactory, ProviderManifest, Transaction } from '@nostro/core'
import { accountIdentity, toInstant } from '@nostro/core'

/** The smallest provider that works: a cash box. Copy it, and replace the box by your bank's API client. */
export interface CashBoxOptions {
  /** Day (YYYY-MM-DD) and exact amount in EUR of each movement. */
  readonly entries: readonly { readonly id: string; readonly date: string; readonly amount: string }[]
}

const id = 'cashbox'
const stable = { scope: 'account', stableFromPendingToBooked: true, stableAcrossConsents: true } as const

const manifest: ProviderManifest = {
  id,
  name: 'Cash box',
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
}

const box: Account = {
  provider: id,
  id: 'box',
  ...accountIdentity({ id: 'box', currency: 'EUR' }),
  kind: 'current',
  currency: 'EUR',
  status: 'enabled',
  raw: null,
}

const toTransaction = (entry: CashBoxOptions['entries'][number]): Transaction => ({
  provider: id,
  accountId: box.id,
  transactionId: entry.id,
  bookingStatus: 'booked',
  bookingDate: entry.date,
  amount: { amount: entry.amount, currency: 'EUR' },
  raw: entry,
})

export const createProvider =
  ({ entries }: CashBoxOptions): ProviderFactory =>
  ({ clock, random }): Provider => ({
    specVersion: 1,
    manifest,
    auth: {
      start: async ({ purpose }) => ({
        kind: 'none',
        id: random.uuid(),
        provider: id,
        purpose,
        expiresAt: clock.now() + 60_000,
        serverState: null,
      }),
      advance: async (challenge) => ({
        status: 'complete',
        session: {
          specVersion: 1,
          id: challenge.id,
          provider: id,
          purpose: challenge.purpose,
          revision: 0,
          createdAt: clock.now(),
          secrets: null,
        },
      }),
    },
    accounts: {
      async *accounts() {
        yield { items: [box], problems: [], asOf: toInstant(clock.now()) }
      },
      balances: async () => ({ items: [], problems: [], asOf: toInstant(clock.now()) }),
      async *transactions(_access, _ref, { dateFrom = '0000-01-01', dateTo = '9999-12-31' }) {
        const inPeriod = entries.filter(({ date }) => date >= dateFrom && date <= dateTo)
        yield { items: inPeriod.map(toTransaction), problems: [], asOf: toInstant(clock.now()) }
      },
    },
    close: async () => {},
  })

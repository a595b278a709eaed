import {
  type Account,
  NostroError,
  type Page,
  type PayeeMatch,
  type PayeeVerificationRequest,
  type Payment,
  type ProviderFactory,
  type Transaction,
  type TransactionStatus,
} from '@nostro/core'

const stable = { scope: 'account', stableFromPendingToBooked: true, stableAcrossConsents: true } as const

export interface MemoryEntry {
  readonly id: string
  readonly day: string
  readonly amount: string
  readonly text?: string | undefined
  readonly name?: string | undefined
  readonly iban?: string | undefined
}

/** A bank inside the test: what it lists, what it was sent, and where it waits. */
export interface MemoryBank {
  entries: readonly MemoryEntry[]
  /** Idempotency keys of the payments that the bank has. */
  readonly sent: string[]
  /** Evidence that came with payments. */
  readonly approvals: unknown[]
  /** Called when a listing of transactions is asked for, before it answers. */
  beforeListing: (() => Promise<unknown>) | undefined
  /** What happens to a payment: `lost` takes effect and answers nothing. */
  paying: 'accepted' | 'lost' | 'refused'
  status: TransactionStatus
  /** What the bank says of payees; without it the bank has no check. */
  payee: PayeeMatch | undefined
  /** What came with payments of the check. */
  readonly payeeRecords: unknown[]
  readonly factory: ProviderFactory
}

const account: Account = {
  provider: 'memory',
  id: 'acc-1',
  key: 'acc-1',
  recognition: { currency: 'EUR' },
  iban: 'NL20INGB0001234567',
  name: 'Household',
  kind: 'current',
  currency: 'EUR',
  status: 'enabled',
  raw: null,
}

const toTransaction = ({ id, day, amount, text, name, iban }: MemoryEntry): Transaction => ({
  provider: 'memory',
  accountId: 'acc-1',
  transactionId: id,
  bookingStatus: 'booked',
  bookingDate: day,
  amount: { amount, currency: 'EUR' },
  remittanceInformation: text === undefined ? undefined : { unstructured: [text] },
  counterparty: name === undefined && iban === undefined ? undefined : { name, iban },
  raw: null,
})

const refOf = (key: string) => ({ provider: 'memory', id: key, kind: 'sepa' }) as never

export const createMemoryBank = (): MemoryBank => {
  const bank: Omit<MemoryBank, 'factory'> & { factory?: ProviderFactory } = {
    entries: [],
    sent: [],
    approvals: [],
    beforeListing: undefined,
    paying: 'accepted',
    status: 'ACCP',
    payee: undefined,
    payeeRecords: [],
  }
  const page = <T>(items: readonly T[]): Page<T> => ({ items, problems: [], asOf: '2026-03-10T12:00:00.000Z' })
  const send = (payment: Payment, key: string): void => {
    if (bank.paying === 'refused')
      throw new NostroError({ code: 'payment_rejected', message: 'The bank refuses the payment.', provider: 'memory' })
    if (!bank.sent.includes(key)) bank.sent.push(key)
    if (bank.paying === 'lost')
      throw new NostroError({
        code: 'outcome_unknown',
        message: `The answer to the ${payment.kind} payment was lost.`,
        provider: 'memory',
      })
  }
  bank.factory = ({ clock, random }) => ({
    specVersion: 1,
    manifest: {
      id: 'memory',
      name: 'Memory bank',
      countries: ['NL'],
      environments: ['local'],
      environment: 'local',
      capabilities: ['accounts', 'transactions', 'payments'],
      authentication: ['api-key'],
      signatureSchemes: ['none'],
      paymentKinds: ['sepa'],
      rateLimits: [],
      psuHeaders: { consent: 'forbidden', accounts: 'forbidden', payments: 'forbidden' },
      unattendedReads: null,
      lists: { pending: false },
      paging: 'stable',
      historyDays: null,
      ids: { account: stable, transaction: stable, payment: stable },
    } as never,
    auth: {
      start: async ({ purpose }) => ({
        kind: 'none',
        id: random.uuid(),
        provider: 'memory',
        purpose,
        expiresAt: clock.now() + 60_000,
        serverState: null,
      }),
      advance: async ({ id, purpose }) => ({
        status: 'complete',
        session: {
          specVersion: 1,
          id,
          provider: 'memory',
          purpose,
          revision: 1,
          createdAt: clock.now(),
          secrets: null,
        },
      }),
      revoke: async () => undefined,
    },
    accounts: {
      async *accounts() {
        yield page([account])
      },
      balances: async () => page([]),
      async *transactions() {
        await bank.beforeListing?.()
        yield page(bank.entries.map(toTransaction))
      },
    },
    payments: {
      initiate: async (_access, payment, { idempotencyKey, approval, payeeVerification }) => {
        bank.payeeRecords.push(payeeVerification)
        if (approval !== undefined) bank.approvals.push(approval)
        send(payment, idempotencyKey)
        return { ref: refOf(idempotencyKey), transactionStatus: bank.status, raw: null }
      },
      status: async (_access, ref) => ({
        ref,
        transactionStatus: bank.status,
        final: false,
        reasons: [],
        asOf: '2026-03-10T12:00:00.000Z',
        raw: null,
      }),
      get verifyPayee(): never {
        const { payee } = bank
        if (payee === undefined) return undefined as never
        return (async (_access: unknown, { payees }: PayeeVerificationRequest) => ({
          verifiedAt: clock.now(),
          matches: payees.map(() => payee),
        })) as never
      },
      lookup: async (_access, _payment, { idempotencyKey }) =>
        bank.sent.includes(idempotencyKey)
          ? { outcome: 'executed', ref: refOf(idempotencyKey) }
          : { outcome: 'not_executed' },
    },
    close: async () => undefined,
  })
  return bank as MemoryBank
}

import type { BankName, Fault } from '@nostro/simulators'

export type Json = Readonly<Record<string, unknown>>
export type Item = Json & { readonly id?: string; readonly balances?: readonly Json[] }

/** What the simulated banks call things; filled in when they have started. */
export const ids = {
  joint: '',
  card: '',
  customer: '',
  small: '',
  standard: '',
  simplefin: '',
  broker: { id: '', uid: '' },
}

/** One listing of one bank, as commands and the aggregator read it. */
export interface Listing {
  readonly bank: string
  /** The simulated bank behind it; the name of `bank` when absent. */
  readonly simulated?: BankName
  readonly name: string
  /** The request whose answer is spoiled. */
  path(): string
  /** Where its list stands: `/transactions/booked`. */
  readonly list: string
  /** Makes the entry at a pointer one that cannot be read. */
  spoil(entry: string): NonNullable<Fault['edits']>[number]
  /** Part of the reason. */
  readonly reason: RegExp
  /** The items of this listing in what the command prints for programs. */
  items(printed: Json): readonly unknown[]
  /** Only a field is left out. */
  readonly field?: true
}

const without = (member: string) => (entry: string) => ({ at: `${entry}/${member}` })
const withValue = (member: string, value: unknown) => (entry: string) => ({ at: `${entry}/${member}`, value })

const accountsIn = ({ accounts }: Json): readonly unknown[] =>
  (accounts as readonly Item[]).map(({ balances: _, raw: _raw, ...account }) => account)
const balancesOf =
  (id: () => string) =>
  ({ accounts }: Json): readonly unknown[] =>
    (accounts as readonly Item[]).find((account) => account.id === id())?.balances ?? []
const entriesOf =
  (id: () => string, status?: string) =>
  ({ transactions }: Json): readonly unknown[] =>
    (transactions as readonly Item[]).filter(
      ({ accountId, bookingStatus }) => accountId === id() && (status ?? bookingStatus) === bookingStatus,
    )

export const ofAccounts: readonly Listing[] = [
  {
    bank: 'ing',
    name: 'accounts without currency',
    path: () => '/v3/accounts',
    list: '/accounts',
    spoil: without('currency'),
    reason: /currency/,
    items: accountsIn,
  },
  {
    bank: 'ing',
    name: 'balances without amount',
    path: () => `/v3/accounts/${ids.joint}/balances`,
    list: '/balances',
    spoil: without('balanceAmount/amount'),
    reason: /amount/,
    items: balancesOf(() => ids.joint),
  },
  {
    bank: 'small',
    simulated: 'bunq',
    name: 'accounts without currency',
    path: () => `/v1/user/${ids.customer}/monetary-account`,
    list: '/Response',
    spoil: withValue('MonetaryAccountBank', { id: 5, description: 'x', status: 'ACTIVE' }),
    reason: /currency/,
    items: accountsIn,
  },
  {
    bank: 'small',
    simulated: 'bunq',
    name: 'balances that are numbers',
    path: () => `/v1/user/${ids.customer}/monetary-account/${ids.small}`,
    list: '/Response',
    spoil: withValue('MonetaryAccountBank/balance/value', 1),
    reason: /balance/,
    items: balancesOf(() => ids.small),
    field: true,
  },
  {
    bank: 'berlin-group',
    name: 'balances without amount',
    path: () => `/standard/v1/accounts/${ids.standard}/balances`,
    list: '/balances',
    spoil: without('balanceAmount'),
    reason: /balanceAmount/,
    items: balancesOf(() => ids.standard),
  },
  {
    bank: 'enable-banking',
    name: 'balances that are text',
    path: () => `/accounts/${ids.broker.uid}/balances`,
    list: '/balances',
    spoil: withValue('balance_amount', '1.00'),
    reason: /balance_amount/,
    items: balancesOf(() => ids.broker.id),
  },
  {
    bank: 'simplefin',
    name: 'accounts without balance',
    path: () => '/simplefin/accounts',
    list: '/accounts',
    spoil: without('balance'),
    reason: /balance/,
    items: accountsIn,
  },
]

export const ofTransactions: readonly Listing[] = [
  {
    bank: 'ing',
    name: 'booked entries without amount',
    path: () => `/v2/accounts/${ids.joint}/transactions`,
    list: '/transactions/booked',
    spoil: without('transactionAmount/amount'),
    reason: /amount/,
    items: entriesOf(() => ids.joint, 'booked'),
  },
  {
    bank: 'ing',
    name: 'pending entries without money',
    path: () => `/v2/accounts/${ids.joint}/transactions`,
    list: '/transactions/pending',
    spoil: without('transactionAmount'),
    reason: /transactionAmount/,
    items: entriesOf(() => ids.joint, 'pending'),
  },
  {
    bank: 'ing',
    name: 'card entries whose amount is no decimal',
    path: () => `/v1/card-accounts/${ids.card}/transactions`,
    list: '/cardTransactions/booked',
    spoil: withValue('transactionAmount/amount', 'a lot'),
    reason: /amount/,
    items: entriesOf(() => ids.card, 'booked'),
  },
  {
    bank: 'small',
    simulated: 'bunq',
    name: 'payments whose value is a number',
    path: () => `/v1/user/${ids.customer}/monetary-account/${ids.small}/payment`,
    list: '/Response',
    spoil: withValue('Payment/amount/value', -1),
    reason: /value/,
    items: entriesOf(() => ids.small, 'booked'),
  },
  {
    bank: 'berlin-group',
    name: 'booked entries whose amount is a list',
    path: () => `/standard/v1/accounts/${ids.standard}/transactions`,
    list: '/transactions/booked',
    spoil: withValue('transactionAmount/amount', []),
    reason: /amount/,
    items: entriesOf(() => ids.standard, 'booked'),
  },
  {
    bank: 'enable-banking',
    name: 'entries without amount',
    path: () => `/accounts/${ids.broker.uid}/transactions`,
    list: '/transactions',
    spoil: without('transaction_amount'),
    reason: /transaction_amount/,
    items: entriesOf(() => ids.broker.id),
  },
  {
    bank: 'simplefin',
    name: 'entries without amount',
    path: () => '/simplefin/accounts',
    list: '/accounts/0/transactions',
    spoil: without('amount'),
    reason: /amount/,
    items: entriesOf(() => ids.simplefin),
  },
]

/** Lists that are empty at the simulated bank: a whole one is put into its answer, each second entry spoiled. */
export interface GivenList {
  readonly name: string
  readonly args: readonly string[]
  readonly path: string
  good(id: number): unknown
  readonly spoiled: unknown
  /** Member of what the command prints. */
  readonly member: string
}

const amount = { value: '1.00', currency: 'EUR' }

/** What bunq's commands list beyond accounts and transactions. */
export const atBunq = (user: string, account: string): readonly GivenList[] => {
  const [ofUser, ofAccount] = [`/v1/user/${user}`, `/v1/user/${user}/monetary-account/${account}`]
  const at = ['--account', account]
  return [
    {
      ...{ name: 'cards', args: ['cards', 'list'], path: `${ofUser}/card`, member: 'cards' },
      ...{ good: (id) => ({ CardDebit: { id, status: 'ACTIVE' } }), spoiled: { CardDebit: { status: 'ACTIVE' } } },
    },
    {
      ...{ name: 'drafts', args: ['draft', 'list', ...at], path: `${ofAccount}/draft-payment`, member: 'drafts' },
      ...{ good: (id) => ({ DraftPayment: { id, status: 'PENDING' } }), spoiled: { DraftPayment: { id: 'x' } } },
    },
    {
      ...{ name: 'requests sent', args: ['request', 'list', ...at], member: 'requests' },
      path: `${ofAccount}/request-inquiry`,
      ...{ good: (id) => ({ RequestInquiry: { id, amount_inquired: amount } }), spoiled: { RequestInquiry: {} } },
    },
    {
      ...{ name: 'requests received', args: ['request', 'list', '--received', ...at], member: 'requests' },
      path: `${ofAccount}/request-response`,
      ...{ good: (id) => ({ RequestResponse: { id, amount_inquired: amount } }), spoiled: 'x' },
    },
    {
      ...{ name: 'statements', args: ['statements', 'list', ...at], member: 'statements' },
      path: `${ofAccount}/customer-statement`,
      ...{ good: (id) => ({ CustomerStatement: { id, status: 'COMPLETED' } }), spoiled: null },
    },
  ]
}

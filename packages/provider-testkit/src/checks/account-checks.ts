import { type Account, isIban, isLocalDate, normaliseIban, parseInstant } from '@nostro/core'
import { type Check, verify } from './check.ts'
import { accountsOf, type CheckContext, type Connected } from './check-context.ts'
import { readPages, refusal, throughJson } from './outcomes.ts'

const source = 'core/domain/account.ts Account'
const kinds = ['current', 'savings', 'joint', 'card', 'loan', 'external', 'unknown']
const statuses = ['enabled', 'blocked', 'closed', 'unknown']
const balanceTypes = [
  'closingAvailable',
  'closingBooked',
  'expected',
  'forwardAvailable',
  'information',
  'interimAvailable',
  'interimBooked',
  'nonInvoiced',
  'openingAvailable',
  'openingBooked',
  'previouslyClosedBooked',
  'unknown',
]
export const moneyPattern = /^(?!-0(\.0*)?$)-?(0|[1-9]\d*)(\.\d+)?$/

const list = async ({ provider, access }: Connected): Promise<readonly Account[]> =>
  (await readPages(accountsOf(provider).accounts(access))).flatMap(({ items }) => items)

const named = (account: Account): string => `the account ${account.id.slice(0, 12)}`

/** A law for each account that is listed. */
const forEach = (judge: (account: Account, provider: string) => void) => async (context: CheckContext) => {
  const connected = await context.connect()
  for (const account of await list(connected)) judge(account, connected.provider.manifest.id)
}

const accountLaws: readonly Check[] = [
  {
    id: 'accounts.all',
    area: 'accounts',
    title: 'Every account of the customer is listed once.',
    why: 'Money that is not shown is missed; money shown twice is a wrong total.',
    source: 'core/contracts/accounts.ts AccountsProvider.accounts',
    needs: ['known-accounts'],
    run: async (context) => {
      const listed = await list(await context.connect())
      const ids = listed.flatMap(({ id, iban }) => (iban === undefined ? [id] : [id, normaliseIban(iban)]))
      const known = (await context.bank.accounts?.()) ?? []
      for (const { id, iban } of known) verify(ids.includes(iban ?? id ?? ''), 'An account of the customer is missing.')
      const places = listed.map(({ id, currency }) => `${id}/${currency ?? ''}`)
      verify(new Set(places).size === places.length, 'An account is listed twice.')
    },
  },
  {
    id: 'accounts.lazy',
    area: 'accounts',
    title: 'Nothing is asked before the first page is.',
    why: 'Listings are made for many accounts and read one by one.',
    source: 'core/contracts/accounts.ts AccountsProvider',
    needs: ['accounts'],
    run: async ({ connect, kit }) => {
      const { provider, access } = await connect()
      const before = kit.calls.length
      accountsOf(provider).accounts(access)
      for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve))
      verify(kit.calls.length === before, 'A page was fetched that nobody asked for.')
    },
  },
  {
    id: 'accounts.same-order',
    area: 'accounts',
    title: 'Two readings give the same accounts in the same order.',
    why: 'A list that jumps cannot be chosen from.',
    source: 'core/contracts/accounts.ts AccountsProvider.accounts',
    needs: ['accounts'],
    run: async ({ connect }) => {
      const connected = await connect()
      const [one, two] = [await list(connected), await list(connected)]
      verify(String(one.map(({ key }) => key)) === String(two.map(({ key }) => key)), 'The order changed.')
    },
  },
  {
    id: 'accounts.page',
    area: 'accounts',
    title: 'A page has its list of problems and the moment of the bank’s answer.',
    why: 'What could not be read is never lost in silence.',
    source: 'core/contracts/accounts.ts Page',
    needs: ['accounts'],
    run: async ({ connect }) => {
      const { provider, access } = await connect()
      for (const { asOf, problems } of await readPages(accountsOf(provider).accounts(access))) {
        verify(Array.isArray(problems), 'A page has no list of problems.')
        verify(asOf.endsWith('Z') && parseInstant(asOf) !== undefined, `asOf is “${asOf}”.`)
      }
    },
  },
  {
    id: 'accounts.words',
    area: 'accounts',
    title: 'Provider, kind and status are the contract’s words.',
    why: 'Programs branch on them; a bank’s own word stands under raw.',
    source: `${source}.kind`,
    needs: ['accounts'],
    run: forEach((account, provider) => {
      verify(account.provider === provider, `${named(account)} is one of “${account.provider}”.`)
      verify(kinds.includes(account.kind), `${named(account)} has the kind “${account.kind}”.`)
      verify(statuses.includes(account.status), `${named(account)} has the status “${account.status}”.`)
    }),
  },
  {
    id: 'accounts.id-is-no-iban',
    area: 'accounts',
    title: 'The id is the bank’s, not the IBAN.',
    why: 'Ids stand in logs and addresses, where IBANs must not.',
    source: 'core/domain/account.ts AccountRef.id',
    needs: ['accounts'],
    run: forEach(({ id, iban }) => verify(id.length > 0 && id !== iban && !isIban(id), 'An id is empty, or an IBAN.')),
  },
  {
    id: 'accounts.iban',
    area: 'accounts',
    title: 'An IBAN is valid and in electronic form.',
    why: 'Accounts are found again by it.',
    source: `${source}.iban`,
    needs: ['accounts'],
    run: forEach((account) => {
      const { iban } = account
      verify(
        iban === undefined || (isIban(iban) && normaliseIban(iban) === iban),
        `The IBAN of ${named(account)} is not.`,
      )
    }),
  },
  {
    id: 'accounts.currency',
    area: 'accounts',
    title: 'A currency is three capital letters.',
    why: 'Sums are made by it.',
    source: 'core/domain/account.ts AccountRef.currency',
    needs: ['accounts'],
    run: forEach((account) => {
      const { currency = 'EUR' } = account
      verify(/^[A-Z]{3}$/.test(currency) && currency !== 'XXX', `${named(account)} has the currency “${currency}”.`)
    }),
  },
  {
    id: 'accounts.key',
    area: 'accounts',
    title: 'Each account has a key of its own.',
    why: 'The ledger keeps an account under it.',
    source: `${source}.key`,
    needs: ['accounts'],
    run: async ({ connect }) => {
      const keys = (await list(await connect())).map(({ key }) => key)
      verify(
        keys.every((key) => typeof key === 'string' && key !== ''),
        'A key is empty.',
      )
      verify(new Set(keys).size === keys.length, 'Two accounts have one key.')
    },
  },
  {
    id: 'accounts.masked-pan',
    area: 'accounts',
    title: 'A card number is masked.',
    why: 'A full one is a secret (PCI DSS requirement 3).',
    source: `${source}.maskedPan`,
    needs: ['accounts'],
    run: forEach(({ maskedPan = '' }) =>
      verify(!/\d{11}/.test(maskedPan.replace(/[ -]/g, '')), 'A card number is whole.'),
    ),
  },
  {
    id: 'accounts.ref-from-store',
    area: 'accounts',
    title: 'An account that comes from a store is as good as a fresh one.',
    why: 'Programs keep references and ask next week.',
    source: 'core/domain/account.ts AccountRef',
    needs: ['accounts'],
    run: async (context) => {
      const connected = await context.connect()
      const { id, kind, currency, links } = await context.account(connected)
      const provider = context.open()
      const access = context.access(provider, connected.session)
      const outcome = await accountsOf(provider)
        .balances(access, throughJson({ id, kind, currency, links }))
        .catch((error: unknown) => `error ${String(error)}`)
      verify(typeof outcome !== 'string', `A kept reference was refused: ${String(outcome)}`)
    },
  },
]

const balances = async (context: CheckContext) => {
  const connected = await context.connect()
  const account = await context.account(connected)
  return { account, page: await accountsOf(connected.provider).balances(connected.access, account) }
}

const balanceLaws: readonly Check[] = [
  {
    id: 'balances.types',
    area: 'balances',
    title: 'A current account has a balance, and each has a type of the contract.',
    why: 'What can be spent is chosen by the type.',
    source: 'core/domain/balance.ts BalanceType',
    needs: ['accounts'],
    run: async (context) => {
      const { page } = await balances(context)
      verify(page.items.length > 0, 'There is no balance.')
      for (const { balanceType } of page.items)
        verify(balanceTypes.includes(balanceType), `A type is “${balanceType}”.`)
    },
  },
  {
    id: 'balances.amounts',
    area: 'balances',
    title: 'A balance is a decimal text.',
    why: 'A float loses cents.',
    source: 'core/domain/money-types.ts Money',
    needs: ['accounts'],
    run: async (context) => {
      for (const { amount } of (await balances(context)).page.items) {
        const isText = typeof amount.amount === 'string' && moneyPattern.test(amount.amount)
        verify(isText, `An amount is ${JSON.stringify(amount.amount)}.`)
      }
    },
  },
  {
    id: 'balances.currency',
    area: 'balances',
    title: 'A balance is in the account’s currency.',
    why: 'Each currency is an account of its own.',
    source: 'core/domain/account.ts AccountRef.currency',
    needs: ['accounts'],
    run: async (context) => {
      const { account, page } = await balances(context)
      const wanted = account.currency?.toUpperCase()
      for (const { amount } of page.items) {
        verify(wanted === undefined || amount.currency === wanted, `${wanted} has a balance in ${amount.currency}.`)
      }
    },
  },
  {
    id: 'balances.dates',
    area: 'balances',
    title: 'Days and moments of balances are in the contract’s forms.',
    why: 'A curve is drawn by them.',
    source: 'core/domain/balance.ts Balance.referenceDate',
    needs: ['accounts'],
    run: async (context) => {
      for (const { referenceDate, lastChange } of (await balances(context)).page.items) {
        verify(
          referenceDate === undefined || isLocalDate(referenceDate),
          `referenceDate is “${String(referenceDate)}”.`,
        )
        verify(
          lastChange === undefined || parseInstant(lastChange) !== undefined,
          `lastChange is “${String(lastChange)}”.`,
        )
      }
    },
  },
  {
    id: 'balances.unknown-account',
    area: 'balances',
    title: 'The balance of an account that the bank does not know is an error.',
    why: 'An empty answer looks like an account without money.',
    source: 'core/errors/error-codes.ts not_found',
    needs: ['accounts'],
    run: async (context) => {
      const { provider, access } = await context.connect()
      const ref = { id: '99999999', kind: 'current', currency: 'EUR' } as const
      await refusal('The balance of an unknown account', ['not_found', 'forbidden', 'invalid_request'], () =>
        accountsOf(provider).balances(access, ref),
      )
    },
  },
]

export const accountChecks: readonly Check[] = [...accountLaws, ...balanceLaws]

import type {
  Account,
  AccountRef,
  Balance,
  CallContext,
  LocalDate,
  Page,
  Provider,
  SessionAccess,
  Transaction,
} from '@nostro/core'

/** All items of a listing. */
export const collectPages = async <T>(pages: AsyncIterable<Page<T>>): Promise<readonly T[]> => {
  const items: T[] = []
  for await (const page of pages) items.push(...page.items)
  return items
}

export interface AccountWithBalances {
  readonly account: Account
  readonly balances: readonly Balance[]
}

/** Accounts of one bank, each with its balances. Cards and external accounts may have none. */
export const accountsWithBalances = async (
  { accounts: service }: Provider,
  access: SessionAccess,
  ctx: CallContext,
): Promise<readonly AccountWithBalances[]> => {
  if (service === undefined) return []
  const accounts = await collectPages(service.accounts(access, ctx))
  return Promise.all(
    accounts.map(async (account) => ({ account, balances: await balancesOf(service, access, account, ctx) })),
  )
}

const balancesOf = (
  service: NonNullable<Provider['accounts']>,
  access: SessionAccess,
  account: Account,
  ctx: CallContext,
): Promise<readonly Balance[]> => service.balances(access, account, ctx).then(({ items }) => items)

/** Transactions of one account in a period, in the bank's order. */
export const transactionsOf = async (
  { accounts: service }: Provider,
  access: SessionAccess,
  account: AccountRef,
  period: { readonly dateFrom?: LocalDate; readonly dateTo?: LocalDate },
  ctx: CallContext,
): Promise<readonly Transaction[]> =>
  service === undefined ? [] : collectPages(service.transactions(access, account, { ...period, pageSize: 200 }, ctx))

const preferred: readonly Balance['balanceType'][] = ['interimAvailable', 'interimBooked', 'closingBooked', 'expected']

/** The one balance that tells what an account holds, where the bank sends several. */
export const mainBalance = (balances: readonly Balance[]): Balance | undefined =>
  preferred
    .map((type) => balances.find(({ balanceType }) => balanceType === type))
    .find((found) => found !== undefined) ?? balances[0]

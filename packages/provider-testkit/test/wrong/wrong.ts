import type {
  Account,
  AccountRef,
  Balance,
  Page,
  ProviderServices,
  SessionAccess,
  Transaction,
  TransactionQuery,
} from '@nostro/core'
import type { PaperBank } from '../paper/paper-bank.ts'
import type { PaperProvider } from '../paper/paper-provider.ts'

/** A provider that breaks one law, and the check that has to find it. */
export interface Wrong {
  readonly check: string
  /** What is wrong, in words. */
  readonly how: string
  /** The wrong bank in place of the good one. */
  spoil(bank: PaperBank): PaperBank
}

/** Another provider over the same bank. */
export const withProvider =
  (change: (provider: PaperProvider, services: ProviderServices, bank: PaperBank) => PaperProvider) =>
  (bank: PaperBank): PaperBank => ({ ...bank, create: (services) => change(bank.create(services), services, bank) })

type Parts<K extends 'auth' | 'accounts' | 'payments' | 'manifest'> = (
  part: PaperProvider[K],
  services: ProviderServices,
  bank: PaperBank,
) => Partial<PaperProvider[K]>

/** Other members in one part of the provider. */
export const withPart = <K extends 'auth' | 'accounts' | 'payments' | 'manifest'>(name: K, change: Parts<K>) =>
  withProvider((provider, services, bank) => ({
    ...provider,
    [name]: { ...provider[name], ...change(provider[name], services, bank) },
  }))

const mapPages = async function* <T>(
  pages: AsyncIterable<Page<T>>,
  change: (page: Page<T>) => Page<T>,
): AsyncGenerator<Page<T>> {
  for await (const page of pages) yield change(page)
}

/** Other pages of entries. */
export const entryPages = (change: (page: Page<Transaction>, ref: AccountRef) => Page<Transaction>) =>
  withPart('accounts', (accounts) => ({
    transactions: (access, ref, query, ctx) =>
      mapPages(accounts.transactions(access, ref, query, ctx), (page) => change(page, ref)),
  }))

/** Other entries. */
export const entries = (change: (entry: Transaction, index: number) => object) =>
  entryPages((page) => ({ ...page, items: page.items.map((entry, index) => ({ ...entry, ...change(entry, index) })) }))

/** Other accounts. */
export const accountItems = (change: (account: Account, index: number) => object) =>
  withPart('accounts', (accounts) => ({
    accounts: (access, ctx) =>
      mapPages(accounts.accounts(access, ctx), (page) => ({
        ...page,
        items: page.items.map((account, index) => ({ ...account, ...change(account, index) })),
      })),
  }))

/** Other balances. */
export const balanceItems = (change: (balance: Balance) => object) =>
  withPart('accounts', (accounts) => ({
    balances: async (access, ref, ctx) => {
      const page = await accounts.balances(access, ref, ctx)
      return { ...page, items: page.items.map((balance) => ({ ...balance, ...change(balance) })) }
    },
  }))

/** Another query reaches the provider. */
export const queries = (change: (query: TransactionQuery) => TransactionQuery) =>
  withPart('accounts', (accounts) => ({
    transactions: (access, ref, query, ctx) => accounts.transactions(access, ref, change(query), ctx),
  }))

/** What reads throw becomes something else. */
export const thrownByReads = (change: (error: unknown) => unknown) =>
  withPart('accounts', (accounts) => ({
    async *transactions(access, ref, query, ctx) {
      try {
        yield* accounts.transactions(access, ref, query, ctx)
      } catch (error) {
        throw change(error)
      }
    },
  }))

/** Sessions reach the provider otherwise. */
export const sessions = (change: (session: Awaited<ReturnType<SessionAccess['get']>>) => object) =>
  withPart('accounts', (accounts) => {
    const changed = (access: SessionAccess): SessionAccess => ({
      ...access,
      get: async () => {
        const session = await access.get()
        return { ...session, ...change(session) }
      },
    })
    return { accounts: (access, ctx) => accounts.accounts(changed(access), ctx) }
  })

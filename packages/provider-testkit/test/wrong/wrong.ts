import type {
  Account,
  AccountRef,
  Balance,
  NostroErrorInit,
  Page,
  ProviderServices,
  SessionAccess,
  Transaction,
  TransactionQuery,
  Transport,
  TransportSettings,
} from '@nostro/core'
import { NostroError } from '@nostro/core'
import type { BankFault, BankFaultKind } from '../../src/index.ts'
import type { PaperBank } from '../paper/paper-bank.ts'
import type { PaperProvider } from '../paper/paper-provider.ts'

export type Spoil = (bank: PaperBank) => PaperBank

/** A provider that breaks one law, and the check that has to find it. */
export interface Wrong {
  readonly check: string
  /** What is wrong, in words. */
  readonly how: string
  /** The wrong bank in place of the good one. */
  readonly spoil: Spoil
  /** It cannot be wrong in this way alone: other checks fail too. */
  readonly blunt?: boolean | undefined
}

export const row = (check: string, how: string, spoil: Spoil): Wrong => ({ check, how, spoil })

/** The members of the provider that a wrong bank replaces, as `part.member`; `*` is anything. */
export const touchedBy = new WeakMap<PaperBank, Set<string>>()

const touch = (from: PaperBank, to: PaperBank, ...members: readonly string[]): PaperBank => {
  touchedBy.set(to, new Set([...(touchedBy.get(from) ?? []), ...members]))
  return to
}

/** Another provider over the same bank. */
export const withProvider =
  (change: (provider: PaperProvider, services: ProviderServices, bank: PaperBank) => PaperProvider): Spoil =>
  (bank) =>
    touch(bank, { ...bank, create: (services) => change(bank.create(services), services, bank) }, '*')

/** Other services than the kit's. */
export const withServices =
  (change: (services: ProviderServices) => ProviderServices): Spoil =>
  (bank) =>
    touch(
      bank,
      {
        ...bank,
        create: (services) => bank.create(change(services)),
        withFailingKey: (services) => bank.withFailingKey(change(services)),
      },
      '*',
    )

/** Calls are sent otherwise. */
export const sends = (change: (send: Transport['send']) => Transport['send']): Spoil =>
  withServices((services) => ({
    ...services,
    createTransport: (settings) => {
      const transport = services.createTransport(settings)
      return { ...transport, send: change(transport.send) }
    },
  }))

/** The transport is made otherwise. */
export const settings = (change: (settings: TransportSettings) => Partial<TransportSettings>): Spoil =>
  withServices((services) => ({
    ...services,
    createTransport: (given) => services.createTransport({ ...given, ...change(given) }),
  }))

/** What the bank goes through while it is judged. */
export interface Happenings {
  /** The fault that is on now. */
  fault?: BankFault | undefined
  /** The kinds of all faults so far. */
  readonly faults: BankFaultKind[]
  acts: number
  booked: number
  expired: boolean
}

/** A spoil that depends on what happens at the bank. */
export const during =
  (make: (happenings: Happenings) => Spoil): Spoil =>
  (bank) => {
    const seen: Happenings = { faults: [], acts: 0, booked: 0, expired: false }
    const spied: PaperBank = {
      ...bank,
      fault: (fault) => {
        seen.fault = fault
        seen.faults.push(fault.kind)
        bank.fault?.(fault)
      },
      heal: () => {
        seen.fault = undefined
        bank.heal?.()
      },
      act: (...args) => {
        seen.acts += 1
        return bank.act(...args)
      },
      book: async (...args) => {
        seen.booked += 1
        await bank.book?.(...args)
      },
      expire: async (what) => {
        seen.expired = true
        await bank.expire?.(what)
      },
    }
    return make(seen)(touch(bank, spied))
  }

type PartName = 'auth' | 'accounts' | 'payments' | 'events' | 'manifest'
type Parts<K extends PartName> = (
  part: PaperProvider[K],
  services: ProviderServices,
  bank: PaperBank,
) => Partial<PaperProvider[K]>

/** Other members in one part of the provider. */
export const withPart =
  <K extends PartName>(name: K, change: Parts<K>): Spoil =>
  (bank) => {
    const spoilt: PaperBank = {
      ...bank,
      create: (services) => {
        const provider = bank.create(services)
        const changes = change(provider[name], services, bank)
        for (const member of Object.keys(changes)) touchedBy.get(spoilt)?.add(`${name}.${member}`)
        return { ...provider, [name]: { ...provider[name], ...changes } }
      },
    }
    return touch(bank, spoilt)
  }

/** The same error with other members. */
export const as = (change: (error: NostroError) => Partial<NostroErrorInit>) => (error: unknown) =>
  NostroError.isInstance(error)
    ? new NostroError({ ...(error.toJSON() as unknown as NostroErrorInit), message: error.message, ...change(error) })
    : error

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

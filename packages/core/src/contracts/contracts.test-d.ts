// Compiled, never run: what must fit the contracts, and what must not.
import { expectTypeOf } from 'vitest'
import type {
  Account,
  AccountsProvider,
  Challenge,
  CreditTransfer,
  Money,
  NostroErrorCode,
  Page,
  Payment,
  Provider,
  ProviderFactory,
  RequestSigner,
  Session,
  Transaction,
  Transport,
} from '../index.ts'

declare const provider: Provider
declare const payment: Payment

// An absent ability is an absent member, and the compiler makes one look.
expectTypeOf(provider.accounts).toEqualTypeOf<AccountsProvider | undefined>()
// @ts-expect-error a provider may have no accounts
provider.accounts.accounts

// @ts-expect-error every provider has a way to authenticate
export const withoutAuth: Provider = { specVersion: 1, manifest: provider.manifest, close: async () => {} }

// @ts-expect-error the contract's version is a literal
export const otherVersion: Provider = { ...provider, specVersion: 2 }

// @ts-expect-error a factory is synchronous
export const asynchronous: ProviderFactory = async () => provider

// @ts-expect-error money is never a number
export const money: Money = { amount: 12.5, currency: 'EUR' }

// @ts-expect-error a page says when the bank answered
export const page: Page<Account> = { items: [], problems: [] }

// @ts-expect-error a page says what could not be read
export const silentPage: Page<Account> = { items: [], asOf: '2026-01-01T00:00:00Z' }

export const challenge: Challenge = {
  kind: 'none',
  id: 'c',
  provider: 'p',
  purpose: 'accounts',
  expiresAt: 0,
  // @ts-expect-error a challenge is plain JSON: it survives a restart
  serverState: { next: () => undefined },
}

// @ts-expect-error a kind of payment that nobody has
export const unknownKind: Payment = { kind: 'cheque', amount: { amount: '1', currency: 'EUR' }, creditor: {} }

// @ts-expect-error a scheduled payment has its day
export const withoutDay: Payment = { kind: 'scheduled', amount: { amount: '1', currency: 'EUR' }, creditor: {} }

expectTypeOf<Extract<Payment, { kind: 'bulk' }>['payments']>().toEqualTypeOf<readonly CreditTransfer[]>()
expectTypeOf<Extract<Payment, { kind: 'request' }>['description']>().toBeString()

// @ts-expect-error a payment carries the key that makes a repeat recognisable
export const withoutKey = provider.payments?.initiate({} as never, payment, {})

// @ts-expect-error domain objects do not change
;(({}) as Transaction).amount = { amount: '1', currency: 'EUR' }

// @ts-expect-error the moment of signing is given, not read from a clock
export const unsigned = ({} as RequestSigner).sign({} as never)

// @ts-expect-error whether a call may be repeated is always said
export const sent = ({} as Transport).send({} as never, { ctx: {}, route: 'GET /' })

// @ts-expect-error the set of codes is closed
export const code: NostroErrorCode = 'oops'

expectTypeOf<Session['secrets']>().not.toBeAny()
expectTypeOf<Transaction['raw']>().toBeUnknown()

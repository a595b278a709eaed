import {
  type Account,
  type AccountRef,
  type AccountsProvider,
  type Balance,
  type CallContext,
  NostroError,
  type Page,
  type SessionAccess,
  toInstant,
} from '@nostro/core'
import { checkAccountRef, checkInput, readEntries } from '@nostro/provider-kit'
import { z } from 'zod'
import { wireAccountSchema, wireBalanceSchema } from '../api/account-schemas.ts'
import type { TokenAuthorizer } from '../api/caller.ts'
import { ing } from '../api/errors.ts'
import { authorizeCustomer, checkCustomerCall } from '../auth/authorizers.ts'
import { secretsOf } from '../auth/session-secrets.ts'
import { type AccountsParts, toAddress } from './account-address.ts'
import { listStandingOrders, type StandingOrder } from './standing-orders.ts'
import { toAccount } from './to-account.ts'
import { toBalance } from './to-balance.ts'
import { type IngTransactionPage, type IngTransactionQuery, listTransactions } from './transactions.ts'

/** Which balances ING is asked for. */
export interface BalanceOptions {
  /** Berlin Group names; all that ING has when absent. */
  readonly balanceTypes?: readonly string[] | undefined
}

const balanceOptionsSchema = z.strictObject({ balanceTypes: z.array(z.string().min(1)).optional() }).optional()

/** Account information, with what ING has beyond the common contract. */
export interface IngAccountsProvider extends AccountsProvider {
  balances(access: SessionAccess, ref: AccountRef, ctx?: CallContext, options?: BalanceOptions): Promise<Page<Balance>>
  transactions(
    access: SessionAccess,
    ref: AccountRef,
    query: IngTransactionQuery,
    ctx?: CallContext,
  ): AsyncIterable<IngTransactionPage>
  /** The standing orders that ING lists beside an account's transactions. Empty where a country has none. */
  standingOrders(access: SessionAccess, ref: AccountRef, ctx?: CallContext): Promise<Page<StandingOrder>>
}

export const createAccountsProvider = (parts: AccountsParts): IngAccountsProvider => ({
  accounts: (access, ctx) => listAccounts(access, ctx, parts),
  balances: async (access, ref, ctx, options) => {
    await checkCustomerCall(access, ctx)
    return readBalances(authorizeCustomer(access), { ref, options }, ctx, parts)
  },
  transactions: (access, ref, query, ctx) => listTransactions(access, { ref, query }, ctx, parts),
  standingOrders: async (access, ref, ctx) => {
    await checkCustomerCall(access, ctx)
    return listStandingOrders(access, ref, ctx, parts)
  },
})

async function* listAccounts(
  access: SessionAccess,
  ctx: CallContext | undefined,
  parts: AccountsParts,
): AsyncGenerator<Page<Account>> {
  await checkCustomerCall(access, ctx)
  const { body } = await askForAccounts(access, ctx, parts)
  const { items, problems } = readEntries(body.accounts, {
    what: 'account',
    schema: wireAccountSchema,
    map: (wire, raw) => toAccount(wire, raw, parts.resolve),
  })
  yield { items, problems, asOf: toInstant(parts.bankNow()) }
}

/** How long after a consent its accounts may still be unknown to ING, and the first of the doubling delays. */
const freshConsentMs = 60_000
const firstDelayMs = 200
const longestDelayMs = 3_200

/** Just after the consent ING answers 404 for a while; later 404 means that there is nothing to show us. */
const askForAccounts = async (
  access: SessionAccess,
  ctx: CallContext | undefined,
  { client, clock }: AccountsParts,
) => {
  for (let delayMs = firstDelayMs; ; delayMs *= 2) {
    try {
      return await client.accounts({ ctx, authorize: authorizeCustomer(access) })
    } catch (error) {
      if (!NostroError.isInstance(error) || error.code !== 'not_found') throw error
      const { consentedAt = 0 } = secretsOf(await access.get())
      const isFresh = clock.now() - consentedAt < freshConsentMs
      if (!isFresh || delayMs > longestDelayMs) throw noAccounts(error)
      await clock.sleep(delayMs, ctx?.signal)
    }
  }
}

const noAccounts = (cause: NostroError): NostroError =>
  new NostroError({
    code: 'not_found',
    provider: 'ing',
    message: 'ING shows no account for this consent.',
    httpStatus: cause.httpStatus,
    bankRequestId: cause.bankRequestId,
    bankMessages: cause.bankMessages,
    hint: 'ING answers so instead of an empty list, and when a consent was withdrawn. Ask the customer to consent again and to choose an account.',
    cause,
  })

const readBalances = async (
  authorize: TokenAuthorizer<'customer'>,
  { ref, options }: { readonly ref: AccountRef; readonly options: BalanceOptions | undefined },
  ctx: CallContext | undefined,
  { client, resolve, bankNow }: AccountsParts,
): Promise<Page<Balance>> => {
  checkAccountRef(ref, ing)
  checkInput(balanceOptionsSchema, options, { bank: ing, what: 'options' })
  const address = toAddress(ref, 'balances', { balanceTypes: options?.balanceTypes?.join(',') }, resolve)
  const { body } = await client.balances(address, { ctx, authorize })
  const { items, problems } = readEntries(body.balances, {
    what: 'balance',
    schema: wireBalanceSchema,
    map: toBalance,
  })
  return { items, problems, asOf: toInstant(bankNow()) }
}

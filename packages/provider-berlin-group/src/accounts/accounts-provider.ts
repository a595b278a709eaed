import {
  type Account,
  type AccountsProvider,
  type CallContext,
  NostroError,
  type Page,
  type SessionAccess,
  toInstant,
} from '@nostro/core'
import {
  type Bank,
  checkAccountRef,
  checkContext,
  checkQuery,
  invalidField,
  readEntries,
  sessionOf,
  transactionQuerySchema,
} from '@nostro/provider-kit'
import type { Call } from '../api/client.ts'
import { endpoints } from '../api/endpoints.ts'
import { accountSchema, accountsSchema, balanceSchema, balancesSchema } from '../api/schemas.ts'
import { authorizerOf } from '../auth/authorizer.ts'
import { secretsOf } from '../auth/session-secrets.ts'
import { toAccount } from './to-account.ts'
import { toBalance } from './to-balance.ts'
import { type ListingParts, transactionPages } from './transaction-pages.ts'

const noList = ({ provider }: Bank): NostroError =>
  new NostroError({
    code: 'protocol_violation',
    provider,
    message: 'The answer of the bank has no list of accounts in it.',
    hint: 'An empty list would hide accounts. Report it with the name of the bank.',
  })

/** Accounts, card accounts, balances and entries of one consent. */
export const createAccountsProvider = (parts: ListingParts): AccountsProvider => {
  const { bank, client, profile } = parts
  const open = async (access: SessionAccess, ctx: CallContext | undefined): Promise<Call> => {
    checkContext(ctx, bank)
    const session = await sessionOf(access, { bank, purposes: ['accounts'] })
    const { consentId } = secretsOf(session, bank)
    return { ctx, consentId, authorize: authorizerOf(access, bank) }
  }
  const listOf = async (call: Call, isCard: boolean) => {
    // The standard knows the parameter for the list of accounts alone.
    const query = profile.withBalance && !isCard ? { withBalance: 'true' } : undefined
    const response = await client.send(isCard ? endpoints.cardAccounts : endpoints.accounts, { ...call, query })
    const { accounts, cardAccounts } = client.read(response, accountsSchema, 'the list of accounts')
    const listed = isCard ? cardAccounts : accounts
    if (listed === undefined) throw noList(bank)
    return readEntries(listed, {
      what: isCard ? 'card account' : 'account',
      schema: accountSchema,
      map: (wire, raw) => toAccount(wire, raw, { bank, profile, isCard, resolve: client.resolve }),
    })
  }
  return {
    accounts: async function* (access, ctx): AsyncGenerator<Page<Account>> {
      const call = await open(access, ctx)
      const own = await listOf(call, false)
      const cards = profile.cards ? await listOf(call, true) : { items: [], problems: [] }
      yield {
        items: [...own.items, ...cards.items],
        problems: [...own.problems, ...cards.problems],
        asOf: toInstant(client.now()),
      }
    },
    balances: async (access, ref, ctx) => {
      checkAccountRef(ref, bank)
      const call = await open(access, ctx)
      const link = ref.links?.['balances']
      const params = { collection: ref.kind === 'card' ? 'card-accounts' : 'accounts', accountId: ref.id }
      const response = await client.send(
        endpoints.balances,
        link === undefined ? { ...call, params } : { ...call, link },
      )
      const { balances } = client.read(response, balancesSchema, 'the balances')
      const { items, problems } = readEntries(balances, { what: 'balance', schema: balanceSchema, map: toBalance })
      return { items, problems, asOf: toInstant(client.now()) }
    },
    transactions: async function* (access, ref, query, ctx) {
      checkAccountRef(ref, bank)
      checkQuery(query, { bank, schema: transactionQuerySchema })
      if (query.order === 'oldest-first') {
        throw invalidField(bank, {
          field: 'order',
          problem: 'is “oldest-first”, which is not served',
          hint: 'Leave it out and sort what comes.',
        })
      }
      const call = await open(access, ctx)
      const link = ref.links?.['transactions']
      yield* transactionPages(parts, { accountId: ref.id, isCard: ref.kind === 'card', link, query, call })
    },
  }
}

import {
  type Account,
  type AccountsProvider,
  type CallContext,
  type Clock,
  NostroError,
  type Page,
  type SessionAccess,
  toInstant,
} from '@nostro/core'
import { checkContext, checkQuery, readEntries, sessionOf, transactionQuerySchema } from '@nostro/provider-kit'
import { enableBanking } from '../api/bank.ts'
import type { EnableBankingClient } from '../api/client.ts'
import { psuHeaders } from '../api/psu-headers.ts'
import { accountSchema, balanceSchema } from '../api/schemas.ts'
import { type SessionSecrets, secretsOf, sessionIdOf } from '../auth/session-secrets.ts'
import { quirksOf } from '../institutions/known-quirks.ts'
import type { EnableBankingSettings } from '../options.ts'
import { openAccount } from './open-account.ts'
import { toAccount } from './to-account.ts'
import { toBalance } from './to-balance.ts'
import { transactionPages } from './transaction-pages.ts'

export interface AccountsParts {
  readonly client: EnableBankingClient
  readonly clock: Clock
  readonly settings: EnableBankingSettings
}

const requireLiving = (status: string): void => {
  if (status === 'AUTHORIZED') return
  throw new NostroError({
    code: 'consent_expired',
    provider: enableBanking.provider,
    message: `The consent has ended: its session is ${status.slice(0, 40)}.`,
    hint: 'Connect the bank again, with the old session as `previous`: accounts keep their ids.',
  })
}

/** Accounts, balances and entries through Enable Banking. */
export const createAccountsProvider = ({ client, clock, settings }: AccountsParts): AccountsProvider => {
  const callOf = (secrets: SessionSecrets, customer: string, ctx: CallContext | undefined) => ({
    ctx,
    customer,
    headers: psuHeaders(ctx, {
      policy: quirksOf(secrets.institution).refusesPsuHeaders ? 'never' : settings.psuHeaders,
      required: secrets.requiredPsuHeaders,
    }),
  })

  async function* accounts(access: SessionAccess, ctx?: CallContext): AsyncGenerator<Page<Account>> {
    checkContext(ctx, enableBanking)
    const session = await sessionOf(access, { bank: enableBanking, purposes: ['accounts'] })
    const secrets = secretsOf(session)
    // The service's own record of the consent: the bank is not asked, and nothing counts towards its four reads a day.
    const { status } = await client.session(sessionIdOf(secrets), { ctx, customer: session.id })
    requireLiving(status)
    const { items, problems } = readEntries(secrets.accounts, {
      what: 'account',
      schema: accountSchema,
      map: (wire, raw) => toAccount(wire, raw, secrets),
    })
    yield { items, problems, asOf: toInstant(client.now()) }
  }

  return {
    accounts,
    balances: async (access, ref, ctx) => {
      checkContext(ctx, enableBanking)
      const { uid, secrets, customer } = await openAccount(access, ref)
      const entries = await client.balances(uid, callOf(secrets, customer, ctx))
      const { items, problems } = readEntries(entries, { what: 'balance', schema: balanceSchema, map: toBalance })
      return { items, problems, asOf: toInstant(client.now()) }
    },
    transactions: async function* (access, ref, query, ctx) {
      checkContext(ctx, enableBanking)
      checkQuery(query, { bank: enableBanking, schema: transactionQuerySchema })
      if (query.order === 'oldest-first') throw newestOnly()
      const open = await openAccount(access, ref)
      const key = ref.currency === undefined ? ref.id : `${ref.id}/${ref.currency}`
      const call = callOf(open.secrets, open.customer, ctx)
      const trustsReferences = settings.references === 'auto' && !quirksOf(open.secrets.institution).referencesChange
      yield* transactionPages({ client, clock }, { open, accountId: ref.id, key, query, call, trustsReferences }, ctx)
    },
  }
}

const newestOnly = (): NostroError =>
  new NostroError({
    code: 'invalid_request',
    provider: enableBanking.provider,
    message: '`order` is “oldest-first”, which Enable Banking does not serve.',
    bankMessages: [{ path: 'order' }],
    hint: 'Leave it out and sort what comes: the order within a list is the bank’s.',
  })

import {
  type Account,
  type AccountsProvider,
  type CallContext,
  type EpochMs,
  type Page,
  type SessionAccess,
  toInstant,
} from '@nostro/core'
import { checkAccountRef, checkContext, readEntries } from '@nostro/provider-kit'
import { z } from 'zod'
import { accountSchema, isAccount } from '../api/account-schemas.ts'
import type { Caller } from '../api/caller.ts'
import { createClient } from '../api/client.ts'
import { endpoints } from '../api/endpoints.ts'
import { bunq } from '../bank.ts'
import { toAccount } from './to-account.ts'
import { toBalances } from './to-balance.ts'
import { listTransactions } from './transactions.ts'

export const createAccountsProvider = (caller: Caller, now: () => EpochMs): AccountsProvider => ({
  accounts: (access, ctx) => listAccounts(caller, now, access, ctx),
  balances: async (access, ref, ctx) => {
    checkContext(ctx, bunq)
    const { id } = checkAccountRef(ref, bunq)
    const client = createClient(caller, access)
    const call = { ctx, params: { accountId: id } }
    const { type, raw: account } = await client.read(endpoints.getAccount, isAccount, z.unknown(), call)
    const { items, problems } = readEntries([account], {
      what: 'account',
      schema: accountSchema,
      map: (wire, raw) => toBalances({ type, wire, raw }),
    })
    return { items: items.flat(), problems, asOf: toInstant(now()) }
  },
  transactions: async function* (access, ref, query, ctx) {
    checkContext(ctx, bunq)
    yield* listTransactions({ client: createClient(caller, access), caller, now }, ref, query, ctx)
  },
})

async function* listAccounts(
  caller: Caller,
  now: () => EpochMs,
  access: SessionAccess,
  ctx: CallContext | undefined,
): AsyncGenerator<Page<Account>> {
  checkContext(ctx, bunq)
  const pages = createClient(caller, access).pages(endpoints.listAccounts, accountSchema, { ctx })
  for await (const { entries, problems } of pages) {
    // A view of another bank's account may lack nearly everything; an account at bunq has its currency.
    const isSpoiled = ({ type, wire }: (typeof entries)[number]): boolean =>
      wire.currency == null && !type.startsWith('MonetaryAccountExternal')
    const all = [
      ...problems,
      ...entries.filter(isSpoiled).map(({ index }) => ({ index, message: 'The account came without a currency.' })),
    ]
    yield {
      items: entries.filter((entry) => !isSpoiled(entry)).map(toAccount),
      problems: all,
      asOf: toInstant(now()),
    }
  }
}

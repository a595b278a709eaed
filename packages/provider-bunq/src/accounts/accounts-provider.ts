import {
  type Account,
  type AccountsProvider,
  type CallContext,
  type EpochMs,
  type Page,
  type SessionAccess,
  toInstant,
} from '@nostro/core'
import { accountSchema, isAccount } from '../api/account-schemas.ts'
import type { Caller } from '../api/caller.ts'
import { createClient } from '../api/client.ts'
import { endpoints } from '../api/endpoints.ts'
import { toAccount } from './to-account.ts'
import { toBalances } from './to-balance.ts'
import { listTransactions } from './transactions.ts'

export const createAccountsProvider = (caller: Caller, now: () => EpochMs): AccountsProvider => ({
  accounts: (access, ctx) => listAccounts(caller, now, access, ctx),
  balances: async (access, { id }, ctx) => {
    const client = createClient(caller, access)
    const call = { ctx, params: { accountId: id } }
    const items = toBalances(await client.read(endpoints.getAccount, isAccount, accountSchema, call))
    return { items, problems: [], asOf: toInstant(now()) }
  },
  transactions: (access, { id }, query, ctx) =>
    listTransactions({ client: createClient(caller, access), caller, now }, id, query, ctx),
})

async function* listAccounts(
  caller: Caller,
  now: () => EpochMs,
  access: SessionAccess,
  ctx: CallContext | undefined,
): AsyncGenerator<Page<Account>> {
  const pages = createClient(caller, access).pages(endpoints.listAccounts, accountSchema, { ctx })
  for await (const { entries, problems } of pages) {
    const unusable = entries.filter(({ wire }) => wire.currency == null)
    const all = [
      ...problems,
      ...unusable.map((entry) => ({
        index: entry.index,
        message: 'An account at another bank came without currency; it was left out.',
      })),
    ]
    yield {
      items: entries.filter(({ wire }) => wire.currency != null).map(toAccount),
      problems: all,
      asOf: toInstant(now()),
    }
  }
}

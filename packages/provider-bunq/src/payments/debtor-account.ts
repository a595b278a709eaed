import { type Account, type CallContext, type Debtor, NostroError, normaliseIban } from '@nostro/core'
import { toAccount } from '../accounts/to-account.ts'
import { accountSchema } from '../api/account-schemas.ts'
import type { BunqClient } from '../api/client.ts'
import { endpoints } from '../api/endpoints.ts'

/** The account to pay from, by bunq's id. Asks bunq only when the id is not given. */
export const resolveDebtor = async (
  client: BunqClient,
  debtor: Debtor | undefined,
  ctx: CallContext | undefined,
): Promise<string> => {
  if (debtor?.accountId !== undefined) return debtor.accountId
  const accounts: Account[] = []
  let unread = 0
  for await (const { entries, problems } of client.pages(endpoints.listAccounts, accountSchema, { ctx })) {
    accounts.push(...entries.map(toAccount))
    unread += problems.length
  }
  const payable = accounts.filter(({ kind, status }) => status === 'enabled' && kind !== 'external')
  const iban = debtor?.iban === undefined ? undefined : normaliseIban(debtor.iban)
  const fitting = payable.filter((account) => iban === undefined || account.iban === iban)
  const [only] = fitting
  // One that cannot be read may be the one that was meant, unless the IBAN says which.
  if (only !== undefined && fitting.length === 1 && (iban !== undefined || unread === 0)) return only.id
  throw new NostroError({
    code: 'invalid_request',
    provider: 'bunq',
    message:
      iban === undefined
        ? `Payment field \`debtor\`: is missing, and ${payable.length + unread} accounts could pay. Nothing was sent.`
        : 'Payment field `debtor.iban`: is not that of an active account of this user. Nothing was sent.',
    bankMessages: [{ path: 'debtor' }],
    hint: `Set \`debtor.accountId\` to the account to pay from: ${payable.map(({ id }) => id).join(', ') || 'none is active'}.`,
  })
}

import { type CallContext, type Debtor, NostroError, normaliseIban } from '@nostro/core'
import { toAccount } from '../accounts/to-account.ts'
import { accountSchema } from '../api/account-schemas.ts'
import { type BunqClient, listAll } from '../api/client.ts'
import { endpoints } from '../api/endpoints.ts'

/** The account to pay from, by bunq's id. Asks bunq only when the id is not given. */
export const resolveDebtor = async (
  client: BunqClient,
  debtor: Debtor | undefined,
  ctx: CallContext | undefined,
): Promise<string> => {
  if (debtor?.accountId !== undefined) return debtor.accountId
  const accounts = (await listAll(client, endpoints.listAccounts, accountSchema, { ctx })).map(toAccount)
  const payable = accounts.filter(({ kind, status }) => status === 'enabled' && kind !== 'external')
  const iban = debtor?.iban === undefined ? undefined : normaliseIban(debtor.iban)
  const fitting = payable.filter((account) => iban === undefined || account.iban === iban)
  const [only] = fitting
  if (only !== undefined && fitting.length === 1) return only.id
  throw new NostroError({
    code: 'invalid_request',
    provider: 'bunq',
    message:
      iban === undefined
        ? `Payment field \`debtor\`: is missing, and ${payable.length} accounts could pay. Nothing was sent.`
        : 'Payment field `debtor.iban`: is not that of an active account of this user. Nothing was sent.',
    bankMessages: [{ path: 'debtor' }],
    hint: `Set \`debtor.accountId\` to the account to pay from: ${payable.map(({ id }) => id).join(', ') || 'none is active'}.`,
  })
}

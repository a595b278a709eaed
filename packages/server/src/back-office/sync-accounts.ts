import type { z } from '@hono/zod-openapi'
import type { CallContext, Connection } from '@nostro/core'
import type { LedgerAccount } from '@nostro/ledger'
import type { Services } from '../api/services.ts'
import { toThrown } from './back-office-errors.ts'
import type { accountsSynced, backOfficeAccount } from './back-office-schemas.ts'

/** Asks the bank for its accounts and keeps them; entries are not read. */
export const syncAccounts = async (
  { ledger }: Services,
  connection: Connection,
  createMissing: boolean,
  ctx: CallContext,
): Promise<z.infer<typeof accountsSynced>> => {
  const before = new Set((await ledger.accounts(connection.id)).map(({ id }) => id))
  const { connections } = await ledger.sync([connection], { accounts: [], createMissing, ctx }).result()
  const error = connections.find((result) => result.error !== undefined)?.error
  if (error !== undefined) throw toThrown(error)
  const accounts = (await ledger.accounts(connection.id)).filter(({ isInConsent }) => isInConsent)
  return {
    success: true,
    accounts_synced: accounts.length,
    accounts: accounts.map((account) => ({
      account: toBackOfficeAccount(account, connection.provider.manifest.name),
      created: !before.has(account.id),
    })),
  }
}

const toBackOfficeAccount = (account: LedgerAccount, bankName: string): z.infer<typeof backOfficeAccount> => ({
  id: account.id,
  psd2_account_id: account.bankId,
  iban: account.iban ?? null,
  account_name: account.name ?? account.product ?? account.maskedPan ?? account.iban ?? account.id,
  bank_name: bankName,
  currency: account.currency ?? null,
})

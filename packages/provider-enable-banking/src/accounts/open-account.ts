import { type AccountRef, NostroError, type SessionAccess } from '@nostro/core'
import { checkAccountRef, readEntries, sessionOf } from '@nostro/provider-kit'
import { enableBanking } from '../api/bank.ts'
import { accountSchema } from '../api/schemas.ts'
import { type SessionSecrets, secretsOf } from '../auth/session-secrets.ts'
import { currencyOf } from './to-account.ts'

/** An account as this session knows it. */
export interface OpenAccount {
  /** Id for calls, of this session alone. */
  readonly uid: string
  readonly secrets: SessionSecrets
  /** Whose call it is, for limits per customer. */
  readonly customer: string
}

const hint = 'Take the account from `accounts` of this connection; one that was added since needs a new consent.'

/**
 * Finds an account in the current session by its lasting id and currency.
 * @throws NostroError `not_found`, also for one that the bank gives no data of
 */
export const openAccount = async (access: SessionAccess, ref: AccountRef): Promise<OpenAccount> => {
  checkAccountRef(ref, enableBanking)
  const session = await sessionOf(access, { bank: enableBanking, purposes: ['accounts'] })
  const secrets = secretsOf(session)
  const { items } = readEntries(secrets.accounts, { what: 'account', schema: accountSchema, map: (wire) => wire })
  const sameNumber = items.filter((wire) => wire.identification_hash === ref.id)
  const found =
    sameNumber.find((wire) => currencyOf(wire) === ref.currency) ??
    (sameNumber.length === 1 ? sameNumber[0] : undefined)
  const refuse = (message: string): NostroError =>
    new NostroError({ code: 'not_found', provider: enableBanking.provider, message, hint })
  if (found === undefined) throw refuse('The account is not one of this consent.')
  if (found.uid === undefined) throw refuse('The bank gives no data of this account.')
  return { uid: found.uid, secrets, customer: session.id }
}

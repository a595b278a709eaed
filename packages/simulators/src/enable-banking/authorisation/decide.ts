import type { BankCustomer } from '../accounts/bank-account.ts'
import { customersOf } from '../accounts/customers.ts'
import { refuse } from '../refusal.ts'
import type { Authorization } from '../state.ts'
import type { EnableBankingWorld } from '../world.ts'

const withQuery = (uri: string, parameters: readonly (readonly [string, string])[]): string => {
  const text = parameters.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')
  return `${uri}${uri.includes('?') ? '&' : '?'}${text}`
}

/** Check 23: the page of an authorisation that is still open. */
export const findAuthorization = (world: EnableBankingWorld, pageId: string | null): Authorization => {
  const authorization = world.state.authorizations.get(pageId ?? '')
  if (authorization === undefined) return refuse({ row: 23, status: 404, reason: 'No such authorisation' })
  if (authorization.decided) return refuse({ row: 23, status: 400, reason: 'The authorisation is already decided' })
  return authorization
}

export const offeredCustomers = (
  world: EnableBankingWorld,
  { aspsp, psuType }: Authorization,
): readonly BankCustomer[] => customersOf(world, aspsp, psuType)

/** The customer agrees: a code, and where the browser goes. */
export const approve = (
  world: EnableBankingWorld,
  authorization: Authorization,
  choice: { readonly customer: BankCustomer; readonly accountIds?: readonly string[] | undefined },
): string => {
  const { customer, accountIds } = choice
  const named = authorization.access.accounts
  const accounts = customer.accounts
    .filter(({ id }) => accountIds === undefined || accountIds.includes(id))
    .filter(({ iban, maskedPan }) => named === undefined || named.includes(iban) || named.includes(maskedPan ?? ''))
  authorization.decided = true
  const code = world.uuid()
  const now = world.now()
  world.state.codes.set(code, {
    authorization,
    customer,
    accounts,
    expiresAt: now + world.settings.codeSeconds * 1000,
    authorizedAt: now,
    used: false,
  })
  return withQuery(authorization.redirectUrl, [
    ['state', authorization.state],
    ['code', code],
  ])
}

/** The customer, or the bank for one of the bank's reasons, says no. */
export const refuseAuthorization = (
  authorization: Authorization,
  error = 'access_denied',
  description = 'The customer cancelled the authorisation',
): string => {
  authorization.decided = true
  return withQuery(authorization.redirectUrl, [
    ['error', error],
    ['error_description', description],
    ['state', authorization.state],
  ])
}

import type { Consent } from '../oauth/grants.ts'
import type { Scope } from '../oauth/scopes.ts'
import { refuse } from '../refusal.ts'
import type { TokenCall } from '../route.ts'
import type { IngWorld } from '../world.ts'
import type { IngAccount } from './ing-account.ts'
import type { Ledger } from './ledger.ts'

export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Row 50. ING's own scripts send a malformed one, or none. */
export const requireRequestId = (world: IngWorld, call: TokenCall, row = 50): void => {
  const received = call.request.header('x-request-id')
  if (world.settings.lenient || (received !== undefined && UUID.test(received))) return
  refuse({
    row,
    status: 400,
    text: 'X-Request-ID is missing or not a UUID',
    code: 'INVALID_HEADER',
    path: 'X-Request-ID',
    reason: 'X-Request-ID must be a UUID',
    received,
  })
}

/** Row 52, second half: the consent behind the token still stands. */
export const requireConsent = (world: IngWorld, call: TokenCall): Consent => {
  const consent = world.state.consents.get(call.token.consentId ?? '')
  if (consent && !consent.revoked && call.now < consent.expiresAt) return consent
  return refuse({
    row: 52,
    status: 401,
    text: 'The consent is no longer valid',
    reason: consent?.revoked ? 'The customer has withdrawn the consent' : 'The consent has expired',
    ...(consent ? { expected: `before ${new Date(consent.expiresAt).toISOString()}` } : {}),
    received: new Date(call.now).toISOString(),
  })
}

const unknownAccount = (row: number, reason: string, received: string): never =>
  refuse({ row, status: 404, text: 'Not Found or Unauthorised', code: 'RESOURCE_UNKNOWN', reason, received })

/** Rows 51, 52 and 60: a UUID, consented to, and of the kind that the path is for. */
export const requireAccount = (
  world: IngWorld,
  call: TokenCall,
  consent: Consent,
  kind: IngAccount['kind'] | 'any',
): IngAccount => {
  const id = call.params[0] ?? ''
  if (!UUID.test(id)) {
    return refuse({
      row: 51,
      status: 400,
      text: 'The account id is not a UUID',
      code: 'FORMAT_ERROR',
      path: 'account-id',
      reason: 'account-id must be a UUID',
      received: id,
    })
  }
  const account = consent.accountIds.includes(id.toLowerCase()) ? world.state.accounts.get(id.toLowerCase()) : undefined
  if (!account) return unknownAccount(52, 'The account is unknown, or the customer did not consent to it', id)
  if (kind === 'any' || account.kind === kind) return account
  return unknownAccount(60, `This path is for ${kind} resources, the account is of kind ${account.kind}`, id)
}

/** Row 53: the scope of this very resource. */
export const requireResourceScope = (call: TokenCall, scope: Scope): void => {
  if (call.token.scopes.includes(scope)) return
  refuse({
    row: 53,
    status: 403,
    text: 'The scope of the access token does not cover this resource',
    code: 'SERVICE_BLOCKED',
    reason: 'The customer did not consent to this kind of data',
    expected: scope,
    received: call.token.scopes.join(' '),
  })
}

/** Row 56: the pattern, the account has it, and it is named where the account has several. */
export const requireLedger = (account: IngAccount, currency: string | null): Ledger => {
  const [only, ...others] = account.ledgers
  if (currency === null && only && others.length === 0) return only
  const ledger = account.ledgers.find((each) => each.currency === currency)
  if (ledger) return ledger
  return refuse({
    row: 56,
    status: 400,
    text: 'The requested currency is invalid',
    code: 'REQUESTED_CURRENCY_INVALID',
    path: 'currency',
    reason: currency === null ? 'A multi-currency account needs currency' : 'The account does not have this currency',
    expected: account.ledgers.map((each) => each.currency).join(' or '),
    received: currency ?? '',
  })
}

/** Rows 54 to 59: what a parameter is called in a refusal. */
const PARAMETERS: Readonly<Record<string, { readonly row: number; readonly code: string }>> = {
  dateFrom: { row: 54, code: 'FORMAT_ERROR' },
  dateTo: { row: 54, code: 'FORMAT_ERROR' },
  currency: { row: 56, code: 'REQUESTED_CURRENCY_INVALID' },
  balanceTypes: { row: 57, code: 'REQUESTED_BALANCES_INVALID' },
  fieldsToOmit: { row: 58, code: 'FIELDS_TO_OMIT_INVALID' },
  limit: { row: 59, code: 'FORMAT_ERROR' },
  next: { row: 59, code: 'FORMAT_ERROR' },
}

/** A parameter that stands twice could mean either. */
export const requireSingleParameters = ({ query }: TokenCall): void => {
  for (const [path, { row, code }] of Object.entries(PARAMETERS)) {
    const received = query.getAll(path)
    if (received.length < 2) continue
    refuse({
      row,
      status: 400,
      text: `${path} is given more than once`,
      code,
      path,
      reason: 'The parameter stands more than once in the query',
      received: received.join(', '),
    })
  }
}

const DAY_MS = 86_400_000

/**
 * Row 8 for reads without the customer, where a mode says so: a sliding window of 24 hours by consent, account and kind
 * of data (RTS 2018/389 Art. 36(5)(b) allows four).
 */
export const requireUnattendedWithin = (world: IngWorld, call: TokenCall, account: IngAccount): void => {
  const { unattendedReads, unattendedPagesCount } = world.state.modes
  if (unattendedReads === 0 || call.request.header('psu-ip-address') !== undefined) return
  if (call.query.has('next') && !unattendedPagesCount) return
  const key = [call.token.consentId, account.resourceId, call.request.path.split('/').at(-1)].join(' ')
  const recent = (world.state.unattended.get(key) ?? []).filter((at) => at > call.now - DAY_MS)
  if (recent.length >= unattendedReads) {
    refuse({
      row: 8,
      status: 429,
      text: 'The account has been read too often without its customer',
      reason: 'More reads without PSU-IP-Address in 24 hours than the limit',
      expected: String(unattendedReads),
      received: String(recent.length + 1),
    })
  }
  world.state.unattended.set(key, [...recent, call.now])
}

/** Row 8 for a day's reads of one account, where the simulator was given a limit; further pages are free. */
export const requireWithinDay = (world: IngWorld, call: TokenCall, account: IngAccount): void => {
  const { readsPerDay } = world.settings
  if (readsPerDay === Number.POSITIVE_INFINITY || call.query.has('next')) return
  const day = Math.floor(call.now / 86_400_000)
  const key = [call.token.clientId, account.resourceId, call.request.path.split('/').at(-1)].join(' ')
  const seen = world.state.reads.get(key)
  const count = seen?.day === day ? seen.count + 1 : 1
  world.state.reads.set(key, { day, count })
  if (count <= readsPerDay) return
  refuse({
    row: 8,
    status: 429,
    text: 'The account has been read too often today',
    reason: 'More reads of this account in this day than the limit',
    expected: String(readsPerDay),
    received: String(count),
  })
}

import { X509Certificate } from 'node:crypto'
import type { ControlAnswer, ControlRoute } from '../../http/bank-handler.ts'
import { createTransactionSeries } from '../../seed/transaction-series.ts'
import { createSeriesLedger } from '../ais/series-ledger.ts'
import { fingerprintOf, normalSerial, serialOf } from '../certificates.ts'
import { type IngModes, NO_MODES } from '../state.ts'
import type { IngWorld } from '../world.ts'

const bad = (error: string): ControlAnswer => ({ status: 400, body: { error } })

const setModes = (world: IngWorld, body: Readonly<Record<string, unknown>>): ControlAnswer => {
  const { modes } = world.state
  for (const [name, value] of Object.entries(body)) {
    if (!Object.hasOwn(NO_MODES, name)) return bad(`Modes are: ${Object.keys(NO_MODES).join(', ')}`)
    if (typeof value !== typeof NO_MODES[name as keyof IngModes]) return bad(`${name} has another type`)
  }
  Object.assign(modes, body)
  return { status: 200, body: modes }
}

const allCertificates = (world: IngWorld): readonly X509Certificate[] =>
  [...world.state.applications.values()].flatMap(({ tls, sign }) => [...tls, ...sign].map((key) => key.certificate))

/** By serial number of a registered certificate, or by the PEM of any. */
const revokeCertificate = (world: IngWorld, body: Readonly<Record<string, unknown>>): ControlAnswer => {
  const { serial, certificate } = body as { serial?: unknown; certificate?: unknown }
  if (typeof certificate === 'string') {
    try {
      world.state.revokedCertificates.add(fingerprintOf(new X509Certificate(certificate)))
      return { status: 200, body: { revoked: world.state.revokedCertificates.size } }
    } catch {
      return bad('certificate must be a PEM')
    }
  }
  if (typeof serial !== 'string') return bad('serial or certificate is expected')
  const found = allCertificates(world).filter((each) => serialOf(each) === normalSerial(serial))
  if (found.length === 0) return { status: 404, body: { error: 'No registered certificate has this serial number' } }
  for (const each of found) world.state.revokedCertificates.add(fingerprintOf(each))
  return { status: 200, body: { revoked: world.state.revokedCertificates.size } }
}

/** Ends tokens on the bank's side, all or of one kind; `consents` withdraws the customers' consents too. */
const revokeTokens = (world: IngWorld, body: Readonly<Record<string, unknown>>): ControlAnswer => {
  const { kind = 'all' } = body as { kind?: unknown }
  if (kind !== 'all' && kind !== 'access' && kind !== 'refresh' && kind !== 'consents') {
    return bad('kind must be all, access, refresh or consents')
  }
  const { tokens, refreshTokens, consents } = world.state
  if (kind === 'all' || kind === 'access') for (const token of tokens.values()) token.revoked = true
  if (kind === 'all' || kind === 'refresh') for (const token of refreshTokens.values()) token.revoked = true
  if (kind === 'consents') for (const consent of consents.values()) consent.revoked = true
  return { status: 200, body: { kind } }
}

const profiles = (world: IngWorld): ControlAnswer => ({
  status: 200,
  body: {
    items: world.state.profiles.map(({ id, name, country, accounts }) => ({
      id,
      name,
      country,
      accounts: accounts.map(({ resourceId, iban, maskedPan, product, ledgers }) => ({
        resourceId,
        iban,
        maskedPan,
        product,
        currencies: ledgers.map(({ currency }) => currency),
      })),
    })),
  },
})

const MOST_TRANSACTIONS = 10_000_000

/** Gives an account a history of any length in place of its own, over two years up to now. */
const lengthen = (world: IngWorld, id: string, count: unknown): ControlAnswer => {
  const account = world.state.accounts.get(id)
  const [first] = account?.ledgers ?? []
  if (!account || !first) return { status: 404, body: { error: 'No such account' } }
  if (typeof count !== 'number' || !Number.isInteger(count) || count < 1 || count > MOST_TRANSACTIONS) {
    return bad(`transactions must be a whole number from 1 to ${MOST_TRANSACTIONS}`)
  }
  const series = createTransactionSeries({ count, random: world.context.random, name: id, until: world.now() })
  account.ledgers[0] = createSeriesLedger(first.currency, series)
  return { status: 200, body: { resourceId: id, currency: first.currency, transactions: count } }
}

/** What else a test may do to the simulated ING. */
export const ingControl = (world: IngWorld): readonly ControlRoute[] => [
  { method: 'GET', pattern: /^\/ing\/modes$/, handle: () => ({ status: 200, body: world.state.modes }) },
  { method: 'POST', pattern: /^\/ing\/modes$/, handle: ({ body }) => setModes(world, body) },
  {
    method: 'DELETE',
    pattern: /^\/ing\/modes$/,
    handle: () => ({ status: 200, body: Object.assign(world.state.modes, NO_MODES) }),
  },
  { method: 'GET', pattern: /^\/ing\/profiles$/, handle: () => profiles(world) },
  {
    method: 'POST',
    pattern: /^\/ing\/accounts\/([^/]+)\/history$/,
    handle: ({ params, body }) => lengthen(world, params[0] ?? '', body['transactions']),
  },
  { method: 'POST', pattern: /^\/ing\/certificates\/revoke$/, handle: ({ body }) => revokeCertificate(world, body) },
  { method: 'POST', pattern: /^\/ing\/tokens\/revoke$/, handle: ({ body }) => revokeTokens(world, body) },
  {
    method: 'DELETE',
    pattern: /^\/ing\/applications\/([^/]+)$/,
    handle: ({ params }) =>
      world.state.applications.delete(params[0] ?? '')
        ? { status: 200, body: { removed: params[0] } }
        : { status: 404, body: { error: 'No such application' } },
  },
]

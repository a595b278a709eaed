import { X509Certificate } from 'node:crypto'
import { entryRoutes } from '../../control/entry-routes.ts'
import type { ControlAnswer, ControlInput, ControlRoute } from '../../http/bank-handler.ts'
import { createSeriesLedger } from '../../ing/ais/series-ledger.ts'
import { fingerprintOf } from '../../ing/certificates.ts'
import { createTransactionSeries } from '../../seed/transaction-series.ts'
import type { BankAccount } from '../accounts/bank-account.ts'
import { decide, findOpen, wayBack } from '../authorisations/sca-page.ts'
import type { BankProfile } from '../bank-profile.ts'
import { decideAuthorize } from '../oauth/oauth-pages.ts'
import { BerlinGroupRefusal } from '../refusal.ts'
import { noModes } from '../state.ts'
import type { BerlinGroupWorld } from '../world.ts'

type Body = ControlInput['body']

const ok = (body: unknown): ControlAnswer => ({ status: 200, body })
const bad = (error: string): ControlAnswer => ({ status: 400, body: { error } })

const inWords = (work: () => ControlAnswer): ControlAnswer => {
  try {
    return work()
  } catch (error) {
    if (error instanceof BerlinGroupRefusal) return bad(error.details.reason)
    throw error
  }
}

const profileOf = ({ profiles }: BerlinGroupWorld, id: unknown): BankProfile | undefined =>
  profiles.find((profile) => profile.id === id)

const pageOf = (world: BerlinGroupWorld, text: unknown) => {
  const url = typeof text === 'string' && URL.canParse(text) ? new URL(text) : undefined
  return { url, profile: profileOf(world, url?.pathname.split('/')[1]) }
}

/** Customer and accounts as a test names them: by `PSU-ID` or name, by IBAN. */
const readDecision = (world: BerlinGroupWorld, profile: BankProfile, body: Body) => {
  const { decision = 'approve', customer: wanted, accounts } = body as Readonly<Record<string, unknown>>
  const customer = world.customersOf(profile).find(({ psuId, name }) => wanted === psuId || wanted === name)
  if (decision !== 'approve' && decision !== 'cancel') return 'decision must be approve or cancel'
  if (wanted !== undefined && customer === undefined) return 'The bank has no such customer'
  if (accounts !== undefined && !Array.isArray(accounts)) return 'accounts must be a list of IBANs'
  const keys = (accounts as readonly unknown[] | undefined)?.flatMap(
    (iban) =>
      world
        .customersOf(profile)
        .flatMap((each) => each.accounts)
        .find((each) => each.iban === iban)?.key ?? [],
  )
  return { decision, customer, accounts: keys } as const
}

/** `POST /berlin-group/sca {url, decision?, customer?, accounts?}`: what the customer's browser would do with a link. */
const decidePage = (world: BerlinGroupWorld, body: Body): ControlAnswer =>
  inWords(() => {
    const { url, profile } = pageOf(world, body['url'])
    if (url === undefined || profile === undefined) return bad('url must be the address of a page of a simulated bank')
    const decision = readDecision(world, profile, body)
    if (typeof decision === 'string') return bad(decision)
    if (url.pathname.endsWith('/oauth/authorize')) {
      return ok({ location: decideAuthorize(world, { profile, query: url.searchParams }, decision) })
    }
    const authorisation = findOpen(world, profile.id, url.searchParams.get('authorisation'))
    decide(world, profile, authorisation, decision)
    return ok({ location: wayBack(profile, authorisation) })
  })

/** `POST /berlin-group/decoupled {id, decision?, customer?}`: the customer answers in the app; `id` of consent or payment. */
const decideDecoupled = (world: BerlinGroupWorld, body: Body): ControlAnswer =>
  inWords(() => {
    const found = [...world.state.authorisations.values()].find(
      ({ subject, status }) => subject.id === body['id'] && (status === 'started' || status === 'received'),
    )
    const profile = profileOf(world, found?.bank)
    if (found === undefined || profile === undefined)
      return bad('No authorisation of this consent or payment waits for the customer')
    const decision = readDecision(world, profile, body)
    if (typeof decision === 'string') return bad(decision)
    decide(world, profile, found, decision)
    return ok({ scaStatus: found.status })
  })

/** `POST /berlin-group/consents {status?, id?}`: the customer withdraws at the bank. */
const revokeConsents = (world: BerlinGroupWorld, { id }: Body): ControlAnswer => {
  const hit = [...world.state.consents.values()].filter((consent) => id === undefined || consent.id === id)
  for (const consent of hit) consent.status = 'revokedByPsu'
  return ok({ consents: hit.length })
}

/** `POST /berlin-group/tokens {}`: access tokens end at once. */
const endTokens = (world: BerlinGroupWorld): ControlAnswer => {
  const now = world.now()
  for (const [text, token] of world.state.tokens) world.state.tokens.set(text, { ...token, expiresAt: now })
  return ok({ tokens: world.state.tokens.size })
}

/** `POST /berlin-group/certificates {certificate, code?}`. */
const banCertificate = (
  world: BerlinGroupWorld,
  { certificate, code = 'CERTIFICATE_REVOKED' }: Body,
): ControlAnswer => {
  if (code !== 'CERTIFICATE_REVOKED' && code !== 'CERTIFICATE_BLOCKED')
    return bad('code must be CERTIFICATE_REVOKED or CERTIFICATE_BLOCKED')
  try {
    world.state.badCertificates.set(fingerprintOf(new X509Certificate(String(certificate))), code)
    return ok({ certificates: world.state.badCertificates.size })
  } catch {
    return bad('certificate must be a PEM')
  }
}

const setModes = (world: BerlinGroupWorld, body: Body): ControlAnswer => {
  for (const [name, value] of Object.entries(body)) {
    if (!Object.hasOwn(noModes, name)) return bad(`Modes are: ${Object.keys(noModes).join(', ')}`)
    if (typeof value !== 'boolean') return bad(`${name} must be true or false`)
  }
  return ok(Object.assign(world.state.modes, body))
}

const banks = (world: BerlinGroupWorld, query: URLSearchParams): ControlAnswer =>
  ok({
    items: world.profiles
      .filter(({ id }) => query.get('bank') === null || query.get('bank') === id)
      .map((profile) => ({
        ...profile,
        customers: world.customersOf(profile).map(({ name, psuId, accounts }) => ({
          name,
          psuId,
          accounts: accounts.map(({ kind, iban, maskedPan, currency }) => ({ kind, iban, maskedPan, currency })),
        })),
      })),
  })

const accountOf = (world: BerlinGroupWorld, bank: unknown, iban: unknown): BankAccount | undefined => {
  const profile = profileOf(world, bank)
  return (profile === undefined ? [] : world.customersOf(profile))
    .flatMap(({ accounts }) => accounts)
    .find((each) => each.iban === iban)
}

const mostTransactions = 10_000_000

/** `POST /berlin-group/history {bank, iban, transactions}`: a history of any length. */
const lengthen = (world: BerlinGroupWorld, { bank, iban, transactions }: Body): ControlAnswer => {
  const account = accountOf(world, bank, iban)
  if (account === undefined) return { status: 404, body: { error: 'No such account' } }
  if (!Number.isInteger(transactions) || Number(transactions) < 1 || Number(transactions) > mostTransactions) {
    return bad(`transactions must be a whole number from 1 to ${mostTransactions}`)
  }
  const { random } = world.context
  const series = createTransactionSeries({ count: Number(transactions), random, name: account.key, until: world.now() })
  account.ledger = createSeriesLedger(account.currency, series)
  return ok({ iban, transactions })
}

/** What a test may do to the simulated banks. */
export const controlRoutes = (world: BerlinGroupWorld): readonly ControlRoute[] => [
  { method: 'POST', pattern: /^\/berlin-group\/sca$/, handle: ({ body }) => decidePage(world, body) },
  { method: 'POST', pattern: /^\/berlin-group\/decoupled$/, handle: ({ body }) => decideDecoupled(world, body) },
  { method: 'POST', pattern: /^\/berlin-group\/consents$/, handle: ({ body }) => revokeConsents(world, body) },
  { method: 'POST', pattern: /^\/berlin-group\/tokens$/, handle: () => endTokens(world) },
  { method: 'POST', pattern: /^\/berlin-group\/certificates$/, handle: ({ body }) => banCertificate(world, body) },
  { method: 'POST', pattern: /^\/berlin-group\/modes$/, handle: ({ body }) => setModes(world, body) },
  { method: 'GET', pattern: /^\/berlin-group\/banks$/, handle: ({ query }) => banks(world, query) },
  { method: 'POST', pattern: /^\/berlin-group\/history$/, handle: ({ body }) => lengthen(world, body) },
  ...entryRoutes({
    world,
    account: '/berlin-group/banks/([^/]+)/accounts/([^/]+)',
    ledgerOf: ({ params: [bank, iban] }) => accountOf(world, bank, iban)?.ledger,
  }),
]

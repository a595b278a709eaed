import {
  type Account,
  accountIdentity,
  budgetsFromManifest,
  checkOptions,
  type Page,
  type Provider,
  type ProviderManifest,
  type ProviderServices,
  type Session,
  type Transaction,
  toInstant,
  toMoney,
} from '@nostro/core'
import {
  checkAccountRef,
  checkContext,
  checkQuery,
  checkSession,
  checkStart,
  chooseRedirectUri,
  createRedirectFlow,
  fillPath,
  followPages,
  invalidField,
  readCursor,
  readEntries,
  sessionOf,
  toSession,
  transactionQuerySchema,
  withQuery,
  writeCursor,
} from '@nostro/provider-kit'
import { z } from 'zod'
import { createPaperClient } from './paper-client.ts'
import { createPaperPayments } from './paper-payments.ts'
import { accountSchema, accountsSchema, balanceSchema, entrySchema, pageSchema } from './paper-schemas.ts'

export const paper = { provider: 'paper', name: 'Paper Bank' } as const
const lasting = { scope: 'account', stableFromPendingToBooked: true, stableAcrossConsents: true } as const

export const paperManifest: ProviderManifest = {
  id: 'paper',
  name: 'Paper Bank',
  countries: ['NL'],
  environments: ['local'],
  environment: 'local',
  capabilities: ['accounts', 'balances', 'transactions', 'payments'],
  authentication: ['oauth2-redirect'],
  signatureSchemes: ['none'],
  paymentKinds: ['single'],
  rateLimits: [{ name: 'calls', limit: 10_000, windowSeconds: 1 }],
  psuHeaders: { consent: 'optional', accounts: 'optional', payments: 'optional' },
  unattendedReads: null,
  lists: { pending: true },
  paging: 'stable',
  historyDays: null,
  ids: { account: { ...lasting, scope: 'global' }, transaction: lasting, payment: { ...lasting, scope: 'global' } },
}

export interface PaperOptions {
  readonly apiUrl: string
  readonly ca: string
  readonly clientSecret: string
  readonly redirectUris: readonly string[]
}

const optionsSchema = z.strictObject({
  apiUrl: z.url(),
  ca: z.string(),
  clientSecret: z.string().min(8),
  redirectUris: z.array(z.string()),
})

export interface PaperProvider extends Provider {
  readonly accounts: NonNullable<Provider['accounts']>
  readonly payments: NonNullable<Provider['payments']>
}

/** A good provider of a redirect bank: what the wrong ones are made of. */
export const createPaperProvider = (given: PaperOptions, services: ProviderServices): PaperProvider => {
  const options = checkOptions(optionsSchema, given, {
    provider: 'paper',
    name: 'Paper Bank',
    taker: 'createPaperProvider',
  })
  const { clock, random } = services
  const transport = services.createTransport({
    provider: 'paper',
    origins: [options.apiUrl],
    ca: options.ca,
    budgets: budgetsFromManifest(paperManifest.rateLimits),
  })
  const client = createPaperClient({ transport, options })
  const flow = createRedirectFlow({ bank: paper, clock, random })
  const now = (): string => toInstant(transport.bankNow())
  const open = async (access: Parameters<typeof sessionOf>[0]): Promise<Session> =>
    sessionOf(access, { bank: paper, purposes: ['accounts', 'payments'] })
  const sessionFrom = (tokens: { access: string; refresh: string; expiresIn: number }, parts: Partial<Session>) =>
    toSession({
      provider: 'paper',
      purpose: parts.purpose ?? 'accounts',
      previous: parts.id === undefined ? undefined : (parts as Session),
      id: random.uuid(),
      now: clock.now(),
      expiresAt: clock.now() + tokens.expiresIn * 1000,
      consentValidUntil: clock.now() + 90 * 86_400_000,
      secrets: { access: tokens.access, refresh: tokens.refresh },
    })
  return {
    specVersion: 1,
    manifest: paperManifest,
    auth: {
      start: async (request, ctx) => {
        checkContext(ctx, paper)
        const purpose = checkStart(request, {
          bank: paper,
          purposes: ['accounts', 'payments'],
          members: ['redirectUri', 'previous'],
        })
        const redirectUri = chooseRedirectUri(request.redirectUri, options.redirectUris, paper)
        return flow.start({
          purpose,
          redirectUri,
          previous: request.previous,
          toUrl: (state) => withQuery(`${options.apiUrl}/authorize`, { state, redirect_uri: redirectUri }),
        })
      },
      advance: async (challenge, answer, ctx) => {
        const outcome = flow.read(challenge, answer.redirectUrl)
        if (outcome.status !== 'returned') return outcome
        if (answer.redirectUrl?.split('?')[0] !== outcome.kept.redirectUri) {
          throw invalidField(paper, {
            field: 'redirectUrl',
            problem: 'lies elsewhere',
            hint: 'Give the URL that was landed on.',
          })
        }
        const tokens = await client.token({ code: flow.readCode(outcome.query) }, ctx)
        return {
          status: 'complete',
          session: sessionFrom(tokens, { ...outcome.kept.previous, purpose: challenge.purpose }),
        }
      },
      cancel: async () => {},
      refresh: async (session, ctx) =>
        sessionFrom(
          await client.token({ refresh_token: client.secretsOf(checkSession(session, { bank: paper })).refresh }, ctx),
          session,
        ),
      revoke: async (session, ctx) => client.revoke(checkSession(session, { bank: paper }), ctx),
    },
    accounts: {
      async *accounts(access, ctx) {
        checkContext(ctx, paper)
        await open(access)
        const { accounts } = await client.get(access, {
          route: 'GET /accounts',
          target: '/accounts',
          schema: accountsSchema,
          ctx,
        })
        const { items, problems } = readEntries(accounts, {
          what: 'account',
          schema: accountSchema,
          map: ({ id, iban, pan, currency, name, kind }, raw): Account => ({
            provider: 'paper',
            id,
            ...accountIdentity({ id, iban, maskedPan: pan, currency }),
            iban,
            maskedPan: pan,
            name,
            currency,
            kind: kind === 'current' || kind === 'savings' || kind === 'card' ? kind : ('unknown' as const),
            status: 'enabled' as const,
            raw,
          }),
        })
        yield { items, problems, asOf: now() }
      },
      balances: async (access, ref, ctx) => {
        checkContext(ctx, paper)
        checkAccountRef(ref, paper)
        await open(access)
        const target = fillPath('/accounts/{id}/balance', { id: ref.id }, { bank: paper })
        const raw = await client.get(access, {
          route: 'GET /accounts/{id}/balance',
          target,
          schema: balanceSchema,
          ctx,
        })
        const amount = toMoney(raw.amount, raw.currency)
        return {
          items: [{ balanceType: 'interimBooked', amount, referenceDate: raw.day, raw }],
          problems: [],
          asOf: now(),
        }
      },
      async *transactions(access, ref, query, ctx) {
        checkContext(ctx, paper)
        checkAccountRef(ref, paper)
        checkQuery(query, { bank: paper, schema: transactionQuerySchema })
        if (query.order === 'oldest-first') {
          throw invalidField(paper, { field: 'order', problem: 'is not served', hint: 'Leave it out.' })
        }
        const { dateFrom, dateTo, pageSize, cursor } = query
        const path = fillPath('/accounts/{id}/entries', { id: ref.id }, { bank: paper })
        const limit = pageSize === undefined ? undefined : String(Math.min(pageSize, 100))
        const kept = cursor === undefined ? undefined : readCursor(cursor, { bank: paper, subject: ref.id })
        await open(access)
        const first = kept?.position ?? withQuery(path, { from: dateFrom, to: dateTo, limit })
        const pages = followPages({
          bank: paper,
          start: first,
          toPosition: (link) => transport.resolveLink(options.apiUrl, link),
          fetch: async (target = first) => {
            const page = await client.get(access, {
              route: 'GET /accounts/{id}/entries',
              target,
              schema: pageSchema,
              ctx,
            })
            const read = readEntries(page.entries, { what: 'entry', schema: entrySchema, map: toTransaction(ref.id) })
            return { ...read, next: page.next ?? undefined }
          },
        })
        for await (const { items, problems, next } of pages) {
          const page: Page<Transaction> = { items, problems, asOf: now() }
          yield next === undefined
            ? page
            : { ...page, cursor: writeCursor({ subject: ref.id, query: {}, position: next }) }
        }
      },
    },
    payments: createPaperPayments({ client, services, open }),
    close: () => transport.close(),
  }
}

const toTransaction =
  (accountId: string) =>
  (entry: z.infer<typeof entrySchema>, raw: unknown): Transaction => ({
    provider: 'paper',
    accountId,
    transactionId: entry.id,
    bookingStatus: entry.status,
    bookingDate: entry.day,
    amount: toMoney(entry.amount, 'EUR'),
    counterparty: { name: entry.name, iban: entry.iban },
    remittanceInformation: { unstructured: entry.text.split('\n') },
    raw,
  })

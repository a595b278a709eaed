import {
  type Account,
  type AccountRef,
  accountIdentity,
  addMoney,
  type CallContext,
  checkOptions,
  NostroError,
  type NostroErrorCode,
  type Page,
  type Provider,
  type ProviderFactory,
  type ProviderManifest,
  type ProviderServices,
  type SessionAccess,
  type Transaction,
  toInstant,
  toMoney,
} from '@nostro/core'
import {
  type Bank,
  checkAccountRef,
  checkChallenge,
  checkContext,
  checkQuery,
  checkSession,
  checkStart,
  readCursor,
  readEntries,
  sessionOf,
  transactionQuerySchema,
  writeCursor,
} from '@nostro/provider-kit'
import { z } from 'zod'

/** The smallest provider that works: a cash box. Copy it, and replace the box by your bank’s API client. */
export interface CashBoxOptions {
  /** What opens the box. */
  readonly pin: string
  /** Day (YYYY-MM-DD) and exact amount in EUR of each movement, the newest first. */
  readonly entries: readonly { readonly id: string; readonly date: string; readonly amount: string }[]
}

export const optionsSchema = z.strictObject({ pin: z.string().min(4), entries: z.array(z.unknown()) })
/** What a challenge keeps until the answer comes, perhaps in another process: a session’s id and place in its line. */
const keptSchema = z.object({ id: z.string(), revision: z.int(), createdAt: z.number() })
const entrySchema = z.object({ id: z.string(), date: z.iso.date(), amount: z.string() })

const bank: Bank = { provider: 'cashbox', name: 'Cash box' }
const stable = { scope: 'account', stableFromPendingToBooked: true, stableAcrossConsents: true } as const

const manifest: ProviderManifest = {
  id: bank.provider,
  name: bank.name,
  countries: ['NL'],
  environments: ['local'],
  environment: 'local',
  capabilities: ['accounts', 'balances', 'transactions'],
  authentication: ['api-key'],
  signatureSchemes: ['none'],
  paymentKinds: [],
  rateLimits: [],
  psuHeaders: { consent: 'forbidden', accounts: 'forbidden', payments: 'forbidden' },
  unattendedReads: null,
  lists: { pending: false },
  paging: 'stable',
  historyDays: null,
  ids: { account: stable, transaction: stable, payment: { ...stable, scope: 'none' } },
}

const box: Account = {
  provider: bank.provider,
  id: 'box',
  ...accountIdentity({ id: 'box', currency: 'EUR' }),
  kind: 'current',
  currency: 'EUR',
  status: 'enabled',
  raw: null,
}

const toTransaction = ({ id, date, amount }: z.infer<typeof entrySchema>, raw: unknown): Transaction => ({
  provider: bank.provider,
  accountId: box.id,
  transactionId: id,
  bookingStatus: 'booked',
  bookingDate: date,
  amount: toMoney(amount, 'EUR'),
  raw,
})

export const createCashBox = (
  given: CashBoxOptions,
  { clock, random }: Pick<ProviderServices, 'clock' | 'random'>,
): Provider => {
  const { pin, entries } = checkOptions(optionsSchema, given, { ...bank, taker: 'createCashBox' })
  let closed = false

  /** Everything that a call brings is looked at before it is served. */
  const open = async (access: SessionAccess, ctx: CallContext | undefined, ref: AccountRef): Promise<void> => {
    checkContext(ctx, bank)
    if (checkAccountRef(ref, bank).id !== box.id) throw refuse('not_found', 'There is one account: “box”.')
    if (closed || ctx?.signal?.aborted === true)
      throw refuse('aborted', 'The provider is closed, or the call was cancelled.')
    const { secrets } = await sessionOf(access, { bank, purposes: ['accounts'] })
    if (secrets !== pin) throw refuse('session_expired', 'The session does not open this box: connect again.')
  }
  const pageOf = <T>(items: readonly T[], problems: Page<T>['problems'] = []): Page<T> => ({
    items,
    problems,
    asOf: toInstant(clock.now()),
  })
  const read = () => readEntries(entries, { what: 'entry', schema: entrySchema, map: toTransaction })

  return {
    specVersion: 1,
    manifest,
    auth: {
      start: async (request, ctx) => {
        checkContext(ctx, bank)
        const purpose = checkStart(request, { bank, purposes: ['accounts'], members: ['previous'] })
        const { previous } = request
        if (previous !== undefined) checkSession(previous, { bank })
        const { id, revision, createdAt } = previous ?? { id: random.uuid(), revision: 0, createdAt: clock.now() }
        return {
          kind: 'none',
          id: random.uuid(),
          provider: bank.provider,
          purpose,
          expiresAt: clock.now() + 60_000,
          serverState: { id, revision, createdAt },
        }
      },
      advance: async (challenge) => {
        checkChallenge(challenge, { bank, kinds: ['none'], now: clock.now() })
        const { provider, purpose, serverState } = challenge
        const kept = keptSchema.safeParse(serverState)
        if (!kept.success) throw refuse('invalid_request', 'The challenge was changed on its way.')
        const { id, revision, createdAt } = kept.data
        const session = {
          specVersion: 1,
          id,
          provider,
          purpose,
          revision: revision + 1,
          createdAt,
          secrets: pin,
        } as const
        return { status: 'complete', session }
      },
    },
    accounts: {
      async *accounts(access, ctx) {
        await open(access, ctx, box)
        yield pageOf([box])
      },
      balances: async (access, ref, ctx) => {
        await open(access, ctx, ref)
        const { items, problems } = read()
        const amount = items.reduce((sum, item) => addMoney(sum, item.amount), toMoney('0.00', 'EUR'))
        return pageOf([{ balanceType: 'interimBooked', amount, raw: null }], problems)
      },
      async *transactions(access, ref, query, ctx) {
        checkQuery(query, { bank, schema: transactionQuerySchema })
        const { dateFrom = '0000-01-01', dateTo = '9999-12-31', pageSize = 100, cursor, order } = query
        const owner = { bank, subject: box.id }
        let start = cursor === undefined ? 0 : Number(readCursor(cursor, owner).position)
        await open(access, ctx, ref)
        const { items, problems } = read()
        const found = items.filter(({ bookingDate = '' }) => bookingDate >= dateFrom && bookingDate <= dateTo)
        if (order === 'oldest-first') found.reverse()
        do {
          const page = pageOf(found.slice(start, start + pageSize), start === 0 ? problems : [])
          start += pageSize
          if (start >= found.length) yield page
          else yield { ...page, cursor: writeCursor({ ...owner, query: {}, position: `${start}` }) }
        } while (start < found.length)
      },
    },
    close: async () => {
      closed = true
    },
  }
}

const refuse = (code: NostroErrorCode, message: string): NostroError =>
  new NostroError({ code, provider: bank.provider, message, hint: 'Nothing was read.' })

/** For `createNostro`, and for a configuration that names this module. */
export const createProvider =
  (options: CashBoxOptions): ProviderFactory =>
  (services) =>
    createCashBox(options, services)

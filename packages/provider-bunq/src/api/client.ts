import {
  type BankResponse,
  type EpochMs,
  NostroError,
  type Page,
  type PageProblem,
  type Schema,
  type SessionAccess,
  toInstant,
} from '@nostro/core'
import { type FetchedPage, followPages, readEntries } from '@nostro/provider-kit'
import { z } from 'zod'
import { bunq } from '../bank.ts'
import type { Call, Caller } from './caller.ts'
import type { Endpoint } from './endpoints.ts'
import { readEntry, readEnvelope, readId } from './envelope.ts'
import { lookItUp } from './errors.ts'

/** An entry as checked, with the bank's own object beside it. */
export interface Entry<T> {
  readonly type: string
  readonly wire: T
  readonly raw: unknown
}

/** An entry of a listing, with its place on the page. */
export interface ListedEntry<T> extends Entry<T> {
  readonly index: number
}

export interface WirePage<T> {
  readonly entries: readonly ListedEntry<T>[]
  /** Entries and fields that could not be read, by their place. */
  readonly problems: readonly PageProblem[]
  /** How many entries the bank sent. */
  readonly received: number
  readonly olderUrl?: string | undefined
  readonly newerUrl?: string | undefined
}

/** One customer's calls: endpoint in, checked wire value out. */
export interface BunqClient {
  /** The one object that the answer holds. `types` names the wrapper. */
  read<T>(endpoint: Endpoint, types: string | RegExp, schema: Schema<T>, call: Call): Promise<Entry<T>>
  /** One page; an entry that cannot be read does not spoil the others. */
  page<T>(endpoint: Endpoint, schema: Schema<T>, call: Call): Promise<WirePage<T>>
  /** All pages, newest first. */
  pages<T>(endpoint: Endpoint, schema: Schema<T>, call: Call): AsyncIterable<WirePage<T>>
  /** A write that answers with an id. */
  create(endpoint: Endpoint, call: Call): Promise<string>
  send(endpoint: Endpoint, call: Call): Promise<BankResponse>
  /** The bank's clock. */
  now(): EpochMs
}

/** The most that bunq gives in a page. */
export const largestPage = 200

export const createClient = (caller: Caller, access: SessionAccess): BunqClient => {
  const send = (endpoint: Endpoint, call: Call): Promise<BankResponse> => caller.session(endpoint, access, call)
  const page = async <T>(endpoint: Endpoint, schema: Schema<T>, call: Call): Promise<WirePage<T>> =>
    readPage(await send(endpoint, call), endpoint, schema)
  return {
    send,
    page,
    now: () => caller.bankNow(),
    pages: async function* <T>(endpoint: Endpoint, schema: Schema<T>, call: Call) {
      const first = { ...call, query: { count: String(largestPage), ...call.query } }
      const fetch = async (target: string | undefined): Promise<FetchedPage<ListedEntry<T>>> => {
        const next = target === undefined ? first : { ctx: call.ctx, target }
        const { entries, problems, received, olderUrl } = await page(endpoint, schema, next)
        return { items: entries, problems, received, next: olderUrl }
      }
      const toPosition = (link: string): string => caller.resolve(link)
      for await (const { items, problems, received, next } of followPages({ bank: bunq, fetch, toPosition })) {
        yield { entries: items, problems, received, olderUrl: next }
      }
    },
    read: async (endpoint, types, schema, call) => {
      const response = await send(endpoint, call)
      const what = nameOf(endpoint)
      const { items } = readEnvelope(response, what)
      const found = items.find(({ type }) => (typeof types === 'string' ? type === types : types.test(type)))
      const wire = readEntry(response, types, schema, what)
      return { type: found?.type ?? '', wire, raw: found?.value }
    },
    create: async (endpoint, call) => {
      const response = await send(endpoint, call)
      try {
        return readId(response, nameOf(endpoint))
      } catch (error) {
        throw endpoint.isPayment === true ? unreadableOutcome(endpoint, error) : error
      }
    },
  }
}

/** The bank took the payment and its answer cannot be read: nobody knows its id. */
const unreadableOutcome = (endpoint: Endpoint, error: unknown): unknown =>
  NostroError.isInstance(error)
    ? new NostroError({
        code: 'outcome_unknown',
        provider: 'bunq',
        message: 'bunq took the call, but its answer cannot be read.',
        hint: lookItUp(endpoint),
        bankRequestId: error.bankRequestId,
        cause: error,
      })
    : error

const readPage = <T>(response: BankResponse, endpoint: Endpoint, schema: Schema<T>): WirePage<T> => {
  const what = nameOf(endpoint)
  const { items, olderUrl, newerUrl } = readEnvelope(response, what)
  const {
    items: entries,
    problems,
    received,
  } = readEntries(
    items.map(({ value }) => value),
    {
      what,
      schema,
      map: (wire, raw, index): ListedEntry<T> => ({ index, type: items[index]?.type ?? '', wire, raw }),
    },
  )
  return { entries, problems, received, olderUrl, newerUrl }
}

const nameOf = ({ path }: Endpoint): string =>
  path
    .split('/')
    .filter((part) => !part.startsWith('{'))
    .at(-1) ?? path

/** How the entries of a listing become values. A NostroError that `map` throws costs the entry alone. */
export interface ListReader<Wire, T> {
  readonly schema: Schema<Wire>
  map(entry: Entry<Wire>): T
}

/**
 * All entries of a listing that is short by nature, as one page, read one by one: an entry that cannot be read is a
 * problem and costs only itself. `index` counts over all pages of the bank.
 */
export const listAll = async <Wire, T>(
  client: BunqClient,
  endpoint: Endpoint,
  call: Call,
  { schema, map }: ListReader<Wire, T>,
): Promise<Page<T>> => {
  const found: Entry<unknown>[] = []
  for await (const { entries } of client.pages(endpoint, asItIs, call)) found.push(...entries)
  const { items, problems } = readEntries(
    found.map(({ raw }) => raw),
    {
      what: nameOf(endpoint),
      schema,
      map: (wire, raw, index) => map({ type: found[index]?.type ?? '', wire, raw }),
    },
  )
  return { items, problems, asOf: toInstant(client.now()) }
}

const asItIs: Schema<unknown> = z.unknown()

/**
 * The same for lists in which a missing entry would do harm, such as one that is replaced as a whole: complete or an
 * error. @throws NostroError `protocol_violation` when an entry cannot be read
 */
export const listComplete = async <Wire, T>(...args: Parameters<typeof listAll<Wire, T>>): Promise<readonly T[]> => {
  const { items, problems } = await listAll(...args)
  const [problem] = problems
  if (problem === undefined) return items
  throw new NostroError({
    code: 'protocol_violation',
    provider: 'bunq',
    message: `An entry of the list cannot be read (${nameOf(args[1])}). ${problem.message}`,
    hint: 'Changing the list without that entry could remove it at bunq. Read the list with `request`, and report it.',
  })
}

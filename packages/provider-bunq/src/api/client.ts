import {
  type BankResponse,
  type CallContext,
  NostroError,
  type PageProblem,
  type Schema,
  type SessionAccess,
} from '@nostro/core'
import { readEntries } from '@nostro/provider-kit'
import type { Call, Caller } from './caller.ts'
import { createCircleWatch } from './circle-watch.ts'
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
    pages: async function* <T>(endpoint: Endpoint, schema: Schema<T>, call: Call) {
      const follow = createCircleWatch(call.target)
      let next: Call = { ...call, query: { count: String(largestPage), ...call.query } }
      for (;;) {
        const current = await page(endpoint, schema, next)
        yield current
        if (current.olderUrl === undefined) return
        const target = caller.resolve(current.olderUrl)
        follow(target)
        next = { ctx: call.ctx, target }
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
        ...(error.bankRequestId === undefined ? {} : { bankRequestId: error.bankRequestId }),
        cause: error,
      })
    : error

const readPage = <T>(response: BankResponse, endpoint: Endpoint, schema: Schema<T>): WirePage<T> => {
  const what = nameOf(endpoint)
  const { items, olderUrl, newerUrl } = readEnvelope(response, what)
  const { items: entries, problems } = readEntries(
    items.map(({ value }) => value),
    {
      what,
      schema,
      map: (wire, raw, index): ListedEntry<T> => ({ index, type: items[index]?.type ?? '', wire, raw }),
    },
  )
  return { entries, problems, olderUrl, newerUrl }
}

const nameOf = ({ path }: Endpoint): string =>
  path
    .split('/')
    .filter((part) => !part.startsWith('{'))
    .at(-1) ?? path

/**
 * All entries of a listing that is short by nature. What is missing in such a list counts as not there, so it is whole
 * or it is an error. @throws NostroError `protocol_violation` when an entry cannot be read
 */
export const listAll = async <T>(
  client: BunqClient,
  endpoint: Endpoint,
  schema: Schema<T>,
  call: {
    readonly ctx?: CallContext | undefined
    readonly params?: Readonly<Record<string, string>>
    readonly query?: Readonly<Record<string, string>>
  },
): Promise<readonly Entry<T>[]> => {
  const entries: Entry<T>[] = []
  for await (const { entries: read, problems } of client.pages(endpoint, schema, call)) {
    const [problem] = problems
    if (problem !== undefined) throw incomplete(endpoint, problem.message)
    entries.push(...read)
  }
  return entries
}

const incomplete = (endpoint: Endpoint, message: string): NostroError =>
  new NostroError({
    code: 'protocol_violation',
    provider: 'bunq',
    message: `An entry of the list cannot be read (${nameOf(endpoint)}). ${message}`,
    hint: 'The list without it would look complete. Read it by `request`, and report it.',
  })

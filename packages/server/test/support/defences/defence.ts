import { query, type queryOne, type SqlWork } from '@nostro/ledger'
import type { createApi, startServer } from '@nostro/server'
import { type PlainApi, plainUrl } from '../open-plain-api.ts'

export interface Under {
  /** The server that is attacked. */
  readonly server: PlainApi
  /** The same, listening. */
  readonly listen: () => Promise<Awaited<ReturnType<typeof startServer>>>
  /** A module of the sources, as it stands under attack. */
  readonly load: (file: string) => Promise<Readonly<Record<string, unknown>>>
}

/** A server, and a try to do what must not be possible. */
export interface Defence {
  /** Of OWASP ASVS 5.0. */
  readonly row: string
  readonly defence: string
  /** The file that defends, from the sources, or a library; and what stands in its place when it is taken out. */
  readonly file: string
  readonly without: (original: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>
  /** True: the attack came through. */
  readonly attack: (under: Under) => Promise<boolean>
  /** A server of its own, since the attack leaves traces; with these parts. */
  readonly alone?: Parameters<typeof import('../open-plain-api.ts').openPlainApi>[0] | undefined
  /** The defence is set up when its file is loaded: the sources are loaded anew without it. */
  readonly whenLoaded?: boolean | undefined
}

export type CreateApi = typeof createApi

export const pass = async (_: unknown, next: () => Promise<void>): Promise<void> => next()

/** A request without the token that `server.call` sends. */
export const send = (
  server: PlainApi,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body?: string,
): Promise<Response> =>
  server.api.fetch(new Request(`${plainUrl}${path}`, { method, headers, body: body ?? null }), { peer: '127.0.0.1' })

/** A request as the dashboard sends it. */
export const browse = (
  server: PlainApi,
  method: string,
  path: string,
  { cookie = '', body }: { cookie?: string; body?: unknown } = {},
) =>
  send(
    server,
    method,
    path,
    {
      Origin: plainUrl,
      'Nostro-Request': '1',
      'Content-Type': 'application/json',
      ...(cookie !== '' && { Cookie: cookie }),
    },
    body === undefined ? undefined : JSON.stringify(body),
  )

/** A browser of the owner, or of a person of the team, signed in by a link. */
export const cookieOf = async ({ api }: PlainApi, user?: string): Promise<string> => {
  const session = await api.services.sessions.redeem(await api.services.sessions.createLink(user))
  return `__Host-nostro=${session?.secret ?? ''}`
}

/** Everything in a table, as text. */
export const textOf = async ({ store }: PlainApi, table: string): Promise<string> => {
  const rows = await store.read(() => query<Record<string, unknown>>(`select * from ${table}`))
  return rows
    .flatMap((row) => Object.values(row))
    .map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value)))
    .join('\n')
}

/** The ledger's library with another text in one place of the SQL: a condition that is taken out. */
export const withoutSql =
  (condition: string, instead: string): Defence['without'] =>
  (original) => ({
    ...original,
    query: (sql: string, ...values: readonly never[]): SqlWork<unknown> =>
      (original['query'] as typeof query)(sql.replace(condition, instead), ...values),
    queryOne: (sql: string, ...values: readonly never[]): SqlWork<unknown> =>
      (original['queryOne'] as typeof queryOne)(sql.replace(condition, instead), ...values),
  })

export const invoice = {
  number: '1',
  direction: 'receivable',
  total: { amount: '1.00', currency: 'EUR' },
  issuedOn: '2026-03-01',
  customer: { id: 'c' },
}

let numbers = 0
/** A name that was not used before: attacks share a server. */
export const fresh = (prefix: string): string => {
  numbers += 1
  return `${prefix}${numbers}`
}

export const newUser = async (server: PlainApi, role: string): Promise<string> =>
  (await server.call('POST', '/v1/users', { name: fresh('Person '), role })).body.id

/** A draft of a payment; gives its id. */
export const newDraft = async (server: PlainApi, amount: string): Promise<string> => {
  const creditor = { name: 'B', iban: 'NL91ABNA0417164300' }
  const payment = { kind: 'single', amount: { amount, currency: 'EUR' }, creditor }
  const key = { 'Idempotency-Key': fresh('k') }
  return (await server.call('POST', '/v1/payments', { connectionId: server.connection.id, payment }, key)).body.id
}

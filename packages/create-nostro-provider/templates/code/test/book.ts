import { type Clock, localDateIn, toInstant } from '@nostro/core'
import type { FakeRequest, FakeRoutes } from '@nostro/provider-testkit'

export interface Entry {
  readonly id: string
  readonly at: string
  readonly amount: string
  readonly currency: string
  readonly status: 'booked' | 'pending'
  readonly name?: string | undefined
  readonly iban: string
  readonly text: string
}

const zone = 'Europe/Amsterdam'
const notFound = { status: 404, json: { error: 'not_found' } }
export const accounts = [
  { id: 'acc-1', iban: 'NL69INGB0123456789', currency: 'EUR', name: 'Main' },
  { id: 'acc-2', iban: 'NL20INGB0001234567', currency: 'EUR', name: 'Savings' },
] as const

/** Newest first; a page goes on before the last entry that it gave. */
const page = (all: readonly Entry[], { target, query }: FakeRequest) => {
  const [from, to, limit] = [query.get('from') ?? '', query.get('to') ?? '9999', Number(query.get('limit') ?? 50)]
  const days = all.map((entry) => ({ entry, day: localDateIn(zone, Date.parse(entry.at)) }))
  const inPeriod = days.filter(({ day }) => day >= from && day <= to).map(({ entry }) => entry)
  const sorted = inPeriod.toReversed().toSorted((one, other) => (one.at < other.at ? 1 : one.at > other.at ? -1 : 0))
  const start = sorted.findIndex(({ id }) => id === query.get('before')) + 1
  const entries = sorted.slice(start, start + limit)
  const before = start + limit < sorted.length ? entries.at(-1)?.id : undefined
  const rest = new URLSearchParams({ ...Object.fromEntries(query), before: before ?? '' })
  return { json: { entries, next: before === undefined ? null : `${target.split('?')[0]}?${rest}` } }
}

const sumOf = (entries: readonly Entry[]): string => {
  const cents = entries.reduce((sum, { amount }) => sum + BigInt(amount.replace('.', '')), 10_000n)
  const digits = String(cents < 0n ? -cents : cents).padStart(3, '0')
  return `${cents < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

type Handler = FakeRoutes[string]

/** The accounts of My Bank and their entries, and the routes that show them; `guarded` refuses requests without credentials. */
export const createBook = (clock: Pick<Clock, 'now'>, guarded: (run: Handler) => Handler) => {
  const entries = new Map<string, Entry[]>(accounts.map(({ id }) => [id, []]))
  const routes: FakeRoutes = {
    'GET /accounts': guarded(() => ({ json: { accounts } })),
    'GET /accounts/{id}/balance': guarded(({ params }) => {
      const all = entries.get(params['id'] ?? '')
      const day = toInstant(clock.now()).slice(0, 10)
      return all === undefined ? notFound : { json: { amount: sumOf(all), currency: 'EUR', day } }
    }),
    'GET /accounts/{id}/entries': guarded((request) => {
      const all = entries.get(request.params['id'] ?? '')
      return all === undefined ? notFound : page(all, request)
    }),
  }
  return { entries, routes }
}

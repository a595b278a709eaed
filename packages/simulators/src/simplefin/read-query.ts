import { refuse } from './refusal.ts'
import type { SimpleFinSettings } from './settings.ts'

/** What a client asks of `GET /accounts`; instants in epoch milliseconds. */
export interface AccountsQuery {
  readonly from: number
  /** Exclusive. */
  readonly until: number
  /** Whether the window was longer than allowed. */
  readonly wasCut: boolean
  readonly pending: boolean
  readonly balancesOnly: boolean
  /** Ids; all accounts when empty. */
  readonly accounts: readonly string[]
  readonly version: '1' | '2' | 'mixed'
}

const dayMs = 86_400_000

const readSeconds = (query: URLSearchParams, name: string): number | undefined => {
  const text = query.get(name)
  if (text === null) return undefined
  if (/^\d{1,12}$/.test(text)) return Number(text) * 1000
  return refuse({
    row: 10,
    status: 400,
    text: `${name} must be a Unix time in seconds`,
    reason: `${name} is no whole number`,
    expected: 'seconds since 1970-01-01T00:00:00Z',
    received: text,
  })
}

const readVersion = (query: URLSearchParams, unversioned: AccountsQuery['version']): AccountsQuery['version'] => {
  const text = query.get('version')
  if (text === null) return unversioned
  if (text === '1' || text === '2') return text
  return refuse({
    row: 11,
    status: 400,
    text: 'Unknown version',
    reason: 'version is unknown',
    expected: '1, 2',
    received: text,
  })
}

/** Checks 10 and 11. `pending` counts by its presence, whatever its value, as at the known servers. */
export const readQuery = (query: URLSearchParams, settings: SimpleFinSettings, now: number): AccountsQuery => {
  const until = readSeconds(query, 'end-date') ?? now + 1000
  const end = Math.min(until, now)
  const wanted = readSeconds(query, 'start-date') ?? end - settings.defaultDays * dayMs
  const from = Math.max(wanted, end - settings.maxDays * dayMs)
  return {
    from,
    until,
    wasCut: from > wanted,
    pending: query.has('pending'),
    balancesOnly: query.get('balances-only') === '1',
    accounts: query.getAll('account'),
    version: readVersion(query, settings.unversioned),
  }
}

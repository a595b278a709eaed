import { ordersOf, swapped } from './edits.ts'
import type { ExplanationCause } from './words.ts'

/** Another target that may be the one that was signed, and what it would mean. */
export interface TargetCandidate {
  readonly cause: ExplanationCause
  readonly part: 'path' | 'query'
  readonly target: string
}

/** Words that stand in the paths of signed calls (ING's interfaces). */
const pathWords = [
  'accounts',
  'card-accounts',
  'balances',
  'transactions',
  'standing-orders',
  'payments',
  'periodic-payments',
  'bulk-payments',
  'sepa-credit-transfers',
  'instant-sepa-credit-transfers',
  'cross-border-credit-transfers',
  'domestic-credit-transfers',
  'pain.001-sepa-credit-transfers',
  'pain.001-cross-border-credit-transfers',
  'status',
  'funds-confirmations',
  'oauth2',
  'token',
  'authorization-server-url',
  'applications',
  'me',
  'revoke',
  'greetings',
  'signed',
  'mtls-only',
  'single',
  'payment-requests',
  'v1',
  'v2',
  'v3',
  'v4',
  'v5',
] as const

const tokens = (text: string, separator: string): string[] => (text === '' ? [] : text.split(separator))

const decoded = (text: string, plus = ' '): string => {
  try {
    return decodeURIComponent(text.replaceAll('+', plus))
  } catch {
    return text
  }
}

/** The usual ways in which libraries write a query anew. */
const reEncoded = (query: string): readonly string[] => {
  const pairs = tokens(query, '&').map((pair) => /^([^=]*)(=?)(.*)$/s.exec(pair) ?? [pair, pair, '', ''])
  const each = (encode: (text: string) => string): string =>
    pairs.map(([, name = '', equals = '', value = '']) => encode(name) + equals + encode(value)).join('&')
  return [
    decoded(query),
    decoded(query, '+'),
    each((text) => encodeURIComponent(decoded(text))),
    each((text) => new URLSearchParams([['', decoded(text)]]).toString().slice(1)),
    each((text) => encodeURI(decoded(text))),
    query.replaceAll('+', '%20'),
    query.replaceAll('%20', '+'),
    query.replace(/%[0-9a-f]{2}/gi, (code) => code.toUpperCase()),
    query.replace(/%[0-9a-f]{2}/gi, (code) => code.toLowerCase()),
    encodeURIComponent(query),
    query.replaceAll('%', '%25'),
    query.replaceAll('%25', '%'),
    query.replaceAll('&', '&amp;'),
    query.replaceAll(';', '&'),
  ]
}

const cases = (text: string): readonly string[] => [text.toLowerCase(), text.toUpperCase()]

/** Each token left out, doubled ones included; each two exchanged; each in another case. */
const rearranged = (items: readonly string[]): readonly (readonly string[])[] => [
  ...items.map((_, at) => items.toSpliced(at, 1)),
  ...items.flatMap((_, left) => items.slice(left + 1).map((_other, index) => swapped(items, left, left + 1 + index))),
  ...items.map((item, at) => items.toSpliced(at, 0, item)),
  ...items.flatMap((item, at) => cases(item).map((other) => items.toSpliced(at, 1, other))),
]

function* paths(path: string, suffix: string): Generator<TargetCandidate> {
  const of = (other: string): TargetCandidate => ({ cause: 'path', part: 'path', target: other + suffix })
  for (const other of [`${path}/`, path.replace(/\/$/, ''), decoded(path), encodeURI(path), ...cases(path)]) {
    yield of(other)
  }
  const segments = path.split('/').slice(1)
  for (const other of rearranged(segments)) yield of(`/${other.join('/')}`)
  for (const [at] of segments.entries()) {
    for (const word of pathWords) yield of(`/${segments.toSpliced(at, 1, word).join('/')}`)
  }
  for (const word of pathWords) {
    for (let at = 0; at <= segments.length; at++) yield of(`/${segments.toSpliced(at, 0, word).join('/')}`)
  }
}

const dayMs = 86_400_000

/** Days around one day, nearest first, as `YYYY-MM-DD`. */
function* daysAround(middle: number, count: number): Generator<string> {
  for (let distance = 0; distance <= count; distance++) {
    yield new Date(middle + distance * dayMs).toISOString().slice(0, 10)
    yield new Date(middle - distance * dayMs).toISOString().slice(0, 10)
  }
}

/** Other values of the same kind: numbers up to 1,000, days around the one that stands there. */
function* otherValues(value: string, now: number): Generator<string> {
  if (/^\d{1,4}$/.test(value)) for (let number = 0; number <= 1000; number++) yield String(number)
  const day = /^\d{4}-\d\d-\d\d/.test(value) ? Date.parse(value.slice(0, 10)) : Number.NaN
  if (!Number.isNaN(day)) for (const other of daysAround(day, 800)) yield other + value.slice(10)
  if (!Number.isNaN(day)) for (const other of daysAround(now, 800)) yield other + value.slice(10)
}

/** Parameters that may have been left out on the way, with their likely values. */
function* lostPairs(now: number): Generator<string> {
  for (let number = 1; number <= 1000; number++) yield `limit=${number}`
  for (const name of ['dateFrom', 'dateTo']) for (const day of daysAround(now, 800)) yield `${name}=${day}`
  for (const name of ['currency', 'balanceTypes', 'fieldsToOmit', 'bookingStatus', 'withBalance']) {
    for (const value of [
      'EUR',
      'USD',
      'GBP',
      'PLN',
      'RON',
      'CZK',
      'expected',
      'interimBooked',
      'closingBooked',
      'booked',
      'both',
      'true',
    ]) {
      yield `${name}=${value}`
    }
  }
}

function* queries(path: string, query: string | undefined, now: number): Generator<TargetCandidate> {
  const of = (other: string, cause: ExplanationCause = 'query'): TargetCandidate => ({
    cause,
    part: 'query',
    target: other === '' ? path : `${path}?${other}`,
  })
  if (query !== undefined) {
    yield of('', 'query_missing')
    for (const other of reEncoded(query)) yield of(other, 'query_encoding')
  }
  yield { cause: query === undefined ? 'query' : 'query_missing', part: 'query', target: `${path}?` }
  const pairs = tokens(query ?? '', '&')
  if (pairs.length < 7) for (const other of ordersOf(pairs)) yield of(other.join('&'))
  for (const other of rearranged(pairs)) yield of(other.join('&'))
  const atoms = (query ?? '').split(/([&=])/)
  for (const left of atoms.keys()) {
    for (let right = left + 2; right < atoms.length; right += 2) yield of(swapped(atoms, left, right).join(''))
  }
  for (const [at, pair] of pairs.entries()) {
    const [name = '', value = ''] = pair.split('=')
    for (const other of cases(name)) yield of(pairs.toSpliced(at, 1, `${other}=${value}`).join('&'))
    for (const other of cases(value)) yield of(pairs.toSpliced(at, 1, `${name}=${other}`).join('&'))
    for (const other of otherValues(value, now)) yield of(pairs.toSpliced(at, 1, `${name}=${other}`).join('&'))
    for (const known of [
      'limit',
      'dateFrom',
      'dateTo',
      'currency',
      'next',
      'balanceTypes',
      'fieldsToOmit',
      'scope',
      'redirect_uri',
      'country_code',
      'state',
    ]) {
      yield of(pairs.toSpliced(at, 1, `${known}=${value}`).join('&'))
    }
  }
}

/** No call has so many segments or parameters; the candidates grow with their square. */
const isTooLong = (target: string): boolean => target.length > 2048 || target.split(/[/&=]/).length > 64

/** Targets that are one usual mistake, or one token, away from `target`; the likeliest first. `now`: days near the call's. */
export function* targetCandidates(target: string, now: number): Generator<TargetCandidate> {
  if (isTooLong(target)) return
  const mark = target.indexOf('?')
  const path = mark < 0 ? target : target.slice(0, mark)
  const query = mark < 0 ? undefined : target.slice(mark + 1)
  const suffix = query === undefined ? '' : `?${query}`
  yield* paths(path, suffix)
  yield* queries(path, query, now)
}

/** Targets whose query lost one parameter on the way, or had one replaced. */
export function* lostParameters(target: string, now: number): Generator<TargetCandidate> {
  const mark = target.indexOf('?')
  const path = mark < 0 ? target : target.slice(0, mark)
  const pairs = tokens(mark < 0 ? '' : target.slice(mark + 1), '&')
  if (pairs.length > 5 || isTooLong(target)) return
  for (const lost of lostPairs(now)) {
    for (let at = 0; at <= pairs.length; at++) {
      for (const gone of at < pairs.length ? [0, 1] : [0]) {
        yield { cause: 'query', part: 'query', target: `${path}?${pairs.toSpliced(at, gone, lost).join('&')}` }
      }
    }
  }
}

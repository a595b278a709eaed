import type { CapturedRequest } from '../../../packages/simulators/src/verify/index.ts'
import { type GoodRequest, headerIn, type Mutant, toMutant, withHeader } from './mutant.ts'
import { changeByte, changeToken } from './mutate-text.ts'
import type { Choices } from './random.ts'

type Change = (request: GoodRequest, choices: Choices) => Partial<Mutant> | undefined

interface Part {
  readonly name: string
  /** Rows of section 17 of the reference page. */
  readonly rows: readonly string[]
  readonly change: Change
  /** Why another request than the one sent may be taken: bunq signs the body and nothing else. */
  readonly free?: string
}

const token = 'x-bunq-client-authentication'
const signature = 'x-bunq-client-signature'
const words = [
  'user',
  'payment',
  'monetary-account',
  'draft-payment',
  'session-server',
  'v1',
  'v2',
  'count',
  'older_id',
] as const
const verbs = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD'] as const
const notSigned = 'bunq signs the body alone: another method, path or query is another call'
/** Rows after the signature, which another call may run into. */
const later = ['20', '21', '22', '23', '24', '25', '26', '27', '28', '29', '30', '31', '32', '33', '35'] as const

const header = (name: string, change: (value: string, choices: Choices) => string | undefined): Change => {
  return (request, choices) => {
    const value = headerIn(request, name)
    const other = value === undefined ? undefined : change(value, choices)
    return other === undefined || other.trim() === value
      ? undefined
      : { request: withHeader(request, name, other.trim()) }
  }
}

const target = (change: (path: string, query: string, choices: Choices) => string | undefined): Change => {
  return (request, choices) => {
    const [path = '', query = ''] = request.target.split('?')
    const other = change(path, query, choices)
    return other === undefined || other === request.target ? undefined : { request: { ...request, target: other } }
  }
}

const body: Part['change'] = (request, choices) => {
  const text = Buffer.from(request.body).toString()
  if (text === '') return { request: { ...request, body: Buffer.from(choices.of(['{}', '\n', ' ', 'null'])) } }
  const other = choices.of([
    () => changeByte(text, choices),
    () => changeByte(text, choices),
    () => changeToken(text, /([,:"{}]+)/, words, choices),
    () => `${text}\n`,
    () => JSON.stringify(JSON.parse(text), null, 2),
  ])()
  return other === text ? undefined : { request: { ...request, body: Buffer.from(other) } }
}

const parts: readonly Part[] = [
  { name: 'body', rows: ['17', '19'], change: body },
  { name: 'body', rows: ['17', '19'], change: body },
  {
    name: 'signature',
    rows: ['17', '19'],
    change: header(signature, (text, choices) =>
      choices.below(5) === 0 ? text.slice(0, choices.below(text.length - 1) + 1) : changeByte(text, choices),
    ),
  },
  {
    name: 'signature',
    rows: ['17', '19'],
    change: header(signature, (text) => Buffer.from(text, 'base64').toString('base64url')),
  },
  {
    name: 'signature',
    rows: ['16'],
    change: (request) => ({ request: withHeader(request, signature, undefined) }),
    free: 'a call that need not be signed may come without a signature',
  },
  {
    name: 'token',
    rows: ['9', '10', '11'],
    change: header(token, (text, choices) => (choices.below(6) === 0 ? '' : changeByte(text, choices))),
  },
  {
    name: 'method',
    rows: ['3', '11', '16', ...later],
    change: (request, choices) => {
      const method = choices.below(3) > 0 ? choices.of(verbs) : changeByte(request.method, choices)
      return method === request.method || method === '' ? undefined : { request: { ...request, method } }
    },
    free: notSigned,
  },
  {
    name: 'path',
    rows: ['2', '3', '8', '11', '13', '16', ...later],
    change: target((path, query, choices) => {
      const other =
        choices.below(2) === 0
          ? changeByte(path.slice(1), choices)
          : changeToken(path.slice(1), /([/])/, words, choices)
      return `/${other.replaceAll('?', 'x')}${query === '' ? '' : `?${query}`}`
    }),
    free: notSigned,
  },
  {
    name: 'query',
    rows: ['26'],
    change: target((path, query, choices) =>
      query === ''
        ? undefined
        : `${path}?${choices.below(2) === 0 ? changeByte(query, choices) : changeToken(query, /([&=])/, words, choices)}`,
    ),
    free: notSigned,
  },
  { name: 'user-agent', rows: ['4'], change: header('user-agent', () => '') },
]

/** Headers that were signed until 2020 and are free text since. */
const harmless: readonly Part[] = [
  'user-agent',
  'cache-control',
  'x-bunq-client-request-id',
  'x-bunq-geolocation',
  'x-bunq-language',
  'x-bunq-region',
].map((name) => ({
  name: 'unsigned header',
  rows: [],
  change: header(name, (text, choices) => `${text}${choices.hex(2)}`),
}))

/** One mutant of one of these requests. */
export const createBunqMutant = (good: readonly GoodRequest[], choices: Choices): Mutant => {
  for (;;) {
    const isHarmless = choices.below(20) === 0
    const part = choices.of(isHarmless ? harmless : parts)
    const request = choices.of(good)
    const change = part.change(request, choices)
    if (change === undefined) continue
    return toMutant(
      request,
      part,
      change,
      isHarmless ? 'bunq signs no header since 2020, and reads this one as free text' : undefined,
    )
  }
}

const statuses: Readonly<Record<string, number>> = {
  2: 404,
  3: 405,
  9: 401,
  10: 403,
  11: 403,
  16: 466,
  24: 403,
  25: 404,
  42: 403,
}

/** The status that section 17 gives to a row; 400 where the table has no other. */
export const bunqStatusOf = (row: string): number => statuses[row] ?? 400

const named: Readonly<Record<string, string>> = {
  2: 'path',
  3: 'method',
  4: 'user-agent',
  8: 'path',
  9: 'token',
  10: 'token',
  11: 'path',
  24: 'path',
  25: 'path',
  26: 'query',
}

/**
 * What a refusal that is not about the signature says was changed, by the refused request alone. Where a signature over
 * the body holds and the body is not what the route takes, the body is not to blame: it is another route, or, where
 * there is no body at all, another method.
 */
export const bunqPartOf = (row: string, { body }: CapturedRequest): string =>
  named[row] ?? (body.length === 0 ? 'method' : 'path')

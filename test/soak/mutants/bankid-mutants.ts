import { type GoodRequest, headerIn, type Mutant, toMutant, withHeader } from './mutant.ts'
import { changeByte, changeToken } from './mutate-text.ts'
import type { Choices } from './random.ts'

interface Part {
  readonly name: string
  /** Rows of section 17 of the reference page. */
  readonly rows: readonly string[]
  readonly change: (request: GoodRequest, choices: Choices) => Partial<Mutant> | undefined
  readonly free?: string
}

const operations = ['auth', 'sign', 'payment', 'phone', 'other', 'collect', 'cancel', 'v5.1', 'v6.0', 'rp'] as const
const verbs = ['GET', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'] as const
const types = [
  'application/json; charset=utf-8',
  'application/json;charset=UTF-8',
  'text/plain',
  'text/json',
  'application/x-www-form-urlencoded',
  'application/jose+json',
] as const
const texts = [
  'user',
  'RP',
  'rp',
  'personalNumber',
  'tokenStartRequired',
  'class1',
  'class3',
  'plaintext',
  'markdown',
  'npa',
  'card',
  'cash',
  '999.0.0.1',
  '::1',
  '19811218',
  'endUserIp',
] as const

const start = [
  'A1',
  'A2',
  'A3',
  'A4',
  'A5',
  'A6',
  'A7',
  'A8',
  'A9',
  'A10',
  'A11',
  'A12',
  'A13',
  'A14',
  'A15',
  'A16',
  'A17',
  'A18',
  'A19',
  'P1',
  'P2',
  'P3',
  'P4',
  'P5',
  'P6',
] as const
const bodyRows = ['T10', ...start, 'C1', 'C2', 'C5'] as const

const nothingSigned = 'BankID signs no requests: another legal body is another order'

const parts: readonly Part[] = [
  {
    name: 'method',
    rows: ['T5'],
    change: (request, choices) => {
      const method = choices.below(2) === 0 ? choices.of(verbs) : changeByte(request.method, choices)
      return method === request.method || method === '' ? undefined : { request: { ...request, method } }
    },
  },
  {
    name: 'path',
    rows: ['T4', ...bodyRows],
    change: (request, choices) => {
      const other =
        choices.below(2) === 0
          ? changeByte(request.target.slice(1), choices)
          : changeToken(request.target.slice(1), /([/])/, operations, choices)
      const target = `/${other.replaceAll('?', 'x')}`
      return target === request.target ? undefined : { request: { ...request, target } }
    },
    free: nothingSigned,
  },
  {
    name: 'content-type',
    rows: ['T6'],
    change: (request, choices) => {
      const own = headerIn(request, 'content-type') ?? ''
      const other = choices
        .of([() => choices.of(types), () => changeByte(own, choices), () => undefined])()
        ?.trim()
      const harmless =
        other?.toLowerCase() === own ? { harmless: 'media types are the same in any case of letters' } : {}
      return other === own ? undefined : { request: withHeader(request, 'content-type', other), ...harmless }
    },
  },
  {
    name: 'body',
    rows: bodyRows,
    change: (request, choices) => {
      const text = Buffer.from(request.body).toString()
      const other = choices.below(2) === 0 ? changeByte(text, choices) : changeToken(text, /([,:"{}]+)/, texts, choices)
      return other === text ? undefined : { request: { ...request, body: Buffer.from(other) } }
    },
    free: nothingSigned,
  },
  {
    name: 'body',
    rows: bodyRows,
    change: (request, choices) => {
      const json = JSON.parse(Buffer.from(request.body).toString()) as Record<string, unknown>
      const names = Object.keys(json)
      const name = choices.of(names)
      const strange = [null, '', 1, true, [], {}, 'x', choices.hex(12), [json[name]]]
      const { [name]: _, ...rest } = json
      const other = choices.of([
        { ...json, [name]: choices.of(strange) },
        rest,
        { ...json, [`${name}x`]: json[name] },
        { ...json, [choices.of(texts)]: choices.of(strange) },
      ])
      return { request: { ...request, body: Buffer.from(JSON.stringify(other)) } }
    },
    free: nothingSigned,
  },
  {
    name: 'certificate',
    rows: ['T2', 'T3', 'C3', 'C2'],
    change: (_, choices) => ({ identity: choices.of(['none', 'untrusted', 'foreign'] as const) }),
    free: 'another relying party may start an order of its own',
  },
]

/** Changes that BankID must not mind (17.5 of the reference page). */
const harmless: readonly Part[] = [
  {
    name: 'accept',
    rows: [],
    change: (request) => ({ request: { ...request, headers: [...request.headers, ['Accept', 'text/html']] } }),
  },
  {
    name: 'user-agent',
    rows: [],
    change: (request, choices) => ({
      request: { ...request, headers: [...request.headers, ['User-Agent', choices.hex(9)]] },
    }),
  },
  {
    name: 'white space',
    rows: [],
    change: (request) => ({
      request: {
        ...request,
        body: Buffer.from(JSON.stringify(JSON.parse(Buffer.from(request.body).toString()), null, 2)),
      },
    }),
  },
  {
    name: 'order of properties',
    rows: [],
    change: (request) => {
      const json = JSON.parse(Buffer.from(request.body).toString()) as Record<string, unknown>
      return {
        request: { ...request, body: Buffer.from(JSON.stringify(Object.fromEntries(Object.entries(json).reverse()))) },
      }
    },
  },
]

const isOrder = ({ target }: GoodRequest): boolean => !/collect|cancel/.test(target)

/** One mutant of one of these requests. Harmless ones start orders: an order that is over is not to be collected. */
export const createBankIdMutant = (good: readonly GoodRequest[], choices: Choices): Mutant => {
  for (;;) {
    const isHarmless = choices.below(20) === 0
    const part = choices.of(isHarmless ? harmless : parts)
    const request = choices.of(isHarmless ? good.filter(isOrder) : good)
    const change = part.change(request, choices)
    if (change === undefined || (change.harmless !== undefined && !isOrder(request))) continue
    return toMutant(
      request,
      part,
      change,
      isHarmless ? 'the reference page lists it among what must not be refused' : undefined,
    )
  }
}

const statuses: Readonly<Record<string, number>> = { T2: 403, T3: 403, T4: 404, T5: 405, T6: 415 }

/** The status that section 17 gives to a row. */
export const bankIdStatusOf = (row: string): number => statuses[row] ?? 400

/** What a refusal says was wrong, where only BankID can know it: the certificate, or which orders there are. */
export const bankIdPartOf = (row: string): string => (['T2', 'T3', 'C3'].includes(row) ? 'certificate' : 'body')

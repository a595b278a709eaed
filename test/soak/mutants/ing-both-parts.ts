import { changed, header, type Part } from './ing-part.ts'
import { changeByte, changeToken } from './mutate-text.ts'

const verbs = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD'] as const
const words = [
  'accounts',
  'balances',
  'payments',
  'token',
  'status',
  'v1',
  'v2',
  'v3',
  'me',
  'limit',
  'dateFrom',
  'currency',
  'USD',
  'next',
] as const

const routing = ['4', '5', '7', '9', '10', '11', '12', '13'] as const

/** What every signed request has. */
export const ingBothParts: readonly Part[] = [
  {
    name: 'method',
    http: [...routing, '23'],
    jws: [...routing, '32'],
    change: (request, choices) => {
      const method = choices.below(2) === 0 ? choices.of(verbs) : changeByte(request.method, choices)
      return method === request.method || method === '' ? undefined : { request: { ...request, method } }
    },
  },
  {
    name: 'path',
    http: [...routing, '23'],
    jws: [...routing, '32'],
    change: (request, choices) => {
      const [path = '', ...query] = request.target.split('?')
      const other = changed(path.slice(1), /([/])/, words, choices)?.replaceAll('?', 'x')
      return other === undefined || `/${other}` === path
        ? undefined
        : { request: { ...request, target: [`/${other}`, ...query].join('?') } }
    },
  },
  {
    name: 'query',
    http: ['23'],
    jws: ['32'],
    change: (request, choices) => {
      const at = request.target.indexOf('?')
      if (at < 0) return undefined
      const query = request.target.slice(at + 1)
      const other = choices.below(12) === 0 ? '' : changed(query, /([&=])/, words, choices)
      if (other === undefined) return undefined
      return { request: { ...request, target: request.target.slice(0, at) + (other === '' ? '' : `?${other}`) } }
    },
  },
  {
    name: 'token',
    http: ['9', '10'],
    jws: ['9', '10'],
    change: header('authorization', (text, choices) =>
      text.startsWith('Bearer ') ? changeByte(text, choices).trim() : undefined,
    ),
  },
  { name: 'digest', http: ['22'], jws: ['31'], change: header('digest', changeByte) },
  {
    name: 'digest',
    http: ['22'],
    jws: ['31'],
    change: header('digest', (text, choices) =>
      choices.of([
        text.slice(8),
        text.replace('SHA-256', 'SHA-512'),
        text.replace('SHA-256', 'sha-256'),
        `SHA-256=${Buffer.from(choices.hex(32)).toString('base64')}`,
        `SHA-256=${Buffer.from(text.slice(8), 'base64').toString('hex')}`,
        text.replaceAll('+', '-').replaceAll('/', '_'),
        text.replace(/=$/, ''),
      ]),
    ),
  },
  {
    name: 'body',
    http: ['22'],
    jws: ['31'],
    change: (request, choices) => {
      const text = Buffer.from(request.body).toString()
      if (text === '') return { request: { ...request, body: Buffer.from(choices.of(['\n', '{}', ' ', 'x'])) } }
      const other =
        choices.below(2) === 0 ? changeByte(text, choices) : changeToken(text, /([,:&="{}]+)/, words, choices)
      return other === text ? undefined : { request: { ...request, body: Buffer.from(other) } }
    },
  },
  {
    name: 'date',
    http: ['21'],
    jws: ['21', '28'],
    // The request stays, the bank's clock moves: less than the 900 seconds that tokens live.
    change: (request, choices) => ({
      at: request.at + (choices.below(2) === 0 ? -1 : 1) * (181 + choices.below(600)) * 1000,
    }),
  },
]

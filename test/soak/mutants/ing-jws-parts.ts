import { changed, header, lineNames, type Part } from './ing-part.ts'
import { headerIn, withHeader } from './mutant.ts'
import { changeByte, changeToken } from './mutate-text.ts'
import type { Choices } from './random.ts'

const jwsAlgorithms = ['PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'RS256', 'HS256', 'none'] as const

/** A member of the JWS's protected header, which is encoded anew. */
const member = (name: string, change: (value: string, choices: Choices) => string | undefined): Part['change'] => {
  return (request, choices) => {
    const [head = '', , tail = ''] = (headerIn(request, 'x-jws-signature') ?? '').split('.')
    const json = Buffer.from(head, 'base64url').toString()
    const match = new RegExp(`("${name}":)("[^"]*"|\\[[^\\]]*\\]|\\w+)`).exec(json)
    const [whole = '', start = '', value = ''] = match ?? []
    const other = match === null ? undefined : change(value, choices)
    if (other === undefined || other === value) return undefined
    const encoded = Buffer.from(json.replace(whole, () => start + other)).toString('base64url')
    return { request: withHeader(request, 'x-jws-signature', `${encoded}..${tail}`) }
  }
}

const quoted =
  (change: (text: string, choices: Choices) => string | undefined) => (value: string, choices: Choices) => {
    const other = change(value.slice(1, -1), choices)
    return other === undefined ? undefined : JSON.stringify(other)
  }

/** What requests with a detached JWS have and others do not. */
export const jwsParts: readonly Part[] = [
  {
    name: 'date',
    http: [],
    jws: ['28', '32'],
    change: member(
      'sigT',
      quoted((text, choices) => changed(text, /([-T:Z])/, ['00'], choices)),
    ),
  },
  {
    name: 'date',
    http: [],
    jws: ['28', '32'],
    change: member(
      'sigT',
      quoted(
        (text, choices) =>
          `${new Date(Date.parse(text) + 1000 * (1 + choices.below(7200))).toISOString().slice(0, 19)}Z`,
      ),
    ),
  },
  { name: 'key id', http: [], jws: ['30'], change: member('x5t#S256', quoted(changeByte)) },
  {
    name: 'algorithm',
    http: [],
    jws: ['27', '32'],
    change: member(
      'alg',
      quoted((text, choices) => (choices.below(2) === 0 ? changeByte(text, choices) : choices.of(jwsAlgorithms))),
    ),
  },
  {
    name: 'headers list',
    http: [],
    jws: ['29', '32'],
    change: member(
      'pars',
      (text, choices) =>
        `[${changeToken(
          text.slice(1, -1),
          /(,)/,
          lineNames.map((name) => `"${name}"`),
          choices,
        )}]`,
    ),
  },
  {
    name: 'protected header',
    http: [],
    jws: ['26', '32'],
    change: member(
      'crit',
      (text, choices) => `[${changeToken(text.slice(1, -1), /(,)/, ['"b64"', '"exp"'], choices)}]`,
    ),
  },
  {
    name: 'protected header',
    http: [],
    jws: ['29'],
    change: member(
      'mId',
      quoted((text, choices) => changed(text, /([:/.]+)/, ['https', 'org'], choices)),
    ),
  },
  {
    name: 'protected header',
    http: [],
    jws: ['25', '26', '27', '28', '29', '30', '32'],
    change: (request, choices) => {
      const text = headerIn(request, 'x-jws-signature') ?? ''
      const at = text.indexOf('..')
      const other = changeByte(text.slice(0, at), choices) + text.slice(at)
      if (other === text) return undefined
      return {
        request: withHeader(request, 'x-jws-signature', other),
        signed: Buffer.from(text.slice(0, at), 'base64url').toString(),
      }
    },
  },
  {
    name: 'signature',
    http: [],
    jws: ['25', '32'],
    change: header('x-jws-signature', (text, choices) => {
      const at = text.indexOf('..') + 2
      return text.slice(0, at) + changeByte(text.slice(at), choices)
    }),
  },
  {
    name: 'content-type',
    http: [],
    jws: ['7', '29', '32'],
    change: header('content-type', (text, choices) =>
      choices.below(3) === 0 ? `${text};charset=utf-8` : changed(text, /([/-])/, ['json', 'xml', 'text'], choices),
    ),
  },
]

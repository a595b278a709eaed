import { changed, header, hour, lineNames, type Part } from './ing-part.ts'
import { type GoodRequest, headerIn, withHeader } from './mutant.ts'
import { changeByte, changeToken } from './mutate-text.ts'
import type { Choices } from './random.ts'

const httpAlgorithms = [
  'rsa-sha256',
  'rsa-sha512',
  'rsa-sha1',
  'hmac-sha256',
  'ecdsa-sha256',
  'ecdsa-sha384',
  'hs2019',
  'none',
] as const

const signatureHeader = (request: GoodRequest): string =>
  headerIn(request, 'signature') === undefined ? 'authorization' : 'signature'

/** One parameter of the HTTP signature. */
const parameter = (name: string, change: (value: string, choices: Choices) => string | undefined): Part['change'] => {
  return (request, choices) => {
    const header = signatureHeader(request)
    const text = headerIn(request, header) ?? ''
    const match = new RegExp(`(${name}=")([^"]*)(")`).exec(text)
    const [whole = '', start = '', value = '', end = ''] = match ?? []
    const other = match === null ? undefined : change(value, choices)
    if (other === undefined || other === value) return undefined
    return {
      request: withHeader(
        request,
        header,
        text.replace(whole, () => start + other + end),
      ),
    }
  }
}

/** What requests with an HTTP signature have and others do not. */
export const httpParts: readonly Part[] = [
  {
    name: 'date',
    http: ['20', '21', '23'],
    jws: [],
    change: header('date', (text, choices) => changed(text, /([ ,:]+)/, ['Mon', 'Sun', 'Jan', 'Dec', 'UTC'], choices)),
  },
  {
    name: 'date',
    http: ['21', '23'],
    jws: [],
    change: header('date', (text, choices) =>
      new Date(
        Date.parse(text) +
          (choices.below(2) * 2 - 1) *
            choices.of([1000 * choices.below(180), 61_000 * choices.below(60), hour * choices.below(48)]),
      ).toUTCString(),
    ),
  },
  {
    name: 'x-request-id',
    http: ['19', '23'],
    jws: [],
    change: header('x-request-id', (text, choices) => changed(text, /(-)/, ['none'], choices)),
  },
  {
    name: 'x-request-id',
    http: ['23'],
    jws: [],
    change: header('x-request-id', (_, choices) => (choices.below(6) === 0 ? choices.uuid() : undefined)),
  },
  {
    name: 'key id',
    http: ['15', '16'],
    jws: [],
    change: parameter('keyId', (text, choices) => changed(text, /([-=])/, ['client'], choices)),
  },
  {
    name: 'algorithm',
    http: ['15', '17', '23'],
    jws: [],
    change: parameter('algorithm', (text, choices) =>
      choices.below(2) === 0 ? changeByte(text, choices) : choices.of(httpAlgorithms),
    ),
  },
  {
    name: 'headers list',
    http: ['15', '18', '19', '23'],
    jws: [],
    change: parameter('headers', (text, choices) =>
      (choices.below(2) === 0 ? changeByte(text, choices) : changeToken(text, /( )/, lineNames, choices)).trim(),
    ),
  },
  {
    name: 'signature',
    http: ['15', '23'],
    jws: [],
    change: parameter('signature', (text, choices) =>
      choices.below(4) === 0 ? text.slice(0, choices.below(text.length)) : changeByte(text, choices),
    ),
  },
  {
    name: 'certificate header',
    http: ['16', '17', '23', '24'],
    jws: [],
    change: header('tpp-signature-certificate', changeByte),
  },
]

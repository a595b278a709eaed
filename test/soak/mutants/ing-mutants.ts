import { X509Certificate } from 'node:crypto'
import { type GoodRequest, headerIn, type Mutant, withHeader } from './mutant.ts'
import { changeByte, changeToken } from './mutate-text.ts'
import type { Choices } from './random.ts'

/** A part of a request: how it is changed, and which rows may refuse it then (section 15 of the reference). */
interface Part {
  readonly name: string
  /** Rows for an HTTP signature; `jws` for the other scheme. */
  readonly http: readonly string[]
  readonly jws: readonly string[]
  /** The request with this part changed; undefined when it has none, or the change changed nothing. */
  change(request: GoodRequest, choices: Choices): Partial<Mutant> | undefined
}

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
const names = ['(request-target)', 'date', 'digest', 'x-request-id', 'host', 'content-type', 'x-ing-reqid'] as const
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
const jwsAlgorithms = ['PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'RS256', 'HS256', 'none'] as const

/** Half the changes are of a byte, half of a token. */
const changed = (text: string, separator: RegExp, tokens: readonly string[], choices: Choices): string | undefined => {
  const other = choices.below(2) === 0 ? changeByte(text, choices) : changeToken(text, separator, tokens, choices)
  const clean = other.trim()
  return clean === text ? undefined : clean
}

const header = (name: string, change: (value: string, choices: Choices) => string | undefined): Part['change'] => {
  return (request, choices) => {
    const value = headerIn(request, name)
    const other = value === undefined ? undefined : change(value, choices)
    return other === undefined || other === value ? undefined : { request: withHeader(request, name, other) }
  }
}

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

const routing = ['4', '5', '7', '9', '10', '11', '12', '13'] as const
const hour = 3_600_000

const httpOnly: readonly Part[] = [
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
      (choices.below(2) === 0 ? changeByte(text, choices) : changeToken(text, /( )/, names, choices)).trim(),
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

const jwsOnly: readonly Part[] = [
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
          names.map((name) => `"${name}"`),
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

const both: readonly Part[] = [
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
    change: (request, choices) => ({
      at: request.at + (choices.below(2) === 0 ? -1 : 1) * (181 + choices.below(600)) * 1000,
    }),
  },
]

const partNames = [...new Set([...both, ...httpOnly, ...jwsOnly].map(({ name }) => name))]

/** Tokens live 900 seconds by the bank's clock, so the request itself is not to blame when it moves. */
const partsOf = (request: GoodRequest): readonly Part[] => {
  const isJws = headerIn(request, 'x-jws-signature') !== undefined
  return [...both, ...(isJws ? jwsOnly : httpOnly)]
}

const serial = (keyId: string | undefined): bigint | undefined => {
  const [, hex] = /^SN=([0-9A-Fa-f]+)$/.exec(keyId ?? '') ?? []
  return hex === undefined ? undefined : BigInt(`0x${hex}`)
}

const keyIdOf = (request: GoodRequest | Mutant['request']): string | undefined =>
  /keyId="([^"]*)"/.exec(headerIn(request, 'authorization') ?? '')?.[1]

const der = (request: Mutant['request']): string =>
  (headerIn(request, 'tpp-signature-certificate') ?? '').replace(/-----(BEGIN|END) CERTIFICATE-----|\s/g, '')

/** Changes that change nothing of what is signed or claimed. */
const harmlessReason = (good: GoodRequest, part: string, request: Mutant['request']): string | undefined => {
  const number = serial(keyIdOf(good))
  if (part === 'key id' && number !== undefined && number === serial(keyIdOf(request))) {
    return 'the same serial number in another spelling: case of hexadecimal, leading zeros'
  }
  if (part === 'certificate header' && der(good) === der(request)) return 'the same certificate with other white space'
  return undefined
}

/** Whether a request has a part of this name at all. */
const has = (request: GoodRequest, name: string): boolean => {
  if (name === 'query') return request.target.includes('?')
  if (name === 'certificate header') return headerIn(request, 'tpp-signature-certificate') !== undefined
  if (name === 'x-request-id' && headerIn(request, name) === undefined) return false
  return partsOf(request).some((part) => part.name === name)
}

/** One mutant of one of these requests; the same choices give the same mutant. */
export const createIngMutant = (good: readonly GoodRequest[], choices: Choices): Mutant => {
  for (;;) {
    // The part first: one that few requests have is changed as often as any other.
    const name = choices.of(partNames)
    const having = good.filter((request) => has(request, name))
    const request = choices.of(having)
    const part = choices.of(partsOf(request).filter((each) => each.name === name))
    const change = part.change(request, choices)
    if (change === undefined) continue
    const isJws = headerIn(request, 'x-jws-signature') !== undefined
    const mutant: Mutant = {
      call: request.name,
      part: part.name,
      request,
      at: request.at,
      rows: isJws ? part.jws : part.http,
      ...change,
    }
    const harmless = harmlessReason(request, part.name, mutant.request)
    return harmless === undefined ? mutant : { ...mutant, harmless }
  }
}

const isoDigest = /^SHA-(?:256=[A-Za-z0-9+/]{43}=|512=[A-Za-z0-9+/]{86}==)$/

const isCertificate = (base64: string): boolean => {
  try {
    const bytes = Buffer.from(base64, 'base64')
    return bytes.toString('base64') === base64 && new X509Certificate(bytes).publicKey.type === 'public'
  } catch {
    return false
  }
}

/** The status that the reference page gives to a row; where it gives two, the request decides. */
export const ingStatusOf = (row: string, { request }: Mutant): number => {
  if (row === '22' || row === '31') {
    const digest = headerIn(request, 'digest') ?? ''
    const value = digest.slice(8)
    return isoDigest.test(digest) && Buffer.from(value, 'base64').toString('base64') === value ? 401 : 400
  }
  if (row === '24') return isCertificate(der(request)) ? 401 : 400
  const status: Readonly<Record<string, number>> = { 3: 400, 4: 404, 5: 405, 6: 406, 7: 400, 13: 403, 20: 400 }
  return status[row] ?? 401
}

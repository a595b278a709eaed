import { constants, createHash, type KeyLike, privateEncrypt, sign } from 'node:crypto'
import { clientId, type Mistake, type MistakeKeys, now } from './mistake.ts'

/** What a client has before it signs, and what it may do wrongly on the way. */
interface Draft {
  readonly method: string
  readonly target: string
  readonly body: string
  readonly date: string
  readonly digest: string
  readonly requestId: string
  readonly names: readonly string[]
  /** What stands in `headers`. */
  readonly list: string
  readonly algorithm: string
  readonly keyId: string
}

interface Steps {
  /** The draft with other values: they are sent and signed alike. */
  readonly draft?: Partial<Draft>
  /** What is signed, made from the right text and its values. */
  readonly text?: (right: string, draft: Draft, values: Values) => string | Uint8Array
  readonly sign?: (text: Uint8Array, keys: MistakeKeys) => Buffer
  readonly encode?: (signature: Buffer) => string
  /** The Signature header from its parameters. */
  readonly header?: (right: string) => string
  /** Headers beside or in place of the usual ones. */
  readonly headers?: (draft: Draft) => readonly (readonly [string, string])[]
  /** What is sent in place of what was signed. */
  readonly sent?: Partial<Pick<Draft, 'method' | 'target' | 'body' | 'date' | 'digest' | 'requestId'>>
}

type Values = Readonly<Record<string, string>>

export const sha = (text: string | Uint8Array, hash = 'sha256', encoding: 'base64' | 'hex' | 'base64url' = 'base64') =>
  createHash(hash).update(text).digest(encoding)

export const json = '{"instructedAmount":{"amount":"12.34","currency":"EUR"},"creditorName":"Café Zoë / Co"}'
const accounts = '/v3/accounts/00000000-0000-4000-8000-000000000001/transactions?dateFrom=2026-01-05&limit=10'
const payments = '/v1/payments/sepa-credit-transfers'

const reading: Draft = {
  method: 'GET',
  target: accounts,
  body: '',
  date: new Date(now).toUTCString(),
  digest: `SHA-256=${sha('')}`,
  requestId: '0b1c2d3e-4f50-4617-8283-94a5b6c7d8e9',
  names: ['(request-target)', 'date', 'digest', 'x-request-id'],
  list: '(request-target) date digest x-request-id',
  algorithm: 'rsa-sha256',
  keyId: clientId,
}
export const paying: Partial<Draft> = { method: 'POST', target: payments, body: json, digest: `SHA-256=${sha(json)}` }

export const lineOf = (name: string, value: string): string => `${name}: ${value}`

const valuesOf = ({ method, target, date, digest, requestId }: Draft): Values => ({
  '(request-target)': `${method.toLowerCase()} ${target}`,
  date,
  digest,
  'x-request-id': requestId,
  'content-type': 'application/json',
  host: 'api.ing.com',
})

const pkcs1 = (text: Uint8Array, { key }: MistakeKeys): Buffer => sign('sha256', text, key)

const request =
  (steps: Steps): Mistake['make'] =>
  (keys) => {
    const draft = { ...reading, ...steps.draft }
    const values = valuesOf(draft)
    const right = draft.names.map((name) => lineOf(name, values[name] ?? '')).join('\n')
    const signature = (steps.sign ?? pkcs1)(Buffer.from(steps.text?.(right, draft, values) ?? right), keys)
    const encoded = steps.encode?.(signature) ?? signature.toString('base64')
    const parameters = `keyId="${draft.keyId}",algorithm="${draft.algorithm}",headers="${draft.list}",signature="${encoded}"`
    const sent = { ...draft, ...steps.sent }
    return {
      method: sent.method,
      target: sent.target,
      body: Buffer.from(sent.body),
      headers: [
        ['Host', 'api.ing.com'],
        ['Content-Type', 'application/json'],
        ['Date', sent.date],
        ...(sent.digest === '' ? [] : [['Digest', sent.digest] as const]),
        ['X-Request-ID', sent.requestId],
        ['Authorization', 'Bearer made-up'],
        ...(steps.headers?.(draft) ?? []),
        ['Signature', steps.header?.(parameters) ?? parameters],
      ],
    }
  }

/** A request without a mistake. */
export const goodHttpRequest = request({})

/** A payment with fewer signed headers, where the mistake has nothing to do with method, path or query. */
const onPayment = (name: string, steps: Steps): Pick<Mistake, 'makeAlso'> =>
  steps.draft !== undefined || /method|path|query|URL|&amp;|host and|request id|x-request-id|list/.test(name)
    ? {}
    : {
        makeAlso: request({
          ...steps,
          draft: { ...paying, names: ['(request-target)', 'date', 'digest'], list: '(request-target) date digest' },
        }),
      }

export const row = (
  name: string,
  source: string,
  [cause, part]: readonly [Mistake['cause'], string],
  steps: Steps,
): Mistake => ({
  name: `ING HTTP signature: ${name}`,
  source,
  cause,
  part,
  make: request(steps),
  ...onPayment(name, steps),
})

/** The text with its lines written otherwise. */
export const lines =
  (write: (name: string, value: string) => string, join = '\n'): NonNullable<Steps['text']> =>
  (_, { names }, values) =>
    names.map((name) => write(name, values[name] ?? '')).join(join)

export const title = (name: string): string => name.replace(/\b[a-z]/g, (letter) => letter.toUpperCase())
export const target =
  (change: (target: string) => string): NonNullable<Steps['text']> =>
  (right, draft) =>
    right.replace(draft.target, () => change(draft.target))
export const pss =
  (saltLength: number) =>
  (text: Uint8Array, { key }: MistakeKeys) =>
    sign('sha256', text, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength })
export const raw =
  (of: (text: Uint8Array) => Uint8Array) =>
  (text: Uint8Array, { key }: MistakeKeys) =>
    privateEncrypt({ key: key as KeyLike, padding: constants.RSA_PKCS1_PADDING } as never, of(text))
export const hashed = (text: Uint8Array): Buffer => createHash('sha256').update(text).digest()

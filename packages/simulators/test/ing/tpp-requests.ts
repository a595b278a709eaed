import { constants, createHash, randomUUID, sign, X509Certificate } from 'node:crypto'
import type { BankRequest } from '../../src/http/bank-handler.ts'
import type { IngTpp } from '../../src/pki/pki.ts'

/** A request as a TPP would write it, before it goes to the handler. */
export interface Draft {
  readonly method: string
  readonly target: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
  /** The TLS certificate; null sends none, `untrusted` one that the bank does not know. */
  readonly tls?: string | null
  readonly trusted?: boolean
}

export const toRequest = (draft: Draft): BankRequest => {
  const mark = draft.target.indexOf('?')
  const rawHeaders = Object.entries(draft.headers ?? {})
  const { tls } = draft
  return {
    method: draft.method,
    target: draft.target,
    path: mark < 0 ? draft.target : draft.target.slice(0, mark),
    query: mark < 0 ? '' : draft.target.slice(mark + 1),
    rawHeaders,
    header: (name) => {
      const values = rawHeaders.filter(([other]) => other.toLowerCase() === name.toLowerCase())
      return values.length === 0 ? undefined : values.map(([, value]) => value).join(', ')
    },
    body: Buffer.from(draft.body ?? ''),
    client:
      tls === null || tls === undefined
        ? { authorized: false }
        : { certificate: new X509Certificate(tls), authorized: draft.trusted ?? true },
    remoteAddress: '127.0.0.1',
  }
}

export const sha256 = (body: string | Buffer): string => `SHA-256=${createHash('sha256').update(body).digest('base64')}`

/** One line of PEM, as the official scripts send the certificate. */
export const certificateLine = (pem: string): string => pem.replace(/[\r\n]/g, '')

export const serialKeyId = (pem: string): string => `SN=${new X509Certificate(pem).serialNumber}`

export interface HttpSigning {
  readonly key: string
  readonly keyId: string
  /** Epoch milliseconds. */
  readonly at: number
  readonly names?: readonly string[]
  readonly algorithm?: string
  /** Changes the signing string after it is built: how clients go wrong. */
  readonly twist?: (text: string) => string
  readonly prefix?: string
}

const lines = (draft: Draft, headers: Readonly<Record<string, string>>, names: readonly string[]): string =>
  names
    .map((name) => {
      if (name === '(request-target)') return `${name}: ${draft.method.toLowerCase()} ${draft.target}`
      const value = Object.entries(headers).find(([other]) => other.toLowerCase() === name)?.[1] ?? ''
      return `${name}: ${value}`
    })
    .join('\n')

/** The text of a draft-cavage signature, written from the specification and not from the verifier. */
export const signatureText = (
  draft: Draft,
  headers: Readonly<Record<string, string>>,
  signing: HttpSigning,
): string => {
  const names = signing.names ?? ['(request-target)', 'date', 'digest', 'x-request-id']
  const text = (signing.twist ?? ((same) => same))(lines(draft, headers, names))
  const signature = sign('sha256', Buffer.from(text), signing.key).toString('base64')
  const algorithm = signing.algorithm ?? 'rsa-sha256'
  return `${signing.prefix ?? ''}keyId="${signing.keyId}",algorithm="${algorithm}",headers="${names.join(' ')}",signature="${signature}"`
}

/** Date, Digest, X-Request-ID and Signature around a draft; what the draft names itself stays. */
export const httpSigned = (draft: Draft, signing: HttpSigning): Draft => {
  const headers = {
    Date: new Date(signing.at).toUTCString(),
    Digest: sha256(draft.body ?? ''),
    'X-Request-ID': randomUUID(),
    ...draft.headers,
  }
  return { ...draft, headers: { ...headers, Signature: signatureText(draft, headers, signing) } }
}

export interface JwsSigning {
  readonly key: string
  readonly certificate: string
  readonly at: number
  readonly saltLength?: number
  readonly alg?: string
  readonly pars?: readonly string[]
  /** Changes the protected header before it is encoded. */
  readonly header?: (header: Record<string, unknown>) => unknown
  readonly twist?: (text: string) => string
}

/** Digest and x-jws-signature around a draft. */
export const jwsSigned = (draft: Draft, signing: JwsSigning): Draft => {
  const headers = {
    Digest: sha256(draft.body ?? ''),
    'Content-Type': 'application/json',
    ...draft.headers,
  }
  const pars = signing.pars ?? ['(request-target)', 'digest', 'content-type']
  const header: Record<string, unknown> = {
    b64: false,
    'x5t#S256': createHash('sha256').update(new X509Certificate(signing.certificate).raw).digest('base64url'),
    crit: ['sigT', 'sigD', 'b64'],
    sigT: `${new Date(signing.at).toISOString().slice(0, 19)}Z`,
    sigD: { pars, mId: 'http://uri.etsi.org/19182/HttpHeaders' },
    alg: signing.alg ?? 'PS256',
  }
  const head = Buffer.from(JSON.stringify((signing.header ?? ((same) => same))(header))).toString('base64url')
  const text = (signing.twist ?? ((same) => same))(lines(draft, headers, pars))
  const padding = constants.RSA_PKCS1_PSS_PADDING
  const saltLength = signing.saltLength ?? 32
  const signature = sign('sha256', Buffer.from(`${head}.${text}`), { key: signing.key, padding, saltLength })
  return { ...draft, headers: { ...headers, 'x-jws-signature': `${head}..${signature.toString('base64url')}` } }
}

export const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' } as const

/** The signed application token request. */
export const signedTokenRequest = (
  tpp: IngTpp,
  at: number,
  changes: Partial<HttpSigning> & { readonly draft?: Partial<Draft>; readonly headers?: Record<string, string> } = {},
): Draft => {
  const draft: Draft = {
    method: 'POST',
    target: '/oauth2/token',
    body: 'grant_type=client_credentials',
    tls: tpp.tls.certificate,
    ...changes.draft,
  }
  const headers: Record<string, string> = {
    ...FORM,
    Date: new Date(at).toUTCString(),
    Digest: sha256(draft.body ?? ''),
    'TPP-Signature-Certificate': certificateLine(tpp.signing.certificate),
    ...changes.headers,
  }
  const signing: HttpSigning = {
    key: tpp.signing.key,
    keyId: serialKeyId(tpp.signing.certificate),
    at,
    names: ['(request-target)', 'date', 'digest'],
    ...changes,
  }
  return { ...draft, headers: { ...headers, Authorization: `Signature ${signatureText(draft, headers, signing)}` } }
}

export const mtlsTokenRequest = (tpp: IngTpp, clientId: string, body?: string): Draft => ({
  method: 'POST',
  target: '/oauth2/token',
  headers: FORM,
  body: body ?? `grant_type=client_credentials&client_id=${clientId}`,
  tls: tpp.tls.certificate,
})

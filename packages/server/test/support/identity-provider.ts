import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createNodeServices } from '@nostro/core/node'

/** What a test changes in what the provider gives. */
export interface Spoiling {
  readonly claims?: Readonly<Record<string, unknown>>
  readonly header?: Readonly<Record<string, unknown>>
  /** Signed with another key than the published one. */
  readonly forged?: boolean
  /** Parameters of the redirect back, set or (undefined) taken out. */
  readonly redirect?: Readonly<Record<string, string | undefined>>
  /** Members of the discovery document. */
  readonly discovery?: Readonly<Record<string, unknown>>
}

interface Grant {
  readonly redirectUri: string
  readonly nonce: string
  readonly challenge: string
  readonly subject: string
  readonly expiresAt: number
  isUsed: boolean
}

export interface IdentityProviderOptions {
  readonly clientId: string
  readonly clientSecret: string
  /** Compared exactly. */
  readonly redirectUri: string
}

const codeMs = 60_000
const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const { clock } = createNodeServices({})

/**
 * A strict OpenID provider on loopback: discovery, JWKS, authorization code with PKCE (S256 alone), `state` and `nonce` required,
 * codes that work once within a minute, client secrets by HTTP Basic alone. It refuses what is not exactly as registered, and says
 * in `refusals` why.
 */
export const startIdentityProvider = async ({ clientId, clientSecret, redirectUri }: IdentityProviderOptions) => {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const grants = new Map<string, Grant>()
  const refusals: string[] = []
  let [issuer, subject, spoiling]: [string, string, Spoiling] = ['', 'sub-owner', {}]

  const authorize = (url: URL, response: ServerResponse): void => {
    const given = url.searchParams
    // An address that is not registered is never sent to.
    if (given.get('client_id') !== clientId || given.get('redirect_uri') !== redirectUri)
      refusePage(response, 'client_id or redirect_uri is not the registered one')
    else grant(given, response)
  }

  const grant = (given: URLSearchParams, response: ServerResponse): void => {
    const state = given.get('state') ?? ''
    const wrong = problemOf(given)
    if (wrong !== undefined) {
      sendBack(response, { error: 'invalid_request', state }, wrong)
      return
    }
    const code = randomBytes(24).toString('base64url')
    const [nonce, challenge] = [given.get('nonce') ?? '', given.get('code_challenge') ?? '']
    grants.set(code, { redirectUri, nonce, challenge, subject, expiresAt: clock.now() + codeMs, isUsed: false })
    sendBack(response, { code, state, iss: issuer })
  }

  const sendBack = (response: ServerResponse, values: Readonly<Record<string, string>>, why?: string): void => {
    if (why !== undefined) refusals.push(why)
    const url = new URL(redirectUri)
    for (const [name, value] of Object.entries({ ...values, ...spoiling.redirect }))
      if (value !== undefined) url.searchParams.set(name, value)
    response.writeHead(303, { Location: url.href }).end()
  }

  const refusePage = (response: ServerResponse, why: string): void => {
    refusals.push(why)
    response.writeHead(400, { 'Content-Type': 'text/html' }).end('<h1>This request cannot be answered</h1>')
  }

  const token = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const refuse = (status: number, error: string, why: string): void => {
      refusals.push(why)
      answer(response, status, { error })
    }
    if (!isClient(request.headers.authorization, { clientId, clientSecret }))
      return refuse(401, 'invalid_client', 'no client secret by HTTP Basic')
    if (request.method !== 'POST' || !/^application\/x-www-form-urlencoded/.test(request.headers['content-type'] ?? ''))
      return refuse(400, 'invalid_request', 'not a form')
    const form = new URLSearchParams(await textOf(request))
    if (form.has('client_secret')) return refuse(400, 'invalid_request', 'two ways of client authentication')
    if (form.get('grant_type') !== 'authorization_code') return refuse(400, 'unsupported_grant_type', 'grant_type')
    const grant = grants.get(form.get('code') ?? '')
    if (grant === undefined || grant.isUsed || grant.expiresAt < clock.now())
      return refuse(400, 'invalid_grant', 'the code is unknown, used or over')
    grant.isUsed = true
    if (form.get('redirect_uri') !== grant.redirectUri) return refuse(400, 'invalid_grant', 'another redirect_uri')
    const verifier = form.get('code_verifier') ?? ''
    if (createHash('sha256').update(verifier).digest('base64url') !== grant.challenge)
      return refuse(400, 'invalid_grant', 'the code_verifier does not fit')
    answer(response, 200, {
      access_token: randomBytes(24).toString('base64url'),
      token_type: 'Bearer',
      expires_in: 300,
      id_token: idToken(grant),
    })
  }

  const idToken = (grant: Grant): string => {
    const now = Math.floor(clock.now() / 1000)
    const usual = { iss: issuer, sub: grant.subject, aud: clientId, iat: now, exp: now + 300, nonce: grant.nonce }
    const header = { alg: 'ES256', kid: 'k1', typ: 'JWT', ...spoiling.header }
    const text = `${base64url(header)}.${base64url({ ...usual, ...spoiling.claims })}`
    if (header.alg === 'none') return `${text}.`
    const { privateKey } = spoiling.forged === true ? other : keys
    const signature = sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' })
    return `${text}.${signature.toString('base64url')}`
  }

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', issuer)
    if (url.pathname === '/.well-known/openid-configuration')
      answer(response, 200, { ...discoveryOf(issuer), ...spoiling.discovery })
    else if (url.pathname === '/jwks')
      answer(response, 200, {
        keys: [{ ...keys.publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'ES256', use: 'sig' }],
      })
    else if (url.pathname === '/authorize' && request.method === 'GET') authorize(url, response)
    else if (url.pathname === '/token') void token(request, response)
    else answer(response, 404, {})
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    issuer,
    /** Why it refused, newest last. */
    refusals,
    /** Who is signed in at the provider. */
    actAs: (name: string): void => {
      subject = name
    },
    spoil: (wanted: Spoiling): void => {
      spoiling = wanted
    },
    close: (): Promise<void> =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

export type IdentityProvider = Awaited<ReturnType<typeof startIdentityProvider>>

const discoveryOf = (issuer: string) => ({
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
  jwks_uri: `${issuer}/jwks`,
  response_types_supported: ['code'],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['ES256'],
  code_challenge_methods_supported: ['S256'],
  authorization_response_iss_parameter_supported: true,
})

/** RFC 6749, 2.3.1: both parts are form-encoded before they are joined. */
const isClient = (header: string | undefined, wanted: { readonly clientId: string; readonly clientSecret: string }) => {
  const text = Buffer.from(/^Basic ([\w+/]+={0,2})$/.exec(header ?? '')?.[1] ?? '', 'base64').toString('utf8')
  const [id, secret, ...rest] = text.split(':').map((part) => decodeURIComponent(part.replaceAll('+', ' ')))
  return rest.length === 0 && id === wanted.clientId && secret === wanted.clientSecret
}

/** What a strict provider refuses in a request for a code, but for the client and its address. */
const problemOf = (given: URLSearchParams): string | undefined => {
  const names = [...given.keys()]
  if (new Set(names).size !== names.length) return 'a parameter is given twice'
  if (given.get('response_type') !== 'code') return 'response_type is not “code”'
  if (!(given.get('scope') ?? '').split(' ').includes('openid')) return 'the scope lacks “openid”'
  if (given.get('code_challenge_method') !== 'S256') return 'PKCE is not S256'
  if (!/^[\w-]{43}$/.test(given.get('code_challenge') ?? '')) return 'no code_challenge'
  if (!/^[\w-]{22,}$/.test(given.get('state') ?? '')) return 'state is missing or can be guessed'
  if (!/^[\w-]{22,}$/.test(given.get('nonce') ?? '')) return 'nonce is missing or can be guessed'
  return undefined
}

const answer = (response: ServerResponse, status: number, body: unknown): void => {
  response
    .writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
    .end(JSON.stringify(body))
}

const textOf = async (request: IncomingMessage): Promise<string> => {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString('utf8')
}

import { type CallContext, NostroError } from '@nostro/core'
import { readCertificate } from '@nostro/core/node/provider'
import type { RegistrationClient, WireApplication, WireJwk } from '../api/registration-client.ts'
import type { ApplicationTokens } from '../auth/application-token.ts'
import { authorizeApplication } from '../auth/authorizers.ts'
import { isKeyOf, toJwk } from './jwk.ts'

/** An application as ING keeps it. */
export interface IngApplication {
  readonly clientId: string
  /** E-mail. */
  readonly contact: string
  readonly redirectUris: readonly string[]
  readonly keys: { readonly tls: readonly WireJwk[]; readonly sign: readonly WireJwk[] }
}

export interface NewApplication {
  /** E-mail. */
  readonly contact: string
  readonly redirectUris: readonly string[]
}

/** What is absent stays. */
export interface ApplicationChange {
  readonly contact?: string | undefined
  readonly redirectUris?: readonly string[] | undefined
}

/** The certificates of a pair, PEM. */
export interface CertificatePair {
  readonly tls: string
  readonly signing: string
}

/** The application's registration at ING: certificates, redirect URIs, contact. */
export interface Registration {
  /** Once for each TPP: subscribes it to what its certificates' roles allow. */
  register(request: NewApplication, ctx?: CallContext): Promise<IngApplication>
  me(ctx?: CallContext): Promise<IngApplication>
  get(clientId: string, ctx?: CallContext): Promise<IngApplication>
  /** Reads, changes and writes back the whole: ING drops whatever a PUT leaves out. */
  update(change: ApplicationChange, ctx?: CallContext): Promise<IngApplication>
  /** Adds certificates beside the registered ones. */
  addCertificates(pair: CertificatePair, ctx?: CallContext): Promise<IngApplication>
  /** Removes certificates; the ones in use are refused, for they are what this call is made with. */
  removeCertificates(pair: CertificatePair, ctx?: CallContext): Promise<IngApplication>
}

export interface RegistrationParts {
  readonly client: RegistrationClient
  readonly tokens: ApplicationTokens
  /** The pair in use. */
  readonly own: CertificatePair
}

export const createRegistration = (parts: RegistrationParts): Registration => {
  const { client, tokens, own } = parts
  const authorize = () => authorizeApplication(tokens.mtls)

  const me = async (ctx?: CallContext): Promise<IngApplication> => {
    const { contact, applications } = await client.own(authorize(), ctx)
    const clientId = await tokens.clientId(ctx)
    const found = applications.find(({ client_id }) => client_id === clientId) ?? applications[0]
    if (found === undefined) throw notOurs()
    return toApplication(contact, found)
  }

  const write = async ({ clientId, contact, redirectUris, keys }: IngApplication, ctx?: CallContext) => {
    const body = { contact, redirect_uris: redirectUris, keys: withOwn(keys, own) }
    const answer = await client.update(clientId, body, authorize(), ctx)
    return toApplication(answer.contact, answer.application)
  }

  return {
    register: async ({ contact, redirectUris }, ctx) => {
      assertContact(contact)
      const keys = { tls: [toJwk(own.tls, 'tls')], sign: [toJwk(own.signing, 'sign')] }
      assertRoles(own)
      const answer = await client.register({ contact, redirect_uris: redirectUris, keys }, ctx)
      return toApplication(answer.contact, answer.application)
    },
    me,
    get: async (clientId, ctx) => {
      const { contact, applications } = await client.byId(clientId, authorize(), ctx)
      const found = applications.find(({ client_id }) => client_id === clientId)
      if (found === undefined) throw notOurs()
      return toApplication(contact, found)
    },
    update: async (change, ctx) => {
      if (change.contact !== undefined) assertContact(change.contact)
      const current = await me(ctx)
      const { contact = current.contact, redirectUris = current.redirectUris } = change
      return write({ ...current, contact, redirectUris }, ctx)
    },
    addCertificates: async ({ tls, signing }, ctx) => {
      assertRoles({ tls, signing })
      const current = await me(ctx)
      const keys = {
        tls: [...without(current.keys.tls, tls), toJwk(tls, 'tls')],
        sign: [...without(current.keys.sign, signing), toJwk(signing, 'sign')],
      }
      return write({ ...current, keys }, ctx)
    },
    removeCertificates: async (pair, ctx) => {
      const current = await me(ctx)
      if (isSame(pair.tls, own.tls) || isSame(pair.signing, own.signing)) throw inUse()
      const keys = { tls: without(current.keys.tls, pair.tls), sign: without(current.keys.sign, pair.signing) }
      return write({ ...current, keys }, ctx)
    },
  }
}

const toApplication = (contact: string, wire: WireApplication): IngApplication => ({
  clientId: wire.client_id,
  contact,
  redirectUris: wire.redirect_uris,
  keys: wire.keys,
})

const without = (keys: readonly WireJwk[], certificate: string): readonly WireJwk[] =>
  keys.filter((key) => !isKeyOf(key, certificate))

const isSame = (left: string, right: string): boolean => isKeyOf(toJwk(left, 'tls'), right)

/** The pair in use is always sent: a PUT without it would lock us out. */
const withOwn = (keys: IngApplication['keys'], own: CertificatePair): IngApplication['keys'] => ({
  tls: keys.tls.some((key) => isKeyOf(key, own.tls)) ? keys.tls : [...keys.tls, toJwk(own.tls, 'tls')],
  sign: keys.sign.some((key) => isKeyOf(key, own.signing)) ? keys.sign : [...keys.sign, toJwk(own.signing, 'sign')],
})

const assertContact = (contact: string): void => {
  if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(contact)) return
  throw new NostroError({
    code: 'invalid_request',
    provider: 'ing',
    message: '`contact` is not an e-mail address.',
    hint: 'Give one at which ING reaches you, such as ops@tpp.example. Nothing was sent.',
  })
}

/** ING registers by the roles, and names no certificate in its refusal. */
const assertRoles = (pair: CertificatePair): void => {
  for (const [option, pem] of Object.entries(pair)) {
    if (readCertificate(pem).psd2Roles.length > 0) continue
    throw new NostroError({
      code: 'certificate_rejected',
      provider: 'ing',
      message: `The certificate of \`${option}\` names no PSD2 role; ING registers none of that kind.`,
      hint: 'Ask the issuer for a certificate with the roles of your licence.',
    })
  }
}

const notOurs = (): NostroError =>
  new NostroError({
    code: 'protocol_violation',
    provider: 'ing',
    message: 'ING’s answer has no application of this client id.',
    hint: 'Check the client id and the certificates: they must be of one application.',
  })

const inUse = (): NostroError =>
  new NostroError({
    code: 'invalid_request',
    provider: 'ing',
    message: 'The certificates in use cannot be removed with themselves.',
    hint: 'Add the new pair, and remove this one from a provider that uses the new pair. `rotateCertificates` does both.',
  })

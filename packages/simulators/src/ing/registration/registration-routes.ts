import type { X509Certificate } from 'node:crypto'
import type { BankAnswer, BankRequest } from '../../http/bank-handler.ts'
import { jsonAnswer } from '../answers.ts'
import { type Application, ownsSigning, ownsTls, scopesByRoles } from '../application.ts'
import { readSentCertificate, requireJws } from '../checks/signature-checks.ts'
import { requireClientCertificate, requireNotRevoked } from '../checks/transport-checks.ts'
import { requireTrusted } from '../oauth/signed-token-request.ts'
import { refuse } from '../refusal.ts'
import type { IngCall, Route, TokenCall } from '../route.ts'
import type { IngWorld } from '../world.ts'
import { toJwk } from './jwk.ts'
import { type RegistrationBody, readRegistrationBody } from './registration-body.ts'

const view = ({ clientId, redirectUris, tls, sign }: Application): unknown => ({
  client_id: clientId,
  redirect_uris: redirectUris,
  keys: { tls: tls.map(toJwk), sign: sign.map(toJwk) },
})

/** Row 24: POST and PUT carry the signing certificate. */
const requireSentCertificate = (request: BankRequest): X509Certificate => {
  const text = request.header('tpp-signature-certificate')
  if (text !== undefined) return readSentCertificate(text)
  return refuse({
    row: 24,
    status: 401,
    text: 'The TPP-Signature-Certificate header is missing',
    reason: 'The registration lacks TPP-Signature-Certificate',
  })
}

/** What stays after a POST or PUT: what was sent, and without keys the pair used on this very call. */
const toApplication = (
  clientId: string,
  body: RegistrationBody,
  used: { readonly tls: X509Certificate; readonly signing: X509Certificate },
): Application => ({
  clientId,
  kind: 'psd2',
  contact: body.contact,
  redirectUris: body.redirectUris,
  tls: body.keys?.tls ?? [{ certificate: used.tls }],
  sign: body.keys?.sign ?? [{ certificate: used.signing }],
  scopes: scopesByRoles(used.signing),
})

const single = (application: Application) => ({ contact: application.contact, application: view(application) })

/** Row 46: once is enough. */
const requireNew = (world: IngWorld, tls: X509Certificate, signing: X509Certificate): void => {
  const owner = [...world.state.applications.values()].find(
    (application) => ownsTls(application, tls) || ownsSigning(application, signing),
  )
  if (!owner) return
  refuse({
    row: 46,
    status: 400,
    text: 'The application is already registered',
    reason: 'A certificate of this TPP is registered; a change is a PUT',
    received: owner.clientId,
  })
}

const register =
  (world: IngWorld) =>
  ({ request, now }: IngCall): BankAnswer => {
    const tls = requireClientCertificate(world, request)
    const signing = requireSentCertificate(request)
    requireNotRevoked(world, signing)
    requireTrusted(world, signing, now)
    requireJws(world, request, [signing], now)
    const body = readRegistrationBody(world, request.body, now)
    const stub = world.settings.registration === 'stub'
    if (!stub) requireNew(world, tls, signing)
    const owner = [...world.state.applications.values()].find((application) => ownsTls(application, tls))
    const application = toApplication(stub && owner ? owner.clientId : world.uuid(), body, { tls, signing })
    if (!stub) world.state.applications.set(application.clientId, application)
    return jsonAnswer(201, single(application), { Location: `/oauth2/applications/${application.clientId}` })
  }

/** Row 47: nobody sees or changes another's application. */
const requireOwn = ({ params, application }: TokenCall): Application => {
  const [id] = params
  if (id === 'me' || id === application.clientId) return application
  return refuse({
    row: 47,
    status: 404,
    text: 'Not found',
    reason: 'The id is that of another application, or of none',
    expected: application.clientId,
    received: id ?? '',
  })
}

const show = (call: TokenCall): BankAnswer => {
  const application = requireOwn(call)
  return jsonAnswer(200, { contact: application.contact, applications: [view(application)] })
}

const update =
  (world: IngWorld) =>
  (call: TokenCall): BankAnswer => {
    const { request, now } = call
    const signing = requireSentCertificate(request)
    const application = requireOwn(call)
    const tls = requireClientCertificate(world, request)
    if (!ownsTls(application, tls)) {
      const text = 'The client certificate is not registered'
      return refuse({ row: 48, status: 401, text, reason: 'An update must come over a registered TLS certificate' })
    }
    const body = readRegistrationBody(world, request.body, now)
    const updated = { ...toApplication(application.clientId, body, { tls, signing }), scopes: application.scopes }
    if (world.settings.registration === 'full') world.state.applications.set(updated.clientId, updated)
    return jsonAnswer(200, single(updated))
  }

const JSON_BODY = ['application/json']

/** Registration of applications, signed by JWS. The sandbox's own keeps nothing. */
export const registrationRoutes = (world: IngWorld): readonly Route[] => [
  {
    method: 'POST',
    pattern: /^\/oauth2\/applications$/,
    consumes: JSON_BODY,
    anyClient: true,
    open: 'self-checked',
    handle: register(world),
  },
  {
    method: 'GET',
    pattern: /^\/oauth2\/applications\/([^/]+)$/,
    token: { subject: 'application', scheme: 'none', scopes: [] },
    handle: show,
  },
  {
    method: 'PUT',
    pattern: /^\/oauth2\/applications\/([^/]+)$/,
    consumes: JSON_BODY,
    anyClient: true,
    token: { subject: 'application', scheme: 'jws', scopes: [] },
    handle: update(world),
  },
]

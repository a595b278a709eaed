import type { BankAnswer } from '../../http/bank-handler.ts'
import { jsonAnswer } from '../answers.ts'
import type { Application } from '../application.ts'
import { fingerprintOf } from '../certificates.ts'
import { requireHttpSignature } from '../checks/signature-checks.ts'
import {
  applicationOf,
  requireKind,
  requireSameClient,
  requireScope,
  requireSubject,
  requireToken,
} from '../checks/token-checks.ts'
import { requireClientCertificate, requireRegisteredClient } from '../checks/transport-checks.ts'
import { refuse } from '../refusal.ts'
import type { IngCall } from '../route.ts'
import type { IngWorld } from '../world.ts'
import { exchangeCode } from './exchange-code.ts'
import { type Form, readForm, requiredField } from './form.ts'
import type { AccessToken } from './grants.ts'
import { ANNOUNCED_APPLICATION_SECONDS, bankKeys, issueAccessToken } from './issue-tokens.ts'
import { refreshGrant } from './refresh-grant.ts'
import { isCustomerScope, type Scope, splitScopes } from './scopes.ts'
import { requireSignedTokenRequest } from './signed-token-request.ts'

const CUSTOMER_GRANTS = ['authorization_code', 'refresh_token'] as const

/** Row 35: what was asked for, or everything; a customer's scopes never go into an application's token. */
const grantedScopes = (application: Application, form: Form): readonly Scope[] => {
  const own = application.scopes.filter((scope) => !isCustomerScope(scope))
  const asked = splitScopes(form.get('scope') ?? '')
  if (asked.length === 0) return own
  const unknown = asked.find((scope) => !(application.scopes as readonly string[]).includes(scope))
  if (unknown !== undefined) {
    return refuse({
      row: 35,
      status: 400,
      text: 'The requested scope is invalid',
      reason: 'A requested scope is unknown, or not allowed for this application',
      expected: application.scopes.join(' '),
      received: unknown,
    })
  }
  const granted = own.filter((scope) => asked.includes(scope))
  return granted.length > 0 ? granted : own.filter((scope) => scope === 'granting')
}

const applicationToken = (
  world: IngWorld,
  call: IngCall,
  application: Application,
  options: { readonly kind: AccessToken['kind']; readonly form: Form },
): BankAnswer => {
  const scopes = grantedScopes(application, options.form)
  const tlsFingerprint = fingerprintOf(requireClientCertificate(world, call.request))
  const { clientId } = application
  const { text } = issueAccessToken(world, {
    kind: options.kind,
    subject: 'application',
    clientId,
    scopes,
    tlsFingerprint,
  })
  const answer = {
    access_token: text,
    expires_in: ANNOUNCED_APPLICATION_SECONDS,
    scope: scopes.join(' '),
    token_type: 'Bearer',
    keys: bankKeys(world),
    client_id: clientId,
  }
  return jsonAnswer(200, answer, { 'Content-Type': 'application/json' })
}

/** Row 33: a grant type for the right kind of caller. */
const requireGrantType = (form: Form, allowed: readonly string[]): string => {
  const grant = requiredField(form, 'grant_type')
  if (allowed.includes(grant)) return grant
  return refuse({
    row: 33,
    status: 400,
    text: 'The grant_type is not supported',
    reason: 'The grant_type is unknown, or not allowed with this kind of authorization',
    expected: allowed.join(', '),
    received: grant,
  })
}

const signedRequest = (world: IngWorld, call: IngCall, owners: readonly Application[]): BankAnswer => {
  const application = requireSignedTokenRequest(world, call.request, owners, call.now)
  const form = readForm(call.request.body)
  requireGrantType(form, ['client_credentials'])
  return applicationToken(world, call, application, { kind: 'signed', form })
}

const bearerRequest = (world: IngWorld, call: IngCall): BankAnswer => {
  const { request, now } = call
  const token = requireToken(world, request, now)
  requireSubject(token, 'application')
  requireKind(token, 'signed')
  requireScope(token, ['granting'])
  requireSameClient(world, request, token)
  const application = applicationOf(world, token)
  requireHttpSignature(world, request, application, { family: 'oauth', now })
  const form = readForm(request.body)
  const grant = requireGrantType(form, CUSTOMER_GRANTS)
  const grantCall = { request, now, form, application }
  return grant === 'authorization_code' ? exchangeCode(world, grantCall) : refreshGrant(world, grantCall)
}

const mtlsRequest = (world: IngWorld, call: IngCall, owners: readonly Application[]): BankAnswer => {
  const form = readForm(call.request.body)
  const grant = requireGrantType(form, ['client_credentials', ...CUSTOMER_GRANTS])
  if (grant !== 'client_credentials') {
    const text = 'The access token is missing, invalid or expired'
    return refuse({ row: 9, status: 401, text, reason: `grant_type ${grant} needs an application token` })
  }
  const clientId = requiredField(form, 'client_id', 34)
  const application = owners.find((owner) => owner.clientId === clientId)
  if (application) return applicationToken(world, call, application, { kind: 'mtls', form })
  return refuse({
    row: 34,
    status: 401,
    text: 'The client_id does not belong to the client certificate',
    reason: 'The application of the TLS certificate has another client_id',
    expected: owners.map((owner) => owner.clientId).join(' or '),
    received: clientId,
  })
}

/** POST /oauth2/token: three kinds of caller, distinguished by `Authorization`. */
export const tokenEndpoint =
  (world: IngWorld) =>
  (call: IngCall): BankAnswer => {
    const { request } = call
    const authorization = request.header('authorization')
    if (authorization !== undefined && !/^Signature\b/i.test(authorization)) return bearerRequest(world, call)
    const owners = requireRegisteredClient(world, requireClientCertificate(world, request), undefined)
    return authorization === undefined ? mtlsRequest(world, call, owners) : signedRequest(world, call, owners)
  }

import type { BankRequest } from '../../http/bank-handler.ts'
import { explainRequest } from '../../verify/explain/explain-request.ts'
import type { VerificationFailure } from '../../verify/verification.ts'
import { verifyBunqSignature } from '../../verify/verify-bunq-signature.ts'
import type { BunqState } from '../state/bunq-state.ts'
import type { Installation } from '../state/entities.ts'
import { isObject } from './fields.ts'
import { refusal } from './refusal.ts'
import type { Route } from './route.ts'

const HEADER = 'X-Bunq-Client-Signature'

/** Some calls need a signature only when they accept something. A body that is no JSON accepts nothing. */
const isAccepting = (body: Buffer): boolean => {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'))
    return isObject(value) && value['status'] === 'ACCEPTED'
  } catch {
    return false
  }
}

const isRequired = (route: Route, body: Buffer): boolean =>
  route.signature === 'required' || (route.signature === 'accepting' && isAccepting(body))

/** Row 18: does the signature open with the key of somebody else's installation? */
const isOfAnother = (state: BunqState, request: BankRequest, own: Installation, signature: string): boolean =>
  [...state.installations.values()]
    .filter((other) => other.id !== own.id)
    .slice(-20)
    .some((other) => verifyBunqSignature({ body: request.body, signature, key: other.publicKey }).ok)

/** Texts tried in search of the body that was signed: about a hundredth of a second. */
const effort = 8000

const explain = (
  state: BunqState,
  request: BankRequest,
  installation: Installation,
  found: VerificationFailure,
): { readonly row: number; readonly reason: string } => {
  const signature = request.header(HEADER) ?? ''
  if (found.fault === 'other_key' && isOfAnother(state, request, installation, signature)) {
    return { row: 18, reason: 'the signature was made with the key of another installation' }
  }
  const { method, target, rawHeaders: headers, body } = request
  const explanation = explainRequest({
    request: { method, target, headers, body },
    key: installation.publicKey,
    effort,
  })
  return { row: 17, reason: explanation.ok ? found.reason : `${explanation.words} (${found.reason})` }
}

/** Rows 16-19. A signature that is not required is still checked, over whatever body came, zero bytes included. */
export const checkSignature = (
  state: BunqState,
  request: BankRequest,
  route: Route,
  installation: Installation,
): void => {
  const signature = request.header(HEADER)
  const required = isRequired(route, request.body)
  if (!required && signature === undefined) return
  const result = verifyBunqSignature({ body: request.body, signature, key: installation.publicKey })
  if (result.ok) return
  const evidence = {
    expected: result.expected,
    received: result.received,
  }
  if (required && result.check === 'bunq-16') {
    throw refusal(16, 466, 'Request signature is required for this operation.', result.reason, evidence)
  }
  if (!required && state.context.profile === 'lenient') return
  const { row, reason } = explain(state, request, installation, result)
  throw refusal(required ? row : 19, 400, 'The request signature is invalid.', reason, evidence)
}

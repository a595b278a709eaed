export { formatCapturedRequest, parseCapturedRequest } from './explain/captured-request.ts'
export { explainBankIdRequest, isBankIdRequest } from './explain/explain-bankid-request.ts'
export { explainRequest } from './explain/explain-request.ts'
export type { CapturedRequest, ExplainInput, Explanation } from './explain/explanation.ts'
export { type ExplanationCause, explanationWords, signatureHints } from './explain/words.ts'
export type { HeaderSource, Verification, VerificationFailure, VerificationKey } from './verification.ts'
export { type ApplicationJwtInput, type ApplicationJwtSuccess, verifyApplicationJwt } from './verify-application-jwt.ts'
export {
  type BerlinGroupSignatureInput,
  type BerlinGroupSignatureSuccess,
  type BerlinGroupSignatureVariant,
  verifyBerlinGroupSignature,
} from './verify-berlin-group-signature.ts'
export { type BunqSignatureInput, type BunqSignatureSuccess, verifyBunqSignature } from './verify-bunq-signature.ts'
export { type DetachedJwsInput, type DetachedJwsSuccess, verifyDetachedJws } from './verify-detached-jws.ts'
export { type HttpSignatureInput, type HttpSignatureSuccess, verifyHttpSignature } from './verify-http-signature.ts'

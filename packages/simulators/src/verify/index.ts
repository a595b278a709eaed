export type { HeaderSource, Verification, VerificationFailure, VerificationKey } from './verification.ts'
export { type BunqSignatureInput, type BunqSignatureSuccess, verifyBunqSignature } from './verify-bunq-signature.ts'
export { type DetachedJwsInput, type DetachedJwsSuccess, verifyDetachedJws } from './verify-detached-jws.ts'
export { type HttpSignatureInput, type HttpSignatureSuccess, verifyHttpSignature } from './verify-http-signature.ts'

import { explainBunqSignature } from './explain-bunq-signature.ts'
import { explainDetachedJws } from './explain-detached-jws.ts'
import { explainHttpSignature } from './explain-http-signature.ts'
import { type ExplainInput, type Explanation, finding, headerOf, toExplanation } from './explanation.ts'
import type { Effort } from './opened-signature.ts'

const defaultEffort = 1_500_000

/**
 * Says offline whether a captured request's signature holds and, where it does not, what was most likely changed or
 * done wrongly. RSA gives the hash of what was signed to anybody with the public key; texts near the one received are
 * held against it until one fits.
 * @throws Error when the key is none
 *
 * @example
 * explainRequest({ request, key: certificatePem }).cause
 */
export const explainRequest = (input: ExplainInput): Explanation => {
  const effort: Effort = { left: input.effort ?? defaultEffort }
  const found = explain(input, effort)
  return found.ok || effort.hit === undefined ? found : { ...found, signed: effort.hit }
}

const explain = (input: ExplainInput, effort: Effort): Explanation => {
  const has = (name: string) => headerOf(input.request, name) !== undefined
  if (has('x-bunq-client-signature')) return explainBunqSignature(input, effort)
  if (has('x-jws-signature')) return explainDetachedJws(input, effort)
  if (has('signature') || /^signature /i.test(headerOf(input.request, 'authorization') ?? '')) {
    return explainHttpSignature(input, effort)
  }
  return toExplanation('none', finding('signature_missing', 'signature'))
}

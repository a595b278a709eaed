import { readVerificationKey } from '../verification.ts'
import { type ExplainInput, type Explanation, type Finding, finding, headerOf, toExplanation } from './explanation.ts'
import { findChangedBody } from './find-changed-body.ts'
import { type Effort, openSignature, untilSpent } from './opened-signature.ts'

const name = 'x-bunq-client-signature'

/** The text that was signed until 2020: request line and headers above the body. */
const retiredText = ({ request }: ExplainInput): Buffer => {
  const signed = request.headers
    .filter(([header]) => /^(cache-control|user-agent|x-bunq-.*)$/i.test(header) && header.toLowerCase() !== name)
    .map(([header, value]) => `${header}: ${value}\n`)
    .sort()
  return Buffer.concat([Buffer.from(`${request.method} ${request.target}\n${signed.join('')}\n`), request.body])
}

const search = (input: ExplainInput, effort: Effort): Finding | undefined => {
  const { request } = input
  const text = headerOf(request, name)
  if (text === undefined || text === '') return finding('signature_missing', 'signature')
  const bytes = Buffer.from(text, 'base64')
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text) || bytes.toString('base64') !== text) {
    return finding('signature_unreadable', 'signature')
  }
  const { key } = readVerificationKey(input.key)
  const signature = openSignature(bytes, key, effort, { hash: 'sha256', encoding: 'der' })
  if (signature === undefined) return finding('signature_damaged', 'signature')
  if (signature.padding === 'pss') return finding('padding', 'signature')
  if (signature.hash !== 'sha256') return finding('algorithm', 'signature', signature.hash, 'sha256')
  if (signature.verifies(request.body)) return undefined
  if (signature.verifies(retiredText(input))) return finding('old_scheme', 'signature')
  return untilSpent(() => findChangedBody(request.body, signature.signs)) ?? finding('body', 'body')
}

/** bunq: PKCS #1 v1.5 with SHA-256 over the body's bytes and nothing else. */
export const explainBunqSignature = (input: ExplainInput, effort: Effort): Explanation =>
  toExplanation('body-signature', search(input, effort))

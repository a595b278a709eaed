import { readVerificationKey } from '../verification.ts'
import { type ExplainInput, type Explanation, type Finding, finding, headerOf, toExplanation } from './explanation.ts'
import { findChangedBody } from './find-changed-body.ts'
import { type Effort, openSignature, untilSpent } from './opened-signature.ts'
import { isHexOf, isOtherAlphabet } from './signature-forms.ts'
import { encodedText, findForm } from './text-forms.ts'

const name = 'x-bunq-client-signature'

/** The text that was signed until 2020, request line and headers above the body, and shorter readings of that scheme. */
const retiredTexts = ({ request }: ExplainInput): readonly Buffer[] => {
  const { method, target, body, headers } = request
  const lines = headers
    .filter(([header]) => /^(cache-control|user-agent|x-bunq-.*)$/i.test(header) && header.toLowerCase() !== name)
    .map(([header, value]) => `${header}: ${value}\n`)
    .sort()
  const withoutToken = lines.filter((line) => !/^x-bunq-client-authentication:/i.test(line))
  const starts = [
    ...[method, method.charAt(0) + method.slice(1).toLowerCase()].flatMap((verb) =>
      [lines, withoutToken, []].map((signed) => `${verb} ${target}\n${signed.join('')}\n`),
    ),
    `${method} ${target}\n`,
    `${method} ${target}`,
    `${target}\n`,
    target,
    method + target,
    target.replace(/^\/v1\//, ''),
  ]
  return starts.map((start) => Buffer.concat([Buffer.from(start), body]))
}

const search = (input: ExplainInput, effort: Effort): Finding | undefined => {
  const { request } = input
  const text = headerOf(request, name)
  if (text === undefined || text === '') return finding('signature_missing', 'signature')
  const bytes = Buffer.from(text, 'base64')
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text) || bytes.toString('base64') !== text) {
    return finding(isOtherAlphabet(text) ? 'signature_alphabet' : 'signature_unreadable', 'signature')
  }
  const { key } = readVerificationKey(input.key)
  const signature = openSignature(bytes, key, effort, { hash: 'sha256', encoding: 'der' })
  if (signature === undefined)
    return finding(isHexOf(text, key) ? 'signature_alphabet' : 'signature_damaged', 'signature')
  if (signature.isBare) return finding('raw_rsa', 'signature')
  if (signature.padding === 'pss') return finding('padding', 'signature')
  if (signature.hash !== 'sha256') return finding('algorithm', 'signature', signature.hash, 'sha256')
  if (signature.verifies(request.body)) return undefined
  if (request.body.length > 0 && retiredTexts(input).some((text) => signature.verifies(text)))
    return finding('old_scheme', 'signature')
  if (request.body.length === 0 && [...retiredTexts(input)].some((text) => signature.verifies(text)))
    return finding('body_not_sent', 'body')
  const body = Buffer.from(request.body).toString()
  const encoded = untilSpent(() => findForm(encodedText(body), signature.signs, body))
  if (encoded !== undefined && !encoded.signed?.startsWith('\ufeff')) return encoded
  return untilSpent(() => findChangedBody(request.body, signature.signs)) ?? finding('body', 'body')
}

/** bunq: PKCS #1 v1.5 with SHA-256 over the body's bytes and nothing else. */
export const explainBunqSignature = (input: ExplainInput, effort: Effort): Explanation =>
  toExplanation('body-signature', search(input, effort))

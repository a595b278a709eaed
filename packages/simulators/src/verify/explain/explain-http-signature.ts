import type { X509Certificate } from 'node:crypto'
import { parseSignatureHeader, type SignatureParameters } from '../signature-header.ts'
import { readVerificationKey } from '../verification.ts'
import { certificateFinding, dateFinding, digestFinding, methodFinding, sentCertificate } from './claims.ts'
import { findEdit, ordersOf } from './edits.ts'
import { type ExplainInput, type Explanation, type Finding, finding, headerOf, toExplanation } from './explanation.ts'
import { findChangedLine, findUsualMistake, type LineSearch, linesOf, mostLikelyLine } from './find-changed-line.ts'
import { type Effort, type OpenedSignature, openSignature, untilSpent } from './opened-signature.ts'

const signable = ['(request-target)', 'date', 'digest', 'x-request-id', 'x-ing-reqid', 'content-type', 'host'] as const

/** Hash and kind of key of each algorithm name. */
const algorithms: Readonly<Record<string, string>> = {
  'rsa-sha256': 'sha256',
  'ecdsa-sha256': 'sha256',
  'ecdsa-sha384': 'sha384',
  'ecdsa-sha512': 'sha512',
}

interface Placed {
  readonly text: string
  /** Under `Authorization`: the token request, whose key id is the serial number of the certificate. */
  readonly inAuthorization: boolean
}

const signatureText = ({ request }: ExplainInput): Placed | undefined => {
  const own = headerOf(request, 'signature')
  if (own !== undefined) return { text: own, inAuthorization: false }
  const authorization = headerOf(request, 'authorization') ?? ''
  const match = /^Signature +/i.exec(authorization)
  return match === null ? undefined : { text: authorization.slice(match[0].length), inAuthorization: true }
}

const hasSerial = (keyId: string, certificate: X509Certificate): boolean => {
  const [, hex = ''] = /^SN=([0-9A-Fa-f]+)$/.exec(keyId) ?? []
  return hex !== '' && BigInt(`0x${hex}`) === BigInt(`0x${certificate.serialNumber}`)
}

/** The key id against what it should name; nothing is said where that is not known. */
const keyIdFinding = (input: ExplainInput, keyId: string, inAuthorization: boolean): Finding | undefined => {
  const sent = sentCertificate(input)
  const { certificate = sent instanceof Object ? sent : undefined } = readVerificationKey(input.key)
  const bySerial = inAuthorization && headerOf(input.request, 'tpp-signature-certificate') !== undefined
  if (!bySerial) {
    const { clientId } = input
    return clientId === undefined || clientId === keyId ? undefined : finding('key_id', 'key id', clientId, keyId)
  }
  if (certificate === undefined || hasSerial(keyId, certificate)) return undefined
  return finding('key_id', 'key id', `SN=${certificate.serialNumber}`, keyId)
}

const algorithmFinding = (parameters: SignatureParameters, opened: OpenedSignature, keyType: string | undefined) => {
  const own = keyType === 'ec' ? 'ecdsa' : 'rsa'
  const signed = `${own}-${opened.hash}`
  return parameters.algorithm === signed ? undefined : finding('algorithm', 'algorithm', signed, parameters.algorithm)
}

/** Other lists of names that may have been signed: a name in another spelling, left out, added, or another order. */
const otherLists = (names: readonly string[]): readonly (readonly string[])[] => {
  // No call signs so many headers; the lists grow with their square.
  if (names.length > 16) return []
  const lower = names.map((name) => name.toLowerCase()).filter((name) => name !== '')
  const first = lower.filter((name, at) => lower.indexOf(name) === at)
  const last = lower.filter((name, at) => lower.lastIndexOf(name) === at)
  const lists = [first, last].flatMap((once) => [
    once,
    ...signable.flatMap((name) => [
      ...once.map((_, at) => once.toSpliced(at, 1, name)),
      ...Array.from({ length: once.length + 1 }, (_, at) => once.toSpliced(at, 0, name)),
    ]),
    ...once.map((_, at) => once.toSpliced(at, 1)),
  ])
  return [lower, ...lists, ...ordersOf(first)].filter((list) => list.every((name, at) => list.indexOf(name) === at))
}

const listFinding = (search: LineSearch): Finding | undefined => {
  const { request, names, signature } = search
  const has = (name: string) => name === '(request-target)' || headerOf(request, name) !== undefined
  for (const list of otherLists(names)) {
    if (list.join(' ') === names.join(' ') || !list.every(has)) continue
    if (signature.signs(linesOf(request, list)))
      return finding('headers_list', 'headers list', list.join(' '), names.join(' '))
  }
  const strange = names.find((name) => !has(name))
  if (strange === undefined) return undefined
  if (names.join(' ').length > 512) return undefined
  const edited = findEdit(names.join(' '), (text) => {
    const list = Buffer.from(text).toString().split(' ')
    return list.every(has) && signature.signs(linesOf(request, list))
  })
  if (edited !== undefined) return finding('headers_list', 'headers list', edited, names.join(' '))
  return undefined
}

/** A name listed whose header is not on the request. */
const missingHeader = ({ request, names }: LineSearch): Finding | undefined => {
  const strange = names.find((name) => name !== '(request-target)' && headerOf(request, name) === undefined)
  return strange === undefined ? undefined : { ...finding('header_missing', strange), others: ['headers list'] }
}

/** The parameter in which a text that cannot be parsed goes wrong. */
const unreadablePart = (text: string): string => {
  const marks = [...text.matchAll(/(?:^|,)\s*(keyId|algorithm|headers|signature)="/g)]
  const whole = [...text.matchAll(/(keyId|algorithm|headers|signature)="[^"]*"(?=,|$)/g)].map(([, name]) => name)
  const broken = ['keyId', 'algorithm', 'headers', 'signature'].filter((name) => !whole.includes(name))
  const [first] = broken.length === 1 ? broken : marks.map(([, name]) => name).filter((name) => !whole.includes(name))
  return { keyId: 'key id', algorithm: 'algorithm', headers: 'headers list' }[first ?? ''] ?? 'signature'
}

const judgeClaims = (input: ExplainInput, parsed: SignatureParameters, placed: Placed, effort: Effort) =>
  certificateFinding(input) ??
  keyIdFinding(input, parsed.keyId, placed.inAuthorization) ??
  dateFinding(input) ??
  digestFinding(input, effort)

const search = (
  input: ExplainInput,
  placed: Placed | undefined,
  effort: Effort,
): { found?: Finding; text?: string } => {
  if (placed === undefined) return { found: finding('signature_missing', 'signature') }
  const parsed = parseSignatureHeader(placed.text)
  if (typeof parsed === 'string') return { found: finding('signature_unreadable', unreadablePart(placed.text)) }
  const { key } = readVerificationKey(input.key)
  const encoding = { hash: algorithms[parsed.algorithm] ?? 'sha256', encoding: 'der' } as const
  const signature = openSignature(parsed.signature, key, effort, encoding)
  const text = linesOf(input.request, parsed.headers)
  if (signature === undefined) return { found: damaged(input, parsed, text, effort), text }
  if (signature.padding === 'pss') return { found: finding('padding', 'algorithm'), text }
  const lines: LineSearch = {
    request: input.request,
    names: parsed.headers,
    prefix: '',
    signature,
    moments: input.now === undefined ? [] : [input.now],
  }
  const wrongName = algorithmFinding(parsed, signature, key.asymmetricKeyType)
  if (signature.verifies(text)) {
    const claimed = parsed.headers.find(
      (name) => name !== '(request-target)' && headerOf(input.request, name) === undefined,
    )
    const missing = claimed === undefined ? undefined : finding('header_missing', claimed)
    const found = wrongName ?? missing ?? methodFinding(input) ?? judgeClaims(input, parsed, placed, effort)
    return found === undefined ? { text } : { found, text }
  }
  if (wrongName !== undefined && signature.padding === 'unknown') return { found: wrongName, text }
  const found =
    untilSpent(() => listFinding(lines) ?? findUsualMistake(lines) ?? findChangedLine(lines)) ??
    missingHeader(lines) ??
    malformed(input) ??
    mostLikelyLine(lines)
  return { found, text }
}

/** What is wrong by its form alone, where no text tried was the one signed. */
const malformed = (input: ExplainInput): Finding | undefined => {
  const date = dateFinding(input)
  if (date !== undefined) return date
  const digest = headerOf(input.request, 'digest')
  return digest === undefined ? finding('digest_malformed', 'digest') : undefined
}

/** A signature that the key does not open: of the key that was sent, or with one letter changed. */
const damaged = (input: ExplainInput, parsed: SignatureParameters, text: string, effort: Effort): Finding => {
  const sent = sentCertificate(input)
  const hashed = { hash: 'sha256', encoding: 'der' } as const
  if (
    sent instanceof Object &&
    openSignature(parsed.signature, sent.publicKey, effort, hashed)?.verifies(text) === true
  ) {
    return finding('wrong_key', 'certificate header')
  }
  return finding('signature_damaged', 'signature')
}

/** ING's HTTP signature (draft-cavage). */
export const explainHttpSignature = (input: ExplainInput, effort: Effort): Explanation => {
  const { found, text } = search(input, signatureText(input), effort)
  return toExplanation('http-signature', found, text)
}

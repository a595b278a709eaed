import { createHash, type X509Certificate } from 'node:crypto'
import { HTTP_HEADERS_MECHANISM, readProtectedHeader } from '../protected-header.ts'
import { readVerificationKey } from '../verification.ts'
import {
  certificateFinding,
  clockFinding,
  dateFinding,
  digestFinding,
  methodFinding,
  sentCertificate,
} from './claims.ts'
import { signingTimeCandidates } from './date-candidates.ts'
import { findEdit, ordersOf } from './edits.ts'
import {
  type CapturedRequest,
  type ExplainInput,
  type Explanation,
  type Finding,
  finding,
  headerOf,
  toExplanation,
} from './explanation.ts'
import { findChangedLine, findUsualMistake, type LineSearch, linesOf, mostLikelyLine } from './find-changed-line.ts'
import { type Effort, type OpenedSignature, openSignature, untilSpent } from './opened-signature.ts'
import { findSignedList } from './other-lists.ts'
import { isHexOf, isOtherEcForm } from './signature-forms.ts'
import { findForm, type TextForm } from './text-forms.ts'

const usualNames = ['(request-target)', 'digest', 'content-type'] as const

const algorithms: Readonly<Record<string, string>> = {
  PS256: 'sha256',
  PS384: 'sha384',
  PS512: 'sha512',
  ES256: 'sha256',
  ES384: 'sha384',
  ES512: 'sha512',
}
const algorithmNames = [...Object.keys(algorithms), 'RS256', 'RS384', 'RS512', 'none'] as const

const urlSafe = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'].map((letter) =>
  letter.charCodeAt(0),
)

interface Parts {
  readonly head: string
  /** The protected header's JSON text. */
  readonly json: string
  readonly signature: Buffer
}

const isEncoded = (part: string): boolean =>
  part !== '' && Buffer.from(part, 'base64url').toString('base64url') === part

const encode = (json: string): string => Buffer.from(json).toString('base64url')

/** A JWS with its payload, or without the empty part in the middle. */
const isNotDetached = (text: string): boolean => {
  const parts = text.split('.')
  const [head = '', ...rest] = parts
  return (
    (parts.length === 2 || parts.length === 3) &&
    isEncoded(head) &&
    rest.every((part) => part.length > 40 && isEncoded(part))
  )
}

/** The two parts around the empty one; what is broken otherwise. */
const readParts = (text: string): Parts | Finding => {
  const at = text.lastIndexOf('..')
  if ((at < 0 && isNotDetached(text)) || text.startsWith('{')) return finding('jws_form', 'signature')
  if (at < 0)
    return finding('signature_unreadable', text.indexOf('.') < text.length / 2 ? 'protected header' : 'signature')
  const [head, tail] = [text.slice(0, at), text.slice(at + 2)]
  if (!isEncoded(tail)) {
    const isStandard = Buffer.from(tail, 'base64').toString('base64') === tail
    return finding(isStandard ? 'signature_alphabet' : 'signature_unreadable', 'signature')
  }
  return { head, json: Buffer.from(head, 'base64url').toString(), signature: Buffer.from(tail, 'base64url') }
}

/** The member of the protected header in which two texts differ, by the name of what it says. */
const memberOf = (json: string, at: number): string => {
  const before = json.slice(0, at + 1)
  const [last] = [...before.matchAll(/"(b64|x5t#S256|crit|sigT|pars|mId|alg)"\s*:/g)].slice(-1)
  const names: Readonly<Record<string, string>> = {
    'x5t#S256': 'key id',
    sigT: 'date',
    alg: 'algorithm',
    pars: 'headers list',
  }
  return names[last?.[1] ?? ''] ?? 'protected header'
}

const causes: Readonly<Record<string, Finding['cause']>> = {
  'key id': 'key_id',
  date: 'date',
  algorithm: 'algorithm',
  'headers list': 'headers_list',
}

const headFinding = (json: string, signed: string): Finding => {
  const at = [...signed].findIndex((letter, index) => letter !== json[index])
  const part = memberOf(signed, at < 0 ? signed.length : at)
  return finding(causes[part] ?? 'protected_header', part, signed, json)
}

const namesIn = (json: string): readonly string[] => {
  const read = readProtectedHeader(json)
  return read.ok ? read.header.pars : usualNames
}

/** `json` with the value of one member replaced, everything else as it was written. */
const withMember = (json: string, name: string, value: string): string =>
  json.replace(
    new RegExp(`("${name.replace('#', '\\#')}"\\s*:\\s*)("(?:[^"\\\\]|\\\\.)*"|\\[[^\\]]*\\]|\\w+)`),
    (_, start: string) => start + value,
  )

const thumbprintOf = (certificate: X509Certificate): string =>
  createHash('sha256').update(certificate.raw).digest('base64url')

/** Other protected headers that may have been signed, the likeliest first. */
function* otherHeads(input: ExplainInput, json: string, certificate: X509Certificate | undefined): Generator<string> {
  if (certificate !== undefined) yield withMember(json, 'x5t#S256', `"${thumbprintOf(certificate)}"`)
  for (const name of algorithmNames) yield withMember(json, 'alg', `"${name}"`)
  for (const value of ['true', 'false', '"false"']) yield withMember(json, 'b64', value)
  for (const order of ordersOf(['sigT', 'sigD', 'b64'])) yield withMember(json, 'crit', JSON.stringify(order))
  const mechanism = 'http://uri.etsi.org/19182/HttpHeaders'
  for (const other of [mechanism, mechanism.toLowerCase(), mechanism.replace('http:', 'https:')]) {
    yield withMember(json, 'mId', `"${other}"`)
  }
  for (const size of [3, 4, 5, 6]) {
    for (const extra of ordersOf([...usualNames, 'date', 'x-request-id', 'host'].slice(0, size))) {
      yield withMember(json, 'pars', JSON.stringify(extra))
    }
  }
  yield* rewritten(json)
  const date = Date.parse(headerOf(input.request, 'date') ?? '')
  const received = /"sigT"\s*:\s*"([^"]*)"/.exec(json)?.[1] ?? ''
  const moments = [date, input.now ?? Number.NaN].filter((moment) => !Number.isNaN(moment))
  for (const time of signingTimeCandidates(received, moments)) yield withMember(json, 'sigT', `"${time}"`)
}

/** The same header written once more: other blanks, its members in another order. */
function* rewritten(json: string): Generator<string> {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    return
  }
  if (typeof value !== 'object' || value === null) return
  const members = Object.entries(value)
  for (const blanks of [undefined, 1, 2, 3, 4, '\t']) yield JSON.stringify(value, null, blanks)
  yield JSON.stringify(value).replace(/"(?:[^"\\]|\\.)*"|[,:]/g, (token) => (token.length === 1 ? `${token} ` : token))
  if (members.length <= 7) {
    yield JSON.stringify(Object.fromEntries([...members].sort(([a], [b]) => (a < b ? -1 : 1))))
    for (const order of ordersOf(members)) yield JSON.stringify(Object.fromEntries(order))
  }
}

const changedHead = (
  input: ExplainInput,
  parts: Parts,
  certificate: X509Certificate | undefined,
  signature: OpenedSignature,
): Finding | undefined => {
  const { request } = input
  const lines = new Map<string, string>()
  for (const json of otherHeads(input, parts.json, certificate)) {
    if (json === parts.json) continue
    const list = /"pars"\s*:\s*(\[[^\]]*\])/.exec(json)?.[1] ?? ''
    const text = lines.get(list) ?? linesOf(request, namesIn(json))
    lines.set(list, text)
    if (signature.signs(`${encode(json)}.${text}`)) return headFinding(parts.json, json)
  }
  return undefined
}

/** One byte of the header, as JSON or as it was encoded. */
const editedHead = ({ request }: ExplainInput, parts: Parts, signature: OpenedSignature): Finding | undefined => {
  for (const names of [namesIn(parts.json), usualNames]) {
    const lines = `.${linesOf(request, names)}`
    const encoded = findEdit(parts.head, signature.signs, { after: lines }, urlSafe)
    if (encoded !== undefined) return headFinding(parts.json, Buffer.from(encoded, 'base64url').toString())
    const accepts = (json: Uint8Array): boolean => signature.signs(`${Buffer.from(json).toString('base64url')}${lines}`)
    const plain = findEdit(parts.json, accepts)
    if (plain !== undefined) return headFinding(parts.json, plain)
    if (names === usualNames || names.join(' ') === usualNames.join(' ')) return undefined
  }
  return undefined
}

/** What a header that is not in ING's profile lacks. */
const wrongHeader = (fault: string, json: string): Finding => {
  if (fault === 'signing_time') return finding('date_format', 'date')
  if (fault === 'signed_headers' && !/"pars"\s*:\s*\[/.test(json)) return finding('headers_list', 'headers list')
  if (fault === 'algorithm') return finding('algorithm', 'algorithm')
  return finding('protected_header', 'protected header')
}

const httpNames = [
  ['(request-target)', 'date', 'digest'],
  ['(request-target)', 'date', 'digest', 'x-request-id'],
] as const

/** Header or lines in another coding, or the text of ING's other scheme. */
function* otherSchemes(request: CapturedRequest, { head, json }: Parts, names: readonly string[]): Generator<TextForm> {
  const lines = linesOf(request, names)
  for (const encoded of [encode(lines), Buffer.from(lines).toString('base64')]) {
    yield { cause: 'payload_encoded', text: `${head}.${encoded}` }
    yield { cause: 'payload_encoded', text: encoded }
  }
  const padded = Buffer.from(json).toString('base64')
  for (const form of [json, padded, padded.replace(/=+$/, ''), `${head}${'='.repeat((4 - (head.length % 4)) % 4)}`])
    yield { cause: 'text_encoded', text: `${form}.${lines}` }
  for (const list of [names, ...httpNames]) {
    const text = linesOf(request, list)
    for (const end of ['', '\n']) yield { cause: 'other_scheme', text: text + end }
  }
}

/** What the header says, where the signature itself holds. */
const claims = (
  input: ExplainInput,
  parts: Parts,
  certificate: X509Certificate | undefined,
  signature: OpenedSignature,
  effort: Effort,
): Finding | undefined => {
  const read = readProtectedHeader(parts.json)
  if (!read.ok) return wrongHeader(read.fault, parts.json)
  const method = methodFinding(input)
  if (method !== undefined) return method
  const { alg, sigT, pars, thumbprint, mId } = read.header
  if (mId !== HTTP_HEADERS_MECHANISM)
    return finding('protected_header', 'protected header', HTTP_HEADERS_MECHANISM, mId)
  if (algorithms[alg] !== signature.hash) return finding('algorithm', 'algorithm', signature.hash, alg)
  const own = certificate === undefined ? thumbprint : thumbprintOf(certificate)
  if (own !== thumbprint) return finding('key_id', 'key id', own, thumbprint ?? '')
  const missing = pars.find((name) => name !== '(request-target)' && headerOf(input.request, name) === undefined)
  if (missing !== undefined) return finding('header_missing', missing)
  if (usualNames.some((name) => !pars.includes(name)))
    return finding('headers_list', 'headers list', usualNames.join(' '), pars.join(' '))
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(sigT) ? Date.parse(sigT) : Number.NaN
  if (Number.isNaN(at)) return finding('date_format', 'date')
  const date = headerOf(input.request, 'date') === undefined ? undefined : dateFinding(input)
  return certificateFinding(input) ?? clockFinding(input, at) ?? date ?? digestFinding(input, effort)
}

const search = (input: ExplainInput, effort: Effort): { found?: Finding; text?: string } => {
  const text = headerOf(input.request, 'x-jws-signature')
  if (text === undefined) return { found: finding('signature_missing', 'signature') }
  const parts = readParts(text)
  if ('cause' in parts) return { found: parts }
  const sent = sentCertificate(input)
  const { key, certificate = sent instanceof Object ? sent : undefined } = readVerificationKey(input.key)
  const named = /"alg"\s*:\s*"(\w+)"/.exec(parts.json)?.[1] ?? ''
  const signature = openSignature(parts.signature, key, effort, {
    hash: algorithms[named] ?? 'sha256',
    encoding: 'ieee-p1363',
  })
  if (signature === undefined) {
    const isHex = isHexOf(parts.signature.toString('base64url'), key)
    return { found: finding(isHex ? 'signature_alphabet' : 'signature_damaged', 'signature') }
  }
  if (signature.isBare) return { found: finding('raw_rsa', 'signature') }
  if (signature.padding === 'pkcs1') return { found: finding('padding', 'algorithm') }
  const names = namesIn(parts.json)
  const expected = `${parts.head}.${linesOf(input.request, names)}`
  if (isOtherEcForm(parts.signature, key, expected, { hash: signature.hash, right: 'ieee-p1363' }))
    return { found: finding('ecdsa_form', 'signature'), text: expected }
  if (/[+/=]/.test(parts.head) && signature.verifies(`${encode(parts.json)}.${linesOf(input.request, names)}`))
    return { found: finding('signature_alphabet', 'protected header'), text: expected }
  const isHeld = isEncoded(parts.head) && signature.verifies(expected)
  const lengths: Readonly<Record<string, number>> = { sha256: 32, sha384: 48, sha512: 64 }
  if (isHeld && signature.saltLength !== undefined && signature.saltLength !== lengths[signature.hash]) {
    const sides = [String(lengths[signature.hash]), String(signature.saltLength)] as const
    return { found: finding('salt_length', 'signature', ...sides), text: expected }
  }
  if (isHeld) {
    const found = claims(input, parts, certificate, signature, effort)
    return found === undefined ? { text: expected } : { found, text: expected }
  }
  const date = Date.parse(headerOf(input.request, 'date') ?? '')
  const lines: LineSearch = {
    request: input.request,
    names,
    prefix: `${parts.head}.`,
    signature,
    moments: [date, input.now ?? Number.NaN].filter((moment) => !Number.isNaN(moment)),
  }
  const readable = readProtectedHeader(parts.json).ok && isEncoded(parts.head)
  // No protected header is so long; each try copies it whole.
  if (parts.json.length > 2048) return { found: mostLikelyLine(lines), text: expected }
  const found =
    untilSpent(
      () =>
        (readable ? findSignedList(lines) : undefined) ??
        (readable ? findUsualMistake(lines) : undefined) ??
        findForm(otherSchemes(input.request, parts, names), signature.signs, expected) ??
        changedHead(input, parts, certificate, signature) ??
        (readable ? findChangedLine(lines) : undefined) ??
        editedHead(input, parts, signature),
    ) ?? (readable ? mostLikelyLine(lines) : finding('protected_header', 'protected header'))
  return { found, text: expected }
}

/** ING's detached JWS. */
export const explainDetachedJws = (input: ExplainInput, effort: Effort): Explanation => {
  const { found, text } = search(input, effort)
  return toExplanation('detached-jws', found, text)
}

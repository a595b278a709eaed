import { createHash, type X509Certificate } from 'node:crypto'
import { parseSignatureHeader, type SignatureParameters } from '../signature-header.ts'
import { readVerificationKey } from '../verification.ts'
import { certificateFinding, dateFinding, digestFinding, methodFinding, sentCertificate } from './claims.ts'
import { type ExplainInput, type Explanation, type Finding, finding, headerOf, toExplanation } from './explanation.ts'
import { findChangedLine, findUsualMistake, type LineSearch, linesOf, mostLikelyLine } from './find-changed-line.ts'
import { type Effort, type OpenedSignature, openSignature, untilSpent } from './opened-signature.ts'
import { findSignedList } from './other-lists.ts'
import { isHexOf, isOtherAlphabet, isOtherEcForm } from './signature-forms.ts'

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

/** A Signature header that cannot be read, by what it is. */
const unreadable = ({ request }: ExplainInput, text: string): Finding => {
  if (/^signature\s/i.test(text)) return finding('signature_prefix', 'signature')
  if (headerOf(request, 'signature-input') !== undefined || /^\s*[a-z*][a-z0-9_.*-]*=:[A-Za-z0-9+/=]+:/.test(text))
    return finding('other_scheme', 'signature')
  const [, value = ''] = /(?:^|[,\s])signature="([^"]*)"/.exec(text) ?? []
  if (isOtherAlphabet(value)) return finding('signature_alphabet', 'signature')
  const part = unreadablePart(text)
  return finding(/(?:^|,)\s*headers=/.test(text) ? 'signature_unreadable' : listMissing(text), part)
}

const listMissing = (text: string): 'headers_list' | 'signature_unreadable' =>
  /keyId="[^"]*"/.test(text) && /signature="[^"]*"/.test(text) ? 'headers_list' : 'signature_unreadable'

const jwsNames = [
  ['(request-target)', 'digest', 'content-type'],
  ['(request-target)', 'content-type', 'digest'],
] as const

/** ING's other scheme signed under this one: its lines alone, or after a protected header as ING's guide writes it. */
const signedAsJws = (input: ExplainInput, { request, names, signature }: LineSearch): Finding | undefined => {
  const { certificate } = readVerificationKey(input.key)
  const date = new Date(headerOf(request, 'date') ?? '')
  for (const list of jwsNames) {
    const lines = linesOf(request, list)
    const header = JSON.stringify({
      b64: false,
      'x5t#S256': certificate === undefined ? '' : createHash('sha256').update(certificate.raw).digest('base64url'),
      crit: ['sigT', 'sigD', 'b64'],
      sigT: Number.isNaN(date.getTime()) ? '' : `${date.toISOString().slice(0, 19)}Z`,
      sigD: { pars: list, mId: 'http://uri.etsi.org/19182/HttpHeaders' },
      alg: 'PS256',
    })
    for (const signed of [lines, `${Buffer.from(header).toString('base64url')}.${lines}`]) {
      if (list.join(' ') !== names.join(' ') && signature.signs(signed))
        return finding('other_scheme', 'signed text', signed, linesOf(request, names))
    }
  }
  return undefined
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
  if (typeof parsed === 'string') return { found: unreadable(input, placed.text) }
  const { key } = readVerificationKey(input.key)
  const encoding = { hash: algorithms[parsed.algorithm] ?? 'sha256', encoding: 'der' } as const
  const signature = openSignature(parsed.signature, key, effort, encoding)
  const text = linesOf(input.request, parsed.headers)
  if (signature === undefined) return { found: damaged(input, parsed, text, effort), text }
  if (signature.padding === 'pss') return { found: finding('padding', 'algorithm'), text }
  if (signature.isBare) return { found: finding('raw_rsa', 'signature'), text }
  if (isOtherEcForm(parsed.signature, key, text, { hash: signature.hash, right: 'der' }))
    return { found: finding('ecdsa_form', 'signature'), text }
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
    untilSpent(
      () => signedAsJws(input, lines) ?? findSignedList(lines) ?? findUsualMistake(lines) ?? findChangedLine(lines),
    ) ??
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
  const { key } = readVerificationKey(input.key)
  const isHex = isHexOf(parsed.signature.toString('base64'), key)
  return finding(isHex ? 'signature_alphabet' : 'signature_damaged', 'signature')
}

/** ING's HTTP signature (draft-cavage). */
export const explainHttpSignature = (input: ExplainInput, effort: Effort): Explanation => {
  const { found, text } = search(input, signatureText(input), effort)
  return toExplanation('http-signature', found, text)
}

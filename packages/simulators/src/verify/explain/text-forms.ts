import { createHash } from 'node:crypto'
import { type CapturedRequest, type Finding, finding, headerOf } from './explanation.ts'
import type { ExplanationCause } from './words.ts'

/** A whole text that may have been signed in place of the right one. */
export interface TextForm {
  readonly cause: ExplanationCause
  readonly text: string | Uint8Array
}

interface Line {
  readonly name: string
  readonly value: string
}

const titled = (name: string): string => name.replace(/\b[a-z]/g, (letter) => letter.toUpperCase())

/** Ways in which a line is written otherwise than `name: value`. */
const lineForms: readonly ((line: Line, spelled: string) => string)[] = [
  ({ name, value }) => `${name}:${value}`,
  ({ name, value }) => `${name} : ${value}`,
  ({ name, value }) => `${name} :${value}`,
  ({ name, value }) => `${name}:  ${value}`,
  ({ name, value }) => `${name}=${value}`,
  ({ name, value }) => `${name}="${value}"`,
  ({ name, value }) => `${name} ${value}`,
  ({ name, value }) => `"${name}": ${value}`,
  ({ name, value }) => `${name}: "${value}"`,
  ({ name, value }) => `${titled(name)}: ${value}`,
  ({ name, value }) => `${name.startsWith('(') ? name : titled(name)}: ${value}`,
  ({ name, value }) => `${name.toUpperCase()}: ${value}`,
  ({ name, value }) => `${name.startsWith('(') ? name : name.toUpperCase()}: ${value}`,
  ({ name, value }, spelled) => `${name.startsWith('(') ? name : spelled}: ${value}`,
  ({ name, value }) => `${name.replace(/[()]/g, '')}: ${value}`,
  ({ name, value }) => `${name.replace('(request-target)', '@request-target')}: ${value}`,
  ({ name, value }) => (name.startsWith('(') ? value : `${name}: ${value}`),
  ({ name, value }) => `${name}: ${value} `,
  ({ value }) => value,
]

/** The first line in forms of its own: that of older drafts, and with the method written otherwise. */
const targetLines = ({ method, target }: CapturedRequest): readonly string[] => {
  const verb = method.toLowerCase()
  return [
    `${method} ${target} HTTP/1.1`,
    `request-line: ${method} ${target} HTTP/1.1`,
    `(request-line): ${method} ${target} HTTP/1.1`,
    `${method} ${target}`,
    `(request-target): ${verb}: ${target}`,
    `(request-target): ${verb}${target}`,
    `(request-target): ${verb}  ${target}`,
    `(request-target): ${target}`,
    `(request-target): ${verb} ${target} HTTP/1.1`,
    `(request-target): "${verb} ${target}"`,
  ]
}

/** What stands between the lines where there should be one line feed. */
const separators = [
  '\\n',
  '\\r\\n',
  ' ',
  '',
  ', ',
  ',',
  '; ',
  ';',
  '&',
  '|',
  '\n\n',
  '\r',
  '\t',
  ' \n',
  '\n ',
  '<br>',
  '\u2028',
] as const

/** Names as headers usually are spelled, where the request has lost its own spelling. */
const spelledIn = ({ headers }: CapturedRequest, name: string): string => {
  const found = headers.find(([other]) => other.toLowerCase() === name)?.[0] ?? name
  return (
    { digest: 'Digest', date: 'Date', 'x-request-id': 'X-Request-ID', 'x-ing-reqid': 'X-ING-ReqID' }[found] ?? found
  )
}

/** The lines joined or written otherwise; `prefix` stands before them. */
export function* otherLines(request: CapturedRequest, lines: readonly Line[], prefix: string): Generator<TextForm> {
  const right = lines.map(({ name, value }) => `${name}: ${value}`)
  const text = right.join('\n')
  yield { cause: 'line_feed', text: `${prefix}${text}\n` }
  const crlf = right.join('\r\n')
  for (const end of ['', '\r\n']) yield { cause: 'crlf', text: prefix + crlf + end }
  yield { cause: 'crlf', text: `${prefix}${text}\r\n` }
  yield { cause: 'line_feed', text: `${prefix}\n${text}` }
  yield { cause: 'line_feed', text: `${prefix}${text}\n\n` }
  if (lines.length > 1) {
    for (const separator of separators) {
      const joined = right.join(separator)
      for (const end of ['', separator]) yield { cause: 'line_separator', text: prefix + joined + end }
    }
  }
  for (const separator of ['\n', '', ' ', '\\n', '\r\n', '|', ',']) {
    for (const form of lineForms) {
      const written = lines.map((line) => form(line, spelledIn(request, line.name))).join(separator)
      if (prefix + written === prefix + text) continue
      for (const end of ['', '\n']) yield { cause: 'line_form', text: prefix + written + end }
    }
  }
  if (lines[0]?.name === '(request-target)') {
    for (const first of targetLines(request))
      yield { cause: 'line_form', text: prefix + [first, ...right.slice(1)].join('\n') }
  }
  if (prefix === '') return
  for (const join of ['\n', '', '..', '\r\n'])
    yield { cause: 'line_separator', text: prefix.slice(0, -1) + join + text }
}

const hashed = (text: string | Uint8Array, name: string): Buffer => createHash(name).update(text).digest()

/** A text in the codings that people put it into before they sign. */
export function* encodedText(text: string): Generator<TextForm> {
  const bytes = Buffer.from(text)
  for (const name of ['sha256', 'sha512', 'sha1']) {
    const hash = hashed(bytes, name)
    for (const form of [
      hash,
      hash.toString('hex'),
      hash.toString('hex').toUpperCase(),
      hash.toString('base64'),
      hash.toString('base64url'),
    ])
      yield { cause: 'double_hash', text: form }
  }
  const base64 = bytes.toString('base64')
  const wrapped = (base64.match(/.{1,64}/g) ?? []).join('\n')
  const forms = [base64, `${base64}\n`, wrapped, `${wrapped}\n`, bytes.toString('base64url'), bytes.toString('hex')]
  for (const form of forms) yield { cause: 'text_encoded', text: form }
  const quoted = JSON.stringify(text)
  for (const form of [
    quoted,
    quoted.slice(1, -1),
    encodeURIComponent(text),
    encodeURI(text),
    `\ufeff${text}`,
    `${text}\0`,
    `'${text}'`,
  ])
    yield { cause: 'text_encoded', text: form }
  const wide = Buffer.from(text, 'utf16le')
  const mark = Buffer.from([0xff, 0xfe])
  for (const form of [wide, Buffer.concat([mark, wide]), Buffer.from(wide).swap16()])
    yield { cause: 'text_encoded', text: form }
}

/** The parts of a request that are signed alone: the body, a header with or without its name. */
export function* partsAlone(request: CapturedRequest, names: readonly string[], prefix: string): Generator<TextForm> {
  const body = Buffer.from(request.body)
  const alone = (text: string | Uint8Array): TextForm => ({ cause: 'part_alone', text })
  if (body.length > 0) {
    yield alone(body)
    if (prefix !== '') yield alone(prefix + body.toString())
    for (const encoded of [body.toString('base64url'), body.toString('base64')]) {
      if (prefix !== '') yield alone(prefix + encoded)
    }
  }
  for (const name of new Set([...names, 'digest', 'date', 'x-request-id'])) {
    const value =
      name === '(request-target)' ? `${request.method.toLowerCase()} ${request.target}` : headerOf(request, name)
    if (value === undefined || value === '' || (names.length === 1 && names[0] === name)) continue
    for (const text of [value, `${name}: ${value}`, value.replace(/^SHA-256=/, '')]) {
      yield alone(text)
      if (prefix !== '') yield alone(prefix + text)
    }
  }
  if (prefix !== '') yield alone(prefix)
}

/** The first form that was signed. */
export const findForm = (
  forms: Iterable<TextForm>,
  signs: (text: string | Uint8Array) => boolean,
  expected: string,
): Finding | undefined => {
  for (const { cause, text } of forms) {
    if (typeof text === 'string' && text === expected) continue
    if (!signs(text)) continue
    return finding(cause, 'signed text', typeof text === 'string' ? text : Buffer.from(text).toString('hex'), expected)
  }
  return undefined
}

import { findEdit } from './edits.ts'
import { type Finding, finding } from './explanation.ts'

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Blanks after colons and commas, outside of texts. */
const spaced = (json: string): string =>
  json.replace(/"(?:[^"\\]|\\.)*"|[,:]/g, (token) => (token.length === 1 ? `${token} ` : token))

const slashed = (json: string): string => json.replaceAll('/', '\\/')

const toAscii = (json: string): string =>
  json.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted)
  if (!isObject(value)) return value
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(members.map(([name, inner]) => [name, sorted(inner)]))
}

const formEncoded = (value: unknown): readonly string[] => {
  if (!isObject(value) || Object.values(value).some((member) => typeof member === 'object')) return []
  const text = new URLSearchParams(
    Object.entries(value).map(([name, member]): [string, string] => [name, String(member)]),
  ).toString()
  return [text, text.replaceAll('+', '%20')]
}

/** The same JSON as other libraries write it: other blanks, escapes, order and numbers, without empty members. */
const otherForms = (text: string): readonly string[] => {
  const value = parsed(text)
  if (value === undefined) return []
  const compact = [value, sorted(value)].map((each) => JSON.stringify(each))
  const written = [
    text,
    text.replace(/,\s*"(?:[^"\\]|\\.)*"\s*:\s*null/g, '').replace(/\{\s*"(?:[^"\\]|\\.)*"\s*:\s*null\s*,?/g, '{'),
    ...compact,
    ...[1, 2, 3, 4, '\t'].flatMap((blanks) => [value, sorted(value)].map((each) => JSON.stringify(each, null, blanks))),
  ]
  const blanks = written.flatMap((json) => [json, spaced(json)])
  return [
    ...new Set([
      ...blanks.flatMap((json) => [json, slashed(json), toAscii(json), toAscii(slashed(json))]),
      ...formEncoded(value),
      text.replace(/"(\w+)"(\s*:)/g, '$1$2'),
      text.replaceAll('"', ''),
      text.replaceAll('"', "'"),
    ]),
  ]
}

/** The same letters in other bytes. */
const otherEncodings = (text: string): readonly Uint8Array[] => {
  const wide = Buffer.from(text, 'utf16le')
  const composed = [text.normalize('NFC'), text.normalize('NFD')].map((each) => Buffer.from(each))
  return [
    Buffer.from(text, 'latin1'),
    ...composed,
    Buffer.from(Buffer.from(text).toString('latin1')),
    wide,
    Buffer.concat([Buffer.from([0xff, 0xfe]), wide]),
    Buffer.from(wide).swap16(),
  ].filter((bytes) => !bytes.equals(Buffer.from(text)))
}

/** What is signed where there is nothing to sign. */
const notSent = ['{}', 'null', '[]', '""', 'undefined', 'None', '\n', ' '] as const

const lineEnds = (text: string): readonly string[] => [
  `${text}\n`,
  `${text}\r\n`,
  text.replace(/\r?\n$/, ''),
  text.trim(),
  text.replaceAll('\r\n', '\n'),
  text.replace(/\r?\n/g, '\r\n'),
  `\ufeff${text}`,
]

/** One member of the JSON left out, doubled, or two exchanged is not a byte: tokens between commas are tried as a whole. */
const tokensMoved = (text: string): readonly string[] => {
  const tokens = text.split(/(?<=[,&])/)
  return tokens.length > 40
    ? []
    : tokens.flatMap((token, at) => [tokens.toSpliced(at, 1).join(''), tokens.toSpliced(at, 0, token).join('')])
}

const plainValues = ['true', 'false', 'null', '""', '"EUR"', '"USD"', '"GBP"'] as const

/** One value of the JSON replaced by a common one, or a number by one near it. */
function* valuesReplaced(text: string): Generator<string> {
  for (const match of text.matchAll(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|\b(?:true|false|null)\b/g)) {
    const put = (value: string): string =>
      text.slice(0, match.index) + value + text.slice(match.index + match[0].length)
    for (const value of plainValues) yield put(value)
    const [, quote = '', number] = /^("?)(\d{1,7}(?:\.\d\d)?)"?$/.exec(match[0]) ?? []
    if (number === undefined) continue
    const cents = Math.round(Number(number) * 100)
    for (let other = Math.max(0, cents - 5000); other <= cents + 5000; other++)
      yield put(`${quote}${(other / 100).toFixed(2)}${quote}`)
    for (let other = 0; other <= 2000; other++) yield put(`${quote}${other}${quote}`)
  }
}

/** How the body that was signed differs from the one received. `signs`: whether these bytes were signed. */
export const findChangedBody = (body: Uint8Array, signs: (text: string | Uint8Array) => boolean): Finding => {
  const text = Buffer.from(body).toString('utf8')
  if (body.length > 0 && signs('')) return finding('body_empty', 'body', '', text)
  const extra = body.length > 0 ? undefined : notSent.find((signed) => signs(signed))
  if (extra !== undefined) return finding('body_not_sent', 'body', extra, '')
  for (const signed of lineEnds(text))
    if (signed !== text && signs(signed)) return finding('body_newline', 'body', signed, text)
  for (const signed of otherForms(text))
    if (signed !== text && signs(signed)) return finding('body_reserialised', 'body', signed, text)
  if (otherEncodings(text).some((signed) => signs(signed))) return finding('body_encoding', 'body')
  // Beyond this the search would take longer than anybody waits.
  if (body.length > 4096) return finding('body', 'body')
  for (const signed of tokensMoved(text)) if (signs(signed)) return finding('body', 'body', signed, text)
  const edited = findEdit(text, signs)
  if (edited !== undefined) return finding('body', 'body', edited, text)
  for (const signed of valuesReplaced(text)) if (signs(signed)) return finding('body', 'body', signed, text)
  return finding('body', 'body')
}

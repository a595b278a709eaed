import { findEdit } from './edits.ts'
import { type Finding, finding } from './explanation.ts'

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const otherForms = (text: string): readonly string[] => {
  const value = parsed(text)
  if (value === undefined) return []
  const python = JSON.stringify(value).replace(/"(?:[^"\\]|\\.)*"|[,:]/g, (token) =>
    token.length === 1 ? `${token} ` : token,
  )
  const escaped = JSON.stringify(value).replaceAll('/', '\\/')
  const ascii = JSON.stringify(value).replace(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return [
    ...[0, 1, 2, 3, 4].map((blanks) => JSON.stringify(value, null, blanks)),
    JSON.stringify(value, null, '\t'),
    python,
    escaped,
    ascii,
  ]
}

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
  for (const signed of lineEnds(text))
    if (signed !== text && signs(signed)) return finding('body_newline', 'body', signed, text)
  for (const signed of otherForms(text))
    if (signed !== text && signs(signed)) return finding('body_reserialised', 'body', signed, text)
  // Beyond this the search would take longer than anybody waits.
  if (body.length > 4096) return finding('body', 'body')
  for (const signed of tokensMoved(text)) if (signs(signed)) return finding('body', 'body', signed, text)
  const edited = findEdit(text, signs)
  if (edited !== undefined) return finding('body', 'body', edited, text)
  for (const signed of valuesReplaced(text)) if (signs(signed)) return finding('body', 'body', signed, text)
  return finding('body', 'body')
}

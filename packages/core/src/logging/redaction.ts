import { isIban, maskIban } from '../domain/iban.ts'
import { cutText } from './cut-text.ts'

type Rows = readonly (readonly [pattern: RegExp, replace: (match: string) => string])[]

const announced: Rows = [
  // PEM blocks of keys, whole or cut off.
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, () => '[private key]'],
  [/\b(?:Bearer|Signature|Basic)\s+[A-Za-z0-9+/=._~-]{8,}/gi, (match) => `${match.split(/\s/)[0]} […]`],
]

/** Ids of requests: their digits can look like an IBAN or a personal number. Not where they are part of more. */
const uuid =
  /(?<![A-Za-z0-9_.+/=-])([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(?![A-Za-z0-9_+/=-]|\.[A-Za-z0-9])/gi

const beforeIbans: Rows = [
  // JWS and JWE in compact form, detached ones too. Begins where a run of such characters begins: so each is read once.
  [/(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]*\.[A-Za-z0-9_.-]{10,}/g, () => '[token]'],
  [/(?<![A-Za-z0-9])sandbox_[A-Za-z0-9]+/g, () => '[api key]'],
]

const afterIbans: Rows = [
  // Swedish personal and coordination numbers, with or without century and separator.
  [
    /(?<![A-Za-z0-9])(?:19|20)?\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01]|[678]\d|9[01])[-+]?\d{4}(?![A-Za-z0-9])/g,
    () => '[personal number]',
  ],
  // Long secrets: hex of 32 digits and more, base64 of 40 characters and more.
  [/(?<![A-Za-z0-9])[0-9a-fA-F]{32,}(?![A-Za-z0-9])/g, () => '[secret]'],
  [/(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{40,}={0,2}/g, () => '[secret]'],
]

/** What may be an IBAN, in groups or not. It may run on into the next words, and into another IBAN. */
const ibanLike = /(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?:[ \u00a0\u202f-]?[A-Z0-9]){8,30}(?![A-Za-z0-9])/gi
const ibanHeadLength = 4

const maskIbans = (text: string): string => {
  const pattern = new RegExp(ibanLike)
  let masked = ''
  let done = 0
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const length = ibanLength(match[0])
    // Another one may begin in what this match has run into.
    pattern.lastIndex = match.index + (length === 0 ? ibanHeadLength : length)
    if (length === 0) continue
    masked += `${text.slice(done, match.index)}${maskIban(plainIban(match[0].slice(0, length)))}`
    done = match.index + length
  }
  return masked + text.slice(done)
}

const plainIban = (text: string): string => text.replace(/[ \u00a0\u202f-]/g, '').toUpperCase()

/** The candidate may run on into the next words: how long the longest part is that is an IBAN, ending where a group ends. */
const ibanLength = (candidate: string): number =>
  [...candidate.matchAll(/[ \u00a0\u202f-]|$/g)]
    .map(({ index }) => index)
    .toReversed()
    .find((end) => isIban(plainIban(candidate.slice(0, end)))) ?? 0

const apply = (rows: Rows, text: string): string =>
  rows.reduce((current, [pattern, replace]) => current.replace(pattern, replace), text)

/** The patterns, for a test that counts how their work grows. */
export const redactionPatterns: readonly RegExp[] = [
  ...[...announced, ...beforeIbans, ...afterIbans].map(([pattern]) => pattern),
  ibanLike,
]

/** So much of a text is read. What is longer is cut first, so that no text of a bank's costs time. */
const longestText = 8_192

/**
 * Free text with everything that looks like a secret or personal taken out, at most 8,192 characters of it. The second net:
 * log fields are listed. The work grows with the length of the text, not with its square.
 *
 * @example
 * redactText('Bearer abcdefghij') // 'Bearer […]'
 */
export const redactText = (text: string): string =>
  apply(announced, text.length > longestText ? `${cutText(text, longestText)} [cut]` : text)
    .split(uuid)
    // Every second part is a request id.
    .map((part, index) => (index % 2 === 1 ? part : apply(afterIbans, maskIbans(apply(beforeIbans, part)))))
    .join('')

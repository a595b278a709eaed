import { isIban } from '@nostro/core'
import { checkedKinds, lookupKey, lookupKeys } from './references.ts'

/** Pieces of a text that hold letters and digits, with what stands between them and the next one. */
interface Piece {
  readonly text: string
  readonly gap: string
}

export interface EntryTexts {
  /** The field that banks keep for references. */
  readonly reference: string | null
  readonly text: string | null
}

const blank = (match: string): string => ' '.repeat(match.length)

/** IBANs, dates and telephone numbers are taken out: a number inside of them is none of an invoice. */
const withoutOthers = (text: string): string =>
  text
    .replace(/\b(?!RF)[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}\b/g, (match) => {
      for (let end = match.length; end >= 15; end -= 1) {
        const part = match.slice(0, end)
        if (/[A-Z0-9]$/.test(part) && !/^[A-Z0-9]/.test(match.slice(end)) && isIban(part.replaceAll(' ', '')))
          return blank(part) + match.slice(end)
      }
      return match
    })
    .replace(/(?<![\dA-Z])(?:\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2(?:\d{4}|\d{2}))(?![\dA-Z])/g, blank)
    .replace(/(?<![\w+])\+\d{2}[ -]?\(?\d(?:[ -]?\d\)?){7,10}(?!\d)/g, blank)

const piecesOf = (text: string): readonly Piece[] => {
  const found = [...text.matchAll(/([A-Z0-9]+)([^A-Z0-9]*)/g)]
  return found.map(([, piece = '', gap = '']) => ({ text: piece, gap }))
}

const prepared = (text: string | null): readonly Piece[] =>
  text === null ? [] : piecesOf(withoutOthers(text.normalize('NFKC').toUpperCase()))

const longestWindow = 9
/** What may stand inside one reference. */
const inReference = /^[ /+*.-]{1,3}$/
const inNumber = /^[ /._-]{1,3}$/

export interface FoundText<T> {
  readonly value: T
  /** As it stands in the entry. */
  readonly written: string
}

function* windowsOf(pieces: readonly Piece[], gap: RegExp): Generator<readonly Piece[]> {
  for (let first = 0; first < pieces.length; first += 1) {
    for (let size = 1; size <= longestWindow && first + size <= pieces.length; size += 1) {
      const window = pieces.slice(first, first + size)
      if (window.slice(0, -1).some((piece) => !gap.test(piece.gap))) break
      yield window
    }
  }
}

const written = (window: readonly Piece[]): string =>
  window.map(({ text, gap }, index) => (index === window.length - 1 ? text : `${text}${gap}`)).join('')

/**
 * What an entry names of the known references. Neighbouring numbers are read as one only where the whole passes a check: two numbers
 * side by side are two. A reference of fewer than four signs counts only as the whole of the reference field.
 */
export const findReferences = <T>(
  { reference, text }: EntryTexts,
  known: ReadonlyMap<string, T>,
): readonly FoundText<T>[] => {
  const found = new Map<T, FoundText<T>>()
  const whole = reference === null ? undefined : known.get(lookupKey(reference))
  if (whole !== undefined && reference !== null) found.set(whole, { value: whole, written: reference.trim() })
  for (const source of [reference, text]) {
    for (const window of windowsOf(prepared(source), inReference)) {
      const glued = window.map((piece) => piece.text).join('')
      if (glued.length < 4 || glued.length > 35) continue
      const value = lookupKeys(glued)
        .map((key) => known.get(key))
        .find((hit) => hit !== undefined)
      if (value === undefined || found.has(value)) continue
      if (window.length === 1 || checkedKinds(glued).length > 0) found.set(value, { value, written: written(window) })
    }
  }
  return [...found.values()]
}

/** Where an invoice's number may be parted: where it is written apart, and between letters and digits. */
const partsOf = (number: string): ReadonlySet<number> => {
  const places = new Set<number>()
  let length = 0
  for (const part of number.match(/[A-Z]+|\d+|[^A-Z0-9]+/g) ?? []) {
    if (/^[A-Z0-9]/.test(part)) length += part.length
    places.add(length)
  }
  return places
}

/** Five signs, or three with a letter and a digit: less stands in any text by chance. */
const isTelling = (key: string): boolean =>
  /\d/.test(key) && (key.length >= 5 || (key.length >= 3 && /[A-Z]/.test(key)))

export interface KnownNumber<T> {
  readonly value: T
  readonly number: string
}

export const numberKey = (number: string): string =>
  number
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')

/** What an entry names of the known invoice numbers, as whole words: not a part of a longer number. */
export const findNumbers = <T>(
  { reference, text }: EntryTexts,
  known: ReadonlyMap<string, readonly KnownNumber<T>[]>,
): readonly FoundText<T>[] => {
  const found = new Map<T, FoundText<T>>()
  for (const source of [reference, text]) {
    const pieces = prepared(source)
    for (const window of windowsOf(pieces, inNumber)) {
      const key = window.map((piece) => piece.text).join('')
      if (!isTelling(key)) continue
      for (const { value, number } of known.get(key) ?? []) {
        if (!found.has(value) && isWhole(window, number.normalize('NFKC').toUpperCase(), pieces))
          found.set(value, { value, written: written(window) })
      }
    }
  }
  return [...found.values()]
}

const isWhole = (window: readonly Piece[], number: string, pieces: readonly Piece[]): boolean => {
  const allowed = partsOf(number)
  let length = 0
  for (const piece of window.slice(0, -1)) {
    length += piece.text.length
    if (!allowed.has(length)) return false
  }
  // `2026-17` is no part of `2026-17-3`: a dash or dot without blanks goes on with the number, a slash only where it is one's own.
  const joins = number.includes('/') ? /^[-./]$/ : /^[-.]$/
  const [first, end] = [window[0], window.at(-1)]
  const at = first === undefined ? -1 : pieces.indexOf(first)
  const [before, after] = [pieces[at - 1], pieces[at + window.length]]
  if (before !== undefined && joins.test(before.gap) && /\d/.test(before.text)) return false
  return !(end !== undefined && after !== undefined && joins.test(end.gap) && /^\d/.test(after.text))
}

/** Whether a text holds a number of four digits or more beside the given ones: it may name another invoice. */
export const namesOtherNumber = ({ reference, text }: EntryTexts, own: readonly string[]): boolean => {
  const keys = own.flatMap((value) => lookupKeys(value))
  return [reference, text].some((source) =>
    prepared(source).some(
      ({ text: piece }) =>
        (piece.match(/\d/g)?.length ?? 0) >= 4 && !keys.some((key) => key.includes(lookupKey(piece))),
    ),
  )
}

import { randomInt } from 'node:crypto'

/*
 * What others wrote may hold control characters (a terminal obeys them: it moves the cursor, clears the screen, changes
 * its title), marks that turn the direction of writing, and line breaks that look like lines of ours. Here they lose all
 * of that. Commands say everything through the gate of `gate-terminal.ts`, which uses the functions below.
 */

/** Text made safe for a terminal: control characters and marks of direction become dots; line feeds stay. */
export const harmless = (text: string): string => text.replace(unwanted, '·')

/** The same, on one line. */
export const oneLine = (text: string): string => harmless(text).replaceAll('\n', '·')

/** Words of hundreds of letters, which nobody reads and which fill the window, cut down to their two ends. */
export const shortenWords = (text: string): string =>
  text.replace(
    /\S{300,}/g,
    (word) => `${word.slice(0, 80)} … ${word.slice(-20)} (${word.length} characters without a blank)`,
  )

/** Several lines of one value: those after the first are marked as going on, so that none looks like a line of ours. */
export const indentLines = (text: string): string => text.replaceAll('\n', '\n  │ ')

/**
 * A template for lines that quote values of others: each value stays on its line. The gate takes control characters out.
 *
 * @example
 * terminal.out(plain`Request ${ref.id} was sent.`)
 */
export const plain = (strings: TemplateStringsArray, ...values: readonly (string | number | undefined)[]): string =>
  String.raw({ raw: strings.map(String) }, ...values.map((value) => String(value).replaceAll('\n', '·')))

/** JSON whose text is harmless to a terminal as well: what JSON leaves as it is becomes `\uXXXX`, which means the same. */
export const jsonText = (value: unknown, space?: number): string =>
  JSON.stringify(value, null, space)?.replace(
    unwanted,
    (found) => `\\u${(found.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  ) ?? 'null'

/** Marks the colour codes in a text as ours: `releaseMarked` lets only these reach the terminal. */
export const markColours = (text: string): string => text.replace(colour, `\x1b[$1;${ours}m`)

/** The text as it may reach the terminal: our own colours, and everything else harmless. */
export const releaseMarked = (text: string): string => splitMarked(text, (code) => `\x1b[${code}m`, harmless)

/** The text without anything but marked colours; the marks stay. */
export const keepMarked = (text: string): string => splitMarked(text, (code) => `\x1b[${code};${ours}m`, harmless)

/** Every second part of the split text is a colour code of ours. */
const splitMarked = (text: string, toColour: (code: string) => string, toText: (text: string) => string): string =>
  text
    .split(marked)
    .map((part, index) => (index % 2 === 1 ? toColour(part) : toText(part)))
    .join('')

/** Nobody outside this process knows it, so no text from outside can carry it. */
const ours = randomInt(1e9, 1e10)

const unwanted = /[^\P{Cc}\n]|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu
// biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes are control characters
const colour = /\x1b\[(\d{1,3}(?:;\d{1,3})*)m/g
const marked = new RegExp(`\\x1b\\[(\\d{1,3}(?:;\\d{1,3})*);${ours}m`)

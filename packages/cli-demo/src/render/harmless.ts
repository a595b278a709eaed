/**
 * Text of others made safe for a terminal. The text of a payment is chosen by its sender, and a terminal obeys control
 * characters (it moves the cursor, clears the screen, changes its title) and writes backwards after U+202E. Each becomes a
 * dot; line feeds stay.
 */
export const harmless = (text: string): string => text.replace(unwanted, '·')

/** The same for a text that may hold our own colours. Nothing worse than a colour comes through. */
export const harmlessStyled = (text: string): string =>
  text
    .split(colour)
    // Every second part is a colour code.
    .map((part, index) => (index % 2 === 1 ? part : harmless(part)))
    .join('')

const unwanted = /[^\P{Cc}\n]|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu
// biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes are control characters
const colour = /(\x1b\[(?:[0-2]|22|3[0-79]|9[0-7])m)/g

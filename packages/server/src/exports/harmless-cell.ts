/**
 * Spreadsheets run what begins like a formula, also behind blanks: such a text gets an apostrophe before it (OWASP, CSV injection).
 * A plain negative amount is none.
 */
export const harmlessCell = (text: string): string =>
  /^[\s]*[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text

/** A decimal amount that is to be written as a JSON number, digit for digit: it never becomes a float on its way. */
export interface NumberText {
  readonly numberText: string
}

const marked = /\{"numberText":"(\d{1,40}(?:\.\d{1,20})?)"\}/g

/** JSON in which each {@link NumberText} stands as a number. Quotes inside texts are escaped, so none of them matches. */
export const toNumberJson = (value: unknown): string => JSON.stringify(value).replace(marked, '$1')

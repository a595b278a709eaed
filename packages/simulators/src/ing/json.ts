/** A JSON number that keeps its text, since an amount may not pass through a float. */
export class RawNumber {
  readonly text: string

  constructor(text: string) {
    if (!/^-?(0|[1-9]\d*)(\.\d+)?$/.test(text)) throw new TypeError('Not the text of a JSON number')
    this.text = text
  }
}

const members = (value: object): string =>
  Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([name, member]) => `${JSON.stringify(name)}:${writeJson(member)}`)
    .join(',')

/** Like `JSON.stringify`, with `RawNumber` written as it stands. */
export const writeJson = (value: unknown): string => {
  if (value instanceof RawNumber) return value.text
  if (Array.isArray(value)) return `[${value.map(writeJson).join(',')}]`
  if (typeof value === 'object' && value !== null) return `{${members(value)}}`
  return value === undefined ? 'null' : JSON.stringify(value)
}

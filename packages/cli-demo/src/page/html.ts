import { harmless } from '../render/harmless.ts'

/** A piece of HTML, made only by the template below: a string is never taken for one. */
export class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

export type HtmlPart = Html | string | number | undefined | readonly Html[]

const entities: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
])

const toText = (part: HtmlPart): string => {
  if (part === undefined) return ''
  if (part instanceof Html) return part.text
  if (typeof part === 'object') return part.map(({ text }) => text).join('')
  return harmless(String(part)).replace(/[&<>"']/g, (found) => entities.get(found) ?? found)
}

/** HTML whose inserted strings are escaped, and whose marks of direction are gone; `undefined` inserts nothing. */
export const html = (strings: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html =>
  new Html(String.raw({ raw: strings }, ...parts.map(toText)))

import { CheckFailure } from './check-failure.ts'

/** One element, with the place of its literal text in the document. */
export interface XmlElement {
  readonly name: string
  /** In the order of the document. */
  readonly attributes: readonly (readonly [name: string, value: string])[]
  readonly children: readonly XmlElement[]
  /** Character data; empty where there are children. */
  readonly text: string
  /** The document's text from `start` up to `end` is this element, tags included. */
  readonly start: number
  readonly end: number
}

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="no"?>'
const maxDepth = 16
const maxElements = 500

/** Ends of lines of every kind (readers of XML 1.0 and 1.1 differ on them), invisible signs, what is no character. */
const odd = String.raw`\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}`
const name = '[A-Za-z][A-Za-z0-9]*'
const startTag = new RegExp(`<(${name})((?: ${name}="[^"<>&${odd}]*")*)>`, 'uy')
const endTag = new RegExp(`</(${name})>`, 'uy')
const characters = new RegExp(`[^<>&${odd}]+`, 'uy')
const attribute = new RegExp(`(${name})="([^"]*)"`, 'gu')

const fail = (detail: string): CheckFailure => new CheckFailure('xml', detail)

interface Open {
  readonly name: string
  readonly attributes: XmlElement['attributes']
  readonly start: number
  readonly children: XmlElement[]
  text: string
}

/**
 * Reads the narrow XML that BankID writes, which is its own canonical form: elements with plain names, attributes in double quotes,
 * text. Everything else is refused, so that there is one way alone to read the document, and each element's literal text is what
 * canonical XML 1.0 would make of it: no DOCTYPE, entity or character reference, comment, CDATA, processing instruction, prefix,
 * empty-element tag, white space in tags, end of line, control or invisible character, or text beside elements.
 *
 * @throws CheckFailure `xml`
 */
export const readStrictXml = (document: string): XmlElement => {
  if (!document.startsWith(declaration)) throw fail('it does not begin with BankID’s XML declaration')
  const open: Open[] = []
  let root: XmlElement | undefined
  let elements = 0
  let at = declaration.length
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    return pattern.exec(document)
  }
  while (at < document.length) {
    if (root !== undefined) throw fail('something follows the root element')
    const current = open.at(-1)
    const token = match(startTag) ?? match(endTag) ?? match(characters)
    if (token === null)
      throw fail('it holds what BankID’s documents do not: a declaration, a comment, a reference or the like')
    const [whole, name = '', attributes] = token
    if (attributes !== undefined) {
      elements += 1
      if (open.length >= maxDepth || elements > maxElements) throw fail('it is nested too deep, or too large')
      if (current !== undefined && current.text !== '') throw fail('an element stands beside text')
      open.push({ name, attributes: readAttributes(attributes), start: at, children: [], text: '' })
    } else if (whole.startsWith('</')) {
      root = close(open, name, at + whole.length)
    } else {
      if (current === undefined || current.children.length > 0) throw fail('text stands beside an element')
      current.text = whole
    }
    at += whole.length
  }
  if (root === undefined) throw fail('its elements are not closed')
  return root
}

/** Closes the innermost element; gives it back when it is the root. */
const close = (open: Open[], name: string, end: number): XmlElement | undefined => {
  const closed = open.pop()
  if (closed === undefined || closed.name !== name) throw fail('its elements do not close each other')
  const element: XmlElement = { ...closed, end }
  const parent = open.at(-1)
  parent?.children.push(element)
  return parent === undefined ? element : undefined
}

const readAttributes = (text: string): XmlElement['attributes'] => {
  const attributes = [...text.matchAll(attribute)].map(([, name = '', value = '']) => [name, value] as const)
  if (new Set(attributes.map(([name]) => name)).size !== attributes.length)
    throw fail('an attribute stands there twice')
  return attributes
}

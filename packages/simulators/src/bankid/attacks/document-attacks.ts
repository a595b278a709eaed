import { createHash } from 'node:crypto'
import { type SignedContent, signedDataElement } from '../evidence/signature-xml.ts'
import type { Attack } from './attack.ts'

/** Another letter of the base64 alphabet, so that the text stays well-formed. */
const otherLetter = (letter: string): string => (letter === 'A' ? 'B' : 'A')

/** The first element of the signed data that holds text of the order or of the relying party. */
const textStart = (xml: string): number => {
  const element = /<usrVisibleData [^>]*>|<nonce>/.exec(xml)
  return element === null ? 0 : element.index + element[0].length
}

const changeText = (xml: string): string => {
  const at = textStart(xml)
  return xml.slice(0, at) + otherLetter(xml.charAt(at)) + xml.slice(at + 1)
}

const insertAt = (xml: string, at: number, text: string): string => xml.slice(0, at) + text + xml.slice(at)

const signedElement = (xml: string): string => /<bankIdSignedData .*<\/bankIdSignedData>/s.exec(xml)?.[0] ?? ''

const digestOf = (element: string): string => createHash('sha256').update(element, 'utf8').digest('base64')

/** What the attacker would like to have had signed. */
const forged = (content: SignedContent, id: string): string =>
  signedDataElement({ ...content, userVisibleData: Buffer.from('Everything').toString('base64') }).replace(
    'Id="bidSignedData"',
    `Id="${id}"`,
  )

const besides = (xml: string, element: string, where: 'before' | 'after'): string => {
  const at = where === 'before' ? xml.indexOf('<Object>') : xml.indexOf('</Signature>')
  return insertAt(xml, at, `<Object>${element}</Object>`)
}

const secondElement = (where: 'before' | 'after', id: string): Attack => ({
  step: 3,
  what: `a second bankIdSignedData ${where} the signed one, with ${id === 'bidSignedData' ? 'the same' : 'another'} Id`,
  change: { xml: (xml, { content }) => besides(xml, forged(content, id), where) },
})

/** Documents that are changed after signing: the signature was honest once. */
export const documentAttacks = {
  'changed-text': {
    step: 5,
    what: 'one letter of usrVisibleData changed (of the nonce, when there is no text)',
    change: { xml: changeText },
  },
  'changed-digest': {
    step: 7,
    what: 'a letter and its DigestValue changed, SignedInfo not signed again',
    change: {
      xml: (xml) => {
        const changed = changeText(xml)
        return changed.replace(digestOf(signedElement(xml)), digestOf(signedElement(changed)))
      },
    },
  },
  'second-element-before': secondElement('before', 'bidSignedData'),
  'second-element-after': secondElement('after', 'bidSignedData'),
  'second-element-before-other-id': secondElement('before', 'bidOther'),
  'second-element-after-other-id': secondElement('after', 'bidOther'),
  wrapping: {
    step: 3,
    what: 'the signed element moved into another Object, a forged one in its place',
    change: {
      xml: (xml, { content }) => {
        const signed = signedElement(xml)
        return besides(xml.replace(signed, forged(content, 'bidOther')), signed, 'after')
      },
    },
  },
  'text-in-other-object': {
    step: 3,
    what: 'a usrVisibleData in an Object of its own, found first by its name',
    change: {
      xml: (xml) =>
        besides(xml, '<usrVisibleData charset="UTF-8" visible="wysiwys">RXZlcnl0aGluZw==</usrVisibleData>', 'before'),
    },
  },
  'comment-in-text': {
    step: 2,
    what: 'a comment inside a text node',
    change: { xml: (xml) => insertAt(xml, textStart(xml) + 2, '<!-- -->') },
  },
  'comment-in-digest': {
    step: 2,
    what: 'a comment inside DigestValue',
    change: { xml: (xml) => insertAt(xml, xml.indexOf('<DigestValue>') + 15, '<!-- -->') },
  },
  'cdata-in-text': {
    step: 2,
    what: 'an empty CDATA section inside a text node',
    change: { xml: (xml) => insertAt(xml, textStart(xml) + 2, '<![CDATA[]]>') },
  },
  'processing-instruction': {
    step: 2,
    what: 'a processing instruction after the XML declaration',
    change: { xml: (xml) => insertAt(xml, xml.indexOf('<Signature '), '<?odd thing?>') },
  },
  doctype: {
    step: 2,
    what: 'a DOCTYPE with an entity',
    change: {
      xml: (xml) => insertAt(xml, xml.indexOf('<Signature '), '<!DOCTYPE Signature [<!ENTITY odd "thing">]>'),
    },
  },
} as const satisfies Readonly<Record<string, Attack>>

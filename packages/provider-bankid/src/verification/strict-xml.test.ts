import { DOMParser } from '@xmldom/xmldom'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { C14nCanonicalization } from 'xml-crypto'
import { CheckFailure } from './check-failure.ts'
import { readStrictXml, type XmlElement } from './strict-xml.ts'

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="no"?>'

const faultOf = (document: string): string => {
  try {
    readStrictXml(document)
    return 'read'
  } catch (error) {
    if (error instanceof CheckFailure) return error.check
    throw error
  }
}

/** The document as the tree has it: what was read is what stands there. */
const written = ({ name, attributes, children, text }: XmlElement): string =>
  `<${name}${attributes.map(([key, value]) => ` ${key}="${value}"`).join('')}>${text}${children.map(written).join('')}</${name}>`

describe('12.4 step 2: the strict reader', () => {
  it.each([
    '<a></a>',
    '<a>text with spaces, "quotes", \'others\' and åäö 🎈</a>',
    '<a xmlns="http://a/" Id="x"><b></b><b>1</b><c><d>2</d></c></a>',
    '<a b="with \'quotes\', = and /"></a>',
  ])('reads %s, and knows where each element stands', (xml) => {
    const root = readStrictXml(declaration + xml)
    expect(written(root)).toBe(xml)
    const visit = (element: XmlElement): void => {
      expect((declaration + xml).slice(element.start, element.end)).toBe(written(element))
      element.children.forEach(visit)
    }
    visit(root)
  })

  it.each([
    ['1 nothing', ''],
    ['2 the declaration alone', declaration],
    ['3 no declaration', '<a></a>'],
    ['4 another declaration', '<?xml version="1.0" encoding="UTF-8"?><a></a>'],
    ['5 a second declaration', `${declaration}${declaration}<a></a>`],
    ['6 white space before the root', `${declaration}\n<a></a>`],
    ['7 white space behind the root', `${declaration}<a></a> `],
    ['8 a second root', `${declaration}<a></a><a></a>`],
    ['9 a DOCTYPE', `${declaration}<!DOCTYPE a><a></a>`],
    ['10 a DOCTYPE with an entity', `${declaration}<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>`],
    ['11 an entity of XML’s own', `${declaration}<a>&amp;</a>`],
    ['12 a character reference', `${declaration}<a>&#65;</a>`],
    ['13 a reference in an attribute', `${declaration}<a b="&#65;"></a>`],
    ['14 a comment', `${declaration}<a>b<!-- -->c</a>`],
    ['15 a comment behind the root', `${declaration}<a></a><!-- -->`],
    ['16 CDATA', `${declaration}<a><![CDATA[b]]></a>`],
    ['17 a processing instruction', `${declaration}<a><?b c?></a>`],
    ['18 an empty-element tag', `${declaration}<a/>`],
    ['19 white space in a start tag', `${declaration}<a ></a>`],
    ['20 two spaces between attributes', `${declaration}<a b="1"  c="2"></a>`],
    ['21 a line’s end between attributes', `${declaration}<a\nb="1"></a>`],
    ['22 white space in an end tag', `${declaration}<a></a >`],
    ['23 single quotes', `${declaration}<a b='1'></a>`],
    ['24 an attribute without a value', `${declaration}<a b></a>`],
    ['25 an attribute twice', `${declaration}<a b="1" b="1"></a>`],
    ['26 `<` in an attribute', `${declaration}<a b="<"></a>`],
    ['27 a prefix', `${declaration}<x:a xmlns:x="http://a/"></x:a>`],
    ['28 a prefixed attribute', `${declaration}<a xml:id="1"></a>`],
    ['29 text beside an element', `${declaration}<a>1<b></b></a>`],
    ['30 text behind an element', `${declaration}<a><b></b>1</a>`],
    ['31 text in two parts around an element', `${declaration}<a> <b></b> </a>`],
    ['32 a carriage return', `${declaration}<a>1\r</a>`],
    ['33 a line’s end in text', `${declaration}<a>1\n2</a>`],
    ['34 a NUL', `${declaration}<a>\0</a>`],
    ['35 a control character of C1', `${declaration}<a>\u0085</a>`],
    ['36 a line separator, which XML 1.1 takes for a line’s end', `${declaration}<a>\u2028</a>`],
    ['37 the same in an attribute', `${declaration}<a b="\u2028"></a>`],
    ['38 a byte order mark inside', `${declaration}<a>\ufeff</a>`],
    ['39 a sign that turns the reading direction', `${declaration}<a>\u202e</a>`],
    ['40 what is no character', `${declaration}<a>\uffff</a>`],
    ['41 half a surrogate pair', `${declaration}<a>\ud800</a>`],
    ['42 `>` in text', `${declaration}<a>></a>`],
    ['43 an element that is not closed', `${declaration}<a><b></a>`],
    ['44 elements across each other', `${declaration}<a><b></a></b>`],
    ['45 an end without a start', `${declaration}</a>`],
    ['46 another case at the end', `${declaration}<a></A>`],
    ['47 cut in a tag', `${declaration}<a`],
    ['48 nested too deep', `${declaration}${'<a>'.repeat(17)}${'</a>'.repeat(17)}`],
    ['49 too many elements', `${declaration}<a>${'<b></b>'.repeat(500)}</a>`],
  ])('refuses %s', (_, document) => {
    expect(faultOf(document)).toBe('xml')
  })

  it('refuses in linear time what is made to be slow', () => {
    const hostile = [`<a${' b="1"'.repeat(30_000)}`, `<a ${'b'.repeat(200_000)}`, `<a>${'1'.repeat(400_000)}`]
    expect(hostile.map((xml) => faultOf(declaration + xml))).toEqual(['xml', 'xml', 'xml'])
  })

  it.each([
    ['as deep as allowed', '<a>'.repeat(16) + '</a>'.repeat(16)],
    ['as many elements as allowed', `<a>${'<b></b>'.repeat(499)}</a>`],
  ])('reads what is %s', (_, xml) => {
    expect(faultOf(declaration + xml)).toBe('read')
  })

  const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9]{0,5}$/).filter((word) => !/^xml/i.test(word))
  const text = fc.string({ unit: 'grapheme' }).map((word) => word.replaceAll(/[<>&\p{C}\p{Zl}\p{Zp}]/gu, ''))
  const attributes = fc
    .uniqueArray(fc.tuple(name, text), { selector: ([key]) => key, maxLength: 3 })
    // Canonical XML sorts them.
    .map((pairs) => pairs.toSorted(([one], [other]) => (one < other ? -1 : 1)))
    .map((pairs) => pairs.map(([key, value]) => ` ${key}="${value.replaceAll('"', '')}"`).join(''))
  const { element } = fc.letrec<{ element: string }>((tie) => ({
    element: fc
      .tuple(name, attributes, fc.oneof({ maxDepth: 4 }, text, fc.array(tie('element'), { maxLength: 3 })))
      .map(([tag, pairs, inner]) => `<${tag}${pairs}>${typeof inner === 'string' ? inner : inner.join('')}</${tag}>`),
  }))

  it('reads what a library for XML reads, and takes nothing for canonical that is not', () => {
    const parser = new DOMParser({ onError: (level, message) => expect.unreachable(`${level}: ${message}`) })
    fc.assert(
      fc.property(element, (xml) => {
        expect(written(readStrictXml(declaration + xml))).toBe(xml)
        const root = parser.parseFromString(declaration + xml, 'text/xml').documentElement
        expect(new C14nCanonicalization().process(root as never, {})).toBe(xml)
      }),
      { seed: 20_261_121, numRuns: 300 },
    )
  })
})

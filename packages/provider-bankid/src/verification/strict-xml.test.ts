import { describe, expect, test as it } from 'vitest'
import { CheckFailure } from './check-failure.ts'
import { readStrictXml, type XmlElement } from './strict-xml.ts'

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="no"?>'

const refusal = (document: string): string => {
  try {
    readStrictXml(document)
  } catch (error) {
    if (error instanceof CheckFailure && error.check === 'xml') return error.detail
    throw error
  }
  return 'accepted'
}

const nested = (depth: number): string => '<a>'.repeat(depth) + '</a>'.repeat(depth)

describe('what BankID writes', () => {
  const document = `${declaration}<a x="1" y="å"><b></b><c>é text "quoted"</c></a>`

  it('is read with the place of each element’s literal text', () => {
    const root = readStrictXml(document)
    const texts = (element: XmlElement): readonly string[] => [
      document.slice(element.start, element.end),
      ...element.children.flatMap(texts),
    ]
    expect(texts(root)).toEqual([document.slice(declaration.length), '<b></b>', '<c>é text "quoted"</c>'])
    expect(root).toMatchObject({
      name: 'a',
      text: '',
      attributes: [
        ['x', '1'],
        ['y', 'å'],
      ],
    })
    expect(root.children.map(({ name, text }) => [name, text])).toEqual([
      ['b', ''],
      ['c', 'é text "quoted"'],
    ])
  })

  it('may be nested sixteen deep', () => {
    expect(refusal(declaration + nested(16))).toBe('accepted')
  })
})

describe('what BankID does not write is refused', () => {
  it.each<readonly [string, string]>([
    ['1 no declaration', '<a></a>'],
    ['2 another declaration', '<?xml version="1.1" encoding="UTF-8" standalone="no"?><a></a>'],
    ['3 a byte order mark', `\ufeff${declaration}<a></a>`],
    ['4 white space first', ` ${declaration}<a></a>`],
    ['5 a second declaration', `${declaration}${declaration}<a></a>`],
    ['6 a DOCTYPE', `${declaration}<!DOCTYPE a><a></a>`],
    ['7 a DOCTYPE with an entity', `${declaration}<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>`],
    ['8 a comment', `${declaration}<a>b<!-- -->c</a>`],
    ['9 a comment before the root', `${declaration}<!-- --><a></a>`],
    ['10 a CDATA section', `${declaration}<a><![CDATA[b]]></a>`],
    ['11 a processing instruction', `${declaration}<?b c?><a></a>`],
    ['12 a processing instruction inside', `${declaration}<a><?b c?></a>`],
    ['13 a predefined entity', `${declaration}<a>&amp;</a>`],
    ['14 a character reference', `${declaration}<a>&#65;</a>`],
    ['15 an entity in an attribute', `${declaration}<a b="&lt;"></a>`],
    ['16 an empty-element tag', `${declaration}<a/>`],
    ['17 a prefix', `${declaration}<p:a></p:a>`],
    ['18 a prefixed attribute', `${declaration}<a xml:id="b"></a>`],
    ['19 a prefix’s declaration', `${declaration}<a xmlns:p="b"></a>`],
    ['20 apostrophes around a value', `${declaration}<a b='c'></a>`],
    ['21 white space in a start tag', `${declaration}<a ></a>`],
    ['22 two blanks between attributes', `${declaration}<a b="c"  d="e"></a>`],
    ['23 a line break between attributes', `${declaration}<a b="c"\nd="e"></a>`],
    ['24 white space in an end tag', `${declaration}<a></a >`],
    ['25 white space around =', `${declaration}<a b = "c"></a>`],
    ['26 an attribute twice', `${declaration}<a b="c" b="d"></a>`],
    ['27 text beside an element', `${declaration}<a>b<c></c></a>`],
    ['28 text after an element', `${declaration}<a><c></c>b</a>`],
    ['29 white space between elements', `${declaration}<a> <c></c></a>`],
    ['30 a line break in text', `${declaration}<a>b\nc</a>`],
    ['31 a carriage return', `${declaration}<a>b\rc</a>`],
    ['32 a control character', `${declaration}<a>\u0000</a>`],
    ['33 > in text', `${declaration}<a>b>c</a>`],
    ['34 ]]> in text', `${declaration}<a>]]></a>`],
    ['35 an element that is not closed', `${declaration}<a>`],
    ['36 an element closed by another', `${declaration}<a><b></a></b>`],
    ['37 an end tag alone', `${declaration}</a>`],
    ['38 two roots', `${declaration}<a></a><b></b>`],
    ['39 a line break at the end', `${declaration}<a></a>\n`],
    ['40 nothing but the declaration', declaration],
    ['41 nothing', ''],
    ['42 text alone', `${declaration}text`],
    ['43 seventeen levels', declaration + nested(17)],
    ['44 very many elements', `${declaration}<a>${'<b></b>'.repeat(500)}</a>`],
    ['45 a cut tag', `${declaration}<a></a`],
    ['46 a tag cut in an attribute', `${declaration}<a b="c`],
    ['47 UTF-7 by name', '<?xml version="1.0" encoding="UTF-7" standalone="no"?><a></a>'],
    ['48 a name that begins with a digit', `${declaration}<1a></1a>`],
  ])('%s', (_, document) => {
    expect(refusal(document)).not.toBe('accepted')
  })

  it('49 a hundred thousand open elements, without a deep stack', () => {
    expect(refusal(declaration + '<a>'.repeat(100_000))).toMatch(/nested too deep/)
  })
})

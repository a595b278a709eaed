import { describe, expect, it } from 'vitest'
import { readCsv } from './read-csv.ts'
import { readInvoices } from './read-invoices.ts'

const header = 'number,total,currency,issued_on,customer_id,customer_name,references,discount_percent,discount_until'

describe('CSV', () => {
  it('reads quotes, line ends inside of them, and says the line of each row', () => {
    expect(readCsv('a,"b ""c""",d\r\n\r\n"x\ny", z ,\n', ',')).toEqual([
      { line: 1, cells: ['a', 'b "c"', 'd'] },
      { line: 3, cells: ['x\ny', 'z', ''] },
    ])
    expect(() => readCsv('a\n"b', ',')).toThrow('line 2')
    expect(() => readCsv('"a"b', ',')).toThrow('line 1')
  })

  it('makes invoices of rows, with comma or semicolon, with a byte order mark', () => {
    const row =
      '2026-1,119.00,EUR,2026-03-01,c1,"Jansen, Bakkerij",RF18539007547034|finland:12345672|ORDER 7,2,2026-03-10'
    const [invoice] = readInvoices(`\uFEFF${header}\n${row}\n`)
    expect(invoice).toEqual({
      number: '2026-1',
      direction: 'receivable',
      kind: 'invoice',
      total: { amount: '119.00', currency: 'EUR' },
      issuedOn: '2026-03-01',
      dueOn: undefined,
      customer: { id: 'c1', name: 'Jansen, Bakkerij', aliases: undefined, ibans: undefined },
      references: [
        { kind: 'iso-11649', value: 'RF18539007547034' },
        { kind: 'finland', value: '12345672' },
        { kind: 'other', value: 'ORDER 7' },
      ],
      endToEndIds: undefined,
      discount: { percent: '2', amount: undefined, until: '2026-03-10' },
    })
    expect(readInvoices('number;total;currency;issued_on;customer_id\n1;2.00;EUR;2026-03-01;c')).toHaveLength(1)
  })

  it.each([
    ['number,total\n1,2', 'the column “currency” is missing'],
    [`${header},colour\n`, 'the column “colour” is not known'],
    [`${header}\n1,2\n`, 'line 2: has 2 cells, the header has 9'],
    [`${header}\n1,"1.234,50",EUR,2026-03-01,c,,,,\n`, 'line 2: total is “1.234,50”; write it with a point'],
    [`${header}\n1,5,EUR,01-03-2026,c,,,,\n2,5,eur,2026-03-01,,,,,`, 'line 2: issued_on must be a day'],
    [
      `${header}\n1,5,EUR,2026-03-01,c,,,,\n2,5,eur,2026-03-01,,,,,`,
      'line 3: currency must be three capital letters; line 3: customer_id',
    ],
    [
      `${header}\n1,5,EUR,2026-03-01,c,,finland:12345671,,\n`,
      'line 2: references[0] has not the shape or check digits of finland',
    ],
    [`${header}\n1,5,EUR,2026-03-01,c,,,150,2026-03-01\n`, 'line 2: discount_percent'],
    [header, 'it holds no invoice'],
    ['[{"number":"1"}]', 'invoice 1: direction must be'],
    ['[1,', 'it is no JSON'],
    ['[]', 'it holds no invoice'],
  ])('%j is refused: %s', (text, expected) => {
    expect(() => readInvoices(text)).toThrow(expected)
  })
})

import { describe, expect, it } from 'vitest'
import { charsetOf, decodeText } from './decode-text.ts'
import { parseJsonBody } from './parse-response.ts'

describe('charsetOf', () => {
  it.each([
    [undefined, undefined],
    ['application/json', undefined],
    ['application/json; charset=utf-8', 'utf-8'],
    ['application/json;charset="ISO-8859-1"', 'iso-8859-1'],
    ['application/json; boundary=x; Charset = windows-1252', 'windows-1252'],
  ])('%j names %j', (contentType, charset) => {
    expect(charsetOf(contentType)).toBe(charset)
  })
})

describe('B10: an answer in another charset', () => {
  const json = '{"name":"Företaget Å & Söner","amount":1.10}'
  it.each([
    ['application/json; charset=ISO-8859-1', Buffer.from(json, 'latin1')],
    ['application/json; charset=windows-1252', Buffer.from(json, 'latin1')],
    ['application/json; charset=utf-16le', Buffer.from(json, 'utf16le')],
    ['application/json; charset=utf-8', Buffer.from(json)],
    ['application/json; charset=nonsense', Buffer.from(json)],
    ['application/json', Buffer.from(`\ufeff${json}`)],
  ])('%s is read, amounts digit for digit', (contentType, body) => {
    const read = parseJsonBody({ headers: { 'content-type': contentType }, body }, new Set(['amount']))
    expect(read).toEqual({ name: 'Företaget Å & Söner', amount: '1.10' })
  })

  it('than the one that it names is refused by name: no letter is replaced in silence', () => {
    const refusal = expect.objectContaining({ code: 'protocol_violation', message: expect.stringContaining('UTF-8') })
    expect(() => decodeText(Buffer.from('Å', 'latin1'))).toThrow(refusal)
  })
})

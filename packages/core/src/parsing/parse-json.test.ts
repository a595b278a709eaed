import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseJson } from './parse-json.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const keys = new Set(['amount'])

describe('parseJson', () => {
  it.each([
    ['{"amount":0.10}', { amount: '0.10' }],
    ['{"amount": -738.940}', { amount: '-738.940' }],
    ['{"amount":12345678901234567890.12345}', { amount: '12345678901234567890.12345' }],
    ['{"amount":1.5e2}', { amount: '150' }],
    ['{"amount":1E-2}', { amount: '0.01' }],
    ['{"amount":-1.25e1}', { amount: '-12.5' }],
    ['{"amount":"12.50","count":3}', { amount: '12.50', count: 3 }],
    ['{"a":{"amount":1},"b":[{"amount":2}]}', { a: { amount: '1' }, b: [{ amount: '2' }] }],
    ['{"text":"\\"amount\\": 5","amount":7}', { text: '"amount": 5', amount: '7' }],
    ['{"x\\"amount":5,"amount":6}', { 'x"amount': 5, amount: '6' }],
    ['{"amount\\"":5,"\\\\amount":6}', { 'amount"': 5, '\\amount': 6 }],
    ['{"text":"\\\\","amount":7}', { text: '\\', amount: '7' }],
    ['["amount",5,{"text":"amount","x":6}]', ['amount', 5, { text: 'amount', x: 6 }]],
    ['{ "amount" :\n 5 }', { amount: '5' }],
    ['{"amount":{"value":5}}', { amount: { value: 5 } }],
    ['{"amount":[1,2]}', { amount: [1, 2] }],
    ['{"amount":null,"x":1}', { amount: null, x: 1 }],
    ['{"amount":true,"x":1}', { amount: true, x: 1 }],
  ])('reads %s digit for digit', (text, value) => {
    expect(parseJson(bytes(text), keys)).toEqual(value)
  })

  it('is JSON.parse for everything else', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value)
        expect(parseJson(bytes(text))).toEqual(JSON.parse(text))
      }),
    )
  })

  it('changes nothing but the numbers under its keys', () => {
    const stringly = (value: unknown, key = ''): unknown => {
      if (typeof value === 'number') return key === 'amount' ? Number(value) : value
      if (Array.isArray(value)) return value.map((item) => stringly(item))
      if (typeof value === 'object' && value !== null) {
        return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, stringly(inner, name)]))
      }
      return value
    }
    const numbered = (value: unknown, key = ''): unknown => {
      if (key === 'amount' && typeof value === 'string' && /^-?\d/.test(value)) return Number(value)
      if (Array.isArray(value)) return value.map((item) => numbered(item))
      if (typeof value === 'object' && value !== null) {
        return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, numbered(inner, name)]))
      }
      return value
    }
    const names = fc.constantFrom('amount', 'a', 'amount ', '"', '\\', ':')
    const tree = fc.letrec((tie) => ({
      value: fc.oneof(
        fc.integer(),
        fc.constantFrom('x', '":', '\\', '{"amount":1}'),
        fc.boolean(),
        tie('list'),
        tie('object'),
      ),
      list: fc.array(tie('value'), { maxLength: 3 }),
      object: fc.dictionary(names, tie('value'), { maxKeys: 4 }),
    })).value
    fc.assert(
      fc.property(tree, (value) => {
        expect(numbered(parseJson(bytes(JSON.stringify(value)), keys))).toEqual(stringly(value))
      }),
    )
  })

  it.each([
    ['', /empty/],
    ['<html>502</html>', /HTML/],
    ['{"token":"secret-value', /22 bytes/],
    ['\u{feff}{"a":1', /bytes/],
  ])('refuses %j and quotes none of it', (text, message) => {
    expect(() => parseJson(bytes(text))).toThrow(
      expect.objectContaining({ code: 'protocol_violation', message: expect.stringMatching(message) }),
    )
    expect(() => parseJson(bytes(text))).not.toThrow(/secret-value/)
  })

  it('refuses what is not UTF-8', () => {
    expect(() => parseJson(Uint8Array.of(0x22, 0xff, 0x22))).toThrow(
      expect.objectContaining({ code: 'protocol_violation' }),
    )
  })
})

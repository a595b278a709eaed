import { describe, expect, it } from 'vitest'
import { fillPath, withQuery } from './caller.ts'
import { toNumberJson } from './to-number-json.ts'

describe('fillPath', () => {
  it('fills in and encodes', () => {
    expect(fillPath('/v3/accounts/{accountId}/balances', { accountId: 'a b/c' })).toBe(
      '/v3/accounts/a%20b%2Fc/balances',
    )
  })

  it.each([
    ['missing', {}],
    ['blank', { id: '' }],
    ['a dot segment', { id: '..' }],
  ])('refuses an id that is %s', (_, params) => {
    expect(() => fillPath('/x/{id}', params)).toThrow('The id in the path')
  })
})

describe('withQuery', () => {
  it.each([
    ['/a', {}, '/a'],
    ['/a', { scope: 'a b' }, '/a?scope=a+b'],
    ['/a?currency=EUR', { limit: '10' }, '/a?currency=EUR&limit=10'],
    // What the bank encoded in its own way stays as it is (quirk 14.6).
    ['/a?next=%2f:+%20', { limit: '1' }, '/a?next=%2f:+%20&limit=1'],
  ])('%s with %o', (target, query, expected) => {
    expect(withQuery(target, query)).toBe(expected)
  })
})

describe('toNumberJson', () => {
  it('writes amounts as numbers, digit for digit, and leaves texts that look like one', () => {
    const text = '{"numberText":"1"}'
    expect(toNumberJson({ value: { numberText: '9999999999999.10' }, text })).toBe(
      `{"value":9999999999999.10,"text":${JSON.stringify(text)}}`,
    )
  })
})

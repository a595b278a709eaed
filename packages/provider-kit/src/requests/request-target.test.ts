import { describe, expect, it } from 'vitest'
import { fillPath, namesResource, withQuery } from './request-target.ts'

const bank = { provider: 'test', name: 'Test Bank' }

describe('fillPath', () => {
  it('encodes each value', () => {
    expect(fillPath('/a/{x}/b/{y}', { x: 'one/two?', y: 'ü' }, { bank })).toBe('/a/one%2Ftwo%3F/b/%C3%BC')
  })

  it.each([
    ['is missing', {}],
    ['is empty', { id: '' }],
    ['is a dot segment', { id: '..' }],
    ['is half of a character', { id: '\ud800' }],
    ['is inherited', Object.create({ id: 'a' }) as Record<string, string>],
    ['is no text', { id: 5 as never }],
  ])('refuses a value that %s, and names the parameter', (_, params) => {
    expect(() => fillPath('/a/{id}', params, { bank })).toThrow(/`id` in the path/)
  })

  it('keeps to the shape of the bank’s ids', () => {
    expect(() => fillPath('/a/{id}', { id: 'a/b' }, { bank, allowed: /^\d+$/ })).toThrow(
      expect.objectContaining({ code: 'invalid_request', provider: 'test' }),
    )
  })
})

describe('withQuery', () => {
  it('leaves the target’s own query as it is', () => {
    expect(withQuery('/a?x=%20+', { y: 'a b' })).toBe('/a?x=%20+&y=a+b')
    expect(withQuery('/a', { y: undefined })).toBe('/a')
    expect(withQuery('/a', { y: undefined, z: '1' })).toBe('/a?z=1')
  })
})

describe('namesResource', () => {
  it.each([
    ['/v2/accounts/a-1/transactions?next=2', true],
    ['/v2/accounts/a%2D1/transactions', true],
    ['/v2/accounts/a-2/transactions?account=a-1', false],
    ['/v2/accounts/a-1x/transactions', false],
    ['/v2/%zz/a-2', false],
  ])('%s: %s', (target, expected) => {
    expect(namesResource(target, 'a-1')).toBe(expected)
  })
})

import { describe, expect, it } from 'vitest'
import { isBankPage } from '../connect/go-to-bank.ts'
import { toAddress, toFilters } from './filters.ts'

describe('filters in the address', () => {
  it('come back as they were written', () => {
    const filters = { ...toFilters({}), q: 'a & b', bookingStatus: 'pending', amountMin: '-10' } as const
    const query = Object.fromEntries(new URL(toAddress(filters), 'http://x').searchParams)
    expect(toFilters(query)).toEqual(filters)
    expect(toAddress(toFilters({}))).toBe('/transactions')
  })

  it('what is not known is left out', () => {
    expect(toFilters({ bookingStatus: 'everything', other: '1', q: '' })).toEqual(toFilters({}))
  })
})

describe('1.2.2: where the browser is sent', () => {
  it.each([
    ['https://bank.example/authorize?x=1', true],
    ['http://127.0.0.1:4000/consent', true],
    ['http://localhost:4000/consent', true],
    ['http://bank.example/', false],
    ['javascript:alert(1)', false],
    ['data:text/html,x', false],
    ['//evil.example', false],
    ['http://127.0.0.1.evil.example/', false],
  ])('%s: %s', (url, expected) => {
    expect(isBankPage(url)).toBe(expected)
  })
})

import { describe, expect, it } from 'vitest'
import { isInRange, parseAmountOption, searchMatches, signedRanges } from './search-options.ts'

describe('--amount', () => {
  it.each([
    ['12.50', { direction: 'any', least: '12.50', most: '12.50' }],
    ['-12.50', { direction: 'out', least: '12.50', most: '12.50' }],
    ['+3', { direction: 'in', least: '3', most: '3' }],
    ['10..20', { direction: 'any', least: '10', most: '20' }],
    ['20..10', { direction: 'any', least: '10', most: '20' }],
    ['-10..-20', { direction: 'out', least: '10', most: '20' }],
  ])('reads %s', (text, range) => {
    expect(parseAmountOption(text)).toEqual(range)
  })

  it.each(['', '1,50', '-10..20', '1e3', '10..', '.5', 'ten', '1.1234567'])('refuses “%s”', (text) => {
    expect(() => parseAmountOption(text)).toThrow(/12\.50/)
  })

  it.each([
    ['12.50', '-12.5', true],
    ['12.50', '12.50', true],
    ['-12.50', '12.50', false],
    ['-12.50', '-12.50', true],
    ['+12.50', '-12.50', false],
    ['10..20', '-15.00', true],
    ['10..20', '20.01', false],
    ['0..1', '0.00', true],
  ])('%s and an entry of %s: %s', (text, amount, fits) => {
    const range = parseAmountOption(text)
    expect(isInRange(amount, range)).toBe(fits)
    const inSigned = signedRanges(range).filter(
      ({ minAmount = '', maxAmount = '' }) =>
        Number(minAmount) <= Number(amount) && Number(amount) <= Number(maxAmount),
    )
    expect(inSigned).toHaveLength(fits ? 1 : 0)
  })
})

it('finds words in text, name and reference, whatever their case', () => {
  const entry = {
    counterparty: { name: 'Bakkerij Jansen', iban: 'NL20INGB0001234567' },
    remittanceInformation: { unstructured: ['Two', 'loaves'], reference: 'RF18539007547034' },
  }
  expect(searchMatches(entry, { search: 'TWO LOAVES' })).toBe(true)
  expect(searchMatches(entry, { search: 'rf18' })).toBe(true)
  expect(searchMatches(entry, { search: 'jansen', counterparty: 'nl20 ingb 0001 2345 67' })).toBe(true)
  expect(searchMatches(entry, { search: 'three' })).toBe(false)
  expect(searchMatches({}, { search: 'x' })).toBe(false)
})

import { describe, expect, it } from 'vitest'
import { lookupKeys } from './references.ts'
import { findNumbers, findReferences, namesOtherNumber, numberKey } from './texts-of-entry.ts'

const referencesIn = (text: string, ...known: readonly string[]): readonly string[] =>
  findReferences(
    { reference: null, text },
    new Map(known.flatMap((value) => lookupKeys(value).map((key) => [key, value] as const))),
  ).map(({ value }) => value)

const numbersIn = (text: string, ...known: readonly string[]): readonly string[] =>
  findNumbers(
    { reference: null, text },
    new Map(known.map((number) => [numberKey(number), [{ value: number, number }]])),
  ).map(({ value }) => value)

describe('references in texts', () => {
  it.each([
    ['RF18 5390 0754 7034', 'RF18539007547034', true],
    ['betaling rf18539007547034 dank', 'RF18539007547034', true],
    ['+++090/9337/55493+++', '090933755493', true],
    ['***090/9337/55493***', '090933755493', true],
    ['21 00000 00003 13947 14300 09017', '210000000003139471430009017', true],
    ['viite 0012345672', '12345672', true],
    ['RF85 1234 5672', '12345672', true],
    ['Order 4711 0818', '47110818', false],
    ['1234 567', '1234567', false],
    ['NL91 ABNA 0417 1643 00', '0417164300', false],
    ['paid 2026-03-10', '20260310', false],
    ['x90933755493', '090933755493', false],
  ])('%s names %s: %s', (text, reference, expected) => {
    expect(referencesIn(text, reference)).toEqual(expected ? [reference] : [])
  })

  it('a short reference counts only as the whole of its field', () => {
    const known = new Map([['18', 'KID']])
    expect(findReferences({ reference: null, text: 'table 18' }, known)).toEqual([])
    expect(findReferences({ reference: '18', text: null }, known)).toHaveLength(1)
  })
})

describe('invoice numbers in texts', () => {
  it.each([
    ['Factuur 2026-0042', '2026-0042', true],
    ['factuur 20260042', '2026-0042', true],
    ['inv 2026/0042, thanks', 'INV-2026-0042', true],
    ['INV20260042', 'INV-2026-0042', true],
    ['2026-0042/2026-0043', '2026-0043', true],
    ['2026-0042-7', '2026-0042', false],
    ['1.2026-0042', '2026-0042', false],
    ['12026-0042', '2026-0042', false],
    ['20 260042', '20260042', false],
    ['1', '1', false],
    ['4711', '4711', false],
    ['A1 Telekom', 'A1', false],
    ['NL91 ABNA 0417 1643 00', '0417', false],
    ['call +31 6 1234 5678', '12345', false],
    ['R-17', 'R-17', true],
  ])('%s names %s: %s', (text, number, expected) => {
    expect(numbersIn(text, number)).toEqual(expected ? [number] : [])
  })

  it('sees that a text names another number', () => {
    expect(namesOtherNumber({ reference: null, text: 'invoice 2026-0043' }, ['2026-0042'])).toBe(true)
    expect(namesOtherNumber({ reference: null, text: 'thanks, 10.03.2026' }, ['2026-0042'])).toBe(false)
    expect(namesOtherNumber({ reference: null, text: 'invoice 2026-0042' }, ['2026-0042'])).toBe(false)
  })
})

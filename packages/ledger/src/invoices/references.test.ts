import { describe, expect, it } from 'vitest'
import { checkedKinds, isReference, lookupKeys, type ReferenceKind } from './references.ts'

const rows: readonly (readonly [ReferenceKind, string, boolean])[] = [
  ['iso-11649', 'RF18539007547034', true],
  ['iso-11649', 'rf18 5390 0754 7034', true],
  ['iso-11649', 'RF8820260042', true],
  ['iso-11649', 'RF19539007547034', false],
  ['belgium-ogm', '090933755493', true],
  ['belgium-ogm', '+++090/9337/55493+++', true],
  ['belgium-ogm', '***090/9337/55493***', true],
  ['belgium-ogm', '000000009797', true],
  ['belgium-ogm', '090933755494', false],
  ['norway-kid', '602243', true],
  ['norway-kid', '602248', true],
  ['norway-kid', '602244', false],
  ['finland', '12345672', true],
  ['finland', '00012345672', true],
  ['finland', '12345671', false],
  ['iso-11649', 'RF8512345672', true],
  ['sweden-ocr', '1234567897', true],
  ['sweden-ocr', '12345678911', true],
  ['sweden-ocr', '12345678912', false],
  ['switzerland-qrr', '21 00000 00003 13947 14300 09017', true],
  ['switzerland-qrr', '210000000003139471430009018', false],
  ['netherlands', '5000056789012345', true],
  ['netherlands', '12234534622567', true],
  ['netherlands', '6000056789012345', false],
  ['netherlands', '1234567', true],
  ['other', 'CUSTOMER 77', true],
  ['other', '', false],
]

describe('references', () => {
  it.each(rows)('%s %s: %s', (kind, value, expected) => {
    expect(isReference({ kind, value })).toBe(expected)
  })

  it('takes Norway’s dash for a check of ten', () => {
    const body = Array.from({ length: 2000 }, (_, index) => String(1000 + index)).find((text) =>
      isReference({ kind: 'norway-kid', value: `${text}-` }),
    )
    expect(body).toBeDefined()
    expect(isReference({ kind: 'norway-kid', value: `${Number(body) + 1}-` })).toBe(false)
  })

  it.each(
    rows.flatMap(([kind, value, good]) =>
      // The Dutch check gives 1 for ten and for one: some wrong digits pass it by design.
      good &&
      kind !== 'other' &&
      kind !== 'netherlands' &&
      kind !== 'norway-kid' &&
      value.length > 7 &&
      /^[A-Z0-9]+$/.test(value)
        ? [[kind, value] as const]
        : [],
    ),
  )('%s %s: every wrong digit is found', (kind, value) => {
    for (let place = kind === 'iso-11649' ? 2 : 0; place < value.length; place += 1) {
      const digit = Number(value[place])
      const wrong = `${value.slice(0, place)}${(digit + 1) % 10}${value.slice(place + 1)}`
      // Zeros in front do not count in Finland.
      if (kind === 'finland' && digit === 0) continue
      expect([wrong, isReference({ kind, value: wrong })]).toEqual([wrong, false])
    }
  })

  it('a check digit alone proves nothing: about one random number in ten passes', () => {
    const passes = (kind: ReferenceKind): number =>
      Array.from({ length: 1000 }, (_, index) => String(10_000_019 + index * 7919)).filter((value) =>
        isReference({ kind, value }),
      ).length
    expect(passes('sweden-ocr')).toBeGreaterThan(80)
    expect(passes('finland')).toBeGreaterThan(80)
    expect(passes('belgium-ogm')).toBe(0)
  })

  it('finds the kinds that a text passes, and the national number inside RF', () => {
    expect(checkedKinds('RF18539007547034')).toEqual(['iso-11649'])
    expect(checkedKinds('12345672')).toContain('finland')
    expect(checkedKinds('1234567')).toEqual([])
    expect(lookupKeys('RF85 1234 5672')).toEqual(['RF8512345672', '12345672'])
    expect(lookupKeys('0012345672')).toEqual(['12345672'])
  })
})

import { describe, expect, it } from 'vitest'
import { bankProfileSchema } from './bank-profile.ts'
import { banks } from './banks.ts'

describe('the known banks', () => {
  it('are at least twelve rows, each with the address of its source, none said to have been tried', () => {
    expect(banks.length).toBeGreaterThanOrEqual(12)
    expect(new Set(banks.map(({ id }) => id)).size).toBe(banks.length)
    for (const { source, tried } of banks) expect([/\(https:\S+\)/.test(source), tried]).toEqual([true, 'untried'])
  })

  it('cite the bank’s own page where one was found, before what others found', () => {
    const own = banks.filter(({ source }) => /^The (documentation of the bank|bank’s page)/.test(source))
    expect(own.length).toBeGreaterThanOrEqual(14)
    expect(banks.filter((bank) => !own.includes(bank)).map(({ id }) => id)).toEqual(['vdk'])
  })

  it.each([
    [{ baseUrl: 'http://bank.example' }],
    [{ country: 'Germany' }],
    [{ prefixes: { consents: '/v1/', accounts: '/v1', payments: '/v1' } }],
    [{ consentKinds: [] }],
    [{ frequencyPerDay: 5 }],
    [{ aproaches: [] }],
    [{ source: '' }],
  ])('a row with %j is refused', (change) => {
    const row = {
      id: 'x',
      name: 'X',
      country: 'DE',
      source: 'somewhere',
      checked: '2026',
      tried: 'untried',
      baseUrl: 'https://x.example',
      consentKinds: ['global'],
    }
    expect(bankProfileSchema.safeParse(row).success).toBe(true)
    expect(bankProfileSchema.safeParse({ ...row, ...change }).success).toBe(false)
  })
})

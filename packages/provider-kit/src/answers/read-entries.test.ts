import { NostroError } from '@nostro/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { readEntries } from './read-entries.ts'

const schema = z.object({
  id: z.string().min(1),
  amount: z.object({ value: z.string().regex(/^-?\d+$/), currency: z.string() }),
  day: z.iso.date().nullish(),
  party: z.object({ iban: z.string(), bic: z.string().nullish() }).nullish(),
  lines: z.array(z.string()).nullish(),
})
const good = (id: string) => ({ id, amount: { value: '1', currency: 'EUR' }, day: '2026-02-28' })
const read = (entries: readonly unknown[]) => readEntries(entries, { what: 'entry', schema, map: (wire) => wire })

describe('readEntries', () => {
  it('A10: a wrong optional field costs only the field, and is a problem', () => {
    const { items, problems } = read([good('a'), { ...good('b'), day: '2026-02-30' }, good('c')])
    expect(items.map(({ id, day }) => [id, day])).toEqual([
      ['a', '2026-02-28'],
      ['b', undefined],
      ['c', '2026-02-28'],
    ])
    expect(problems).toEqual([{ index: 1, field: 'day', message: expect.stringMatching(/^A field of entry 1 .*day/) }])
  })

  it('A10: a wrong required field costs the entry alone', () => {
    const { items, problems, received } = read([good('a'), { ...good('b'), amount: { value: 'x', currency: 'EUR' } }])
    expect(items).toHaveLength(1)
    expect(problems).toEqual([{ index: 1, message: expect.stringContaining('amount.value') }])
    expect(received).toBe(2)
  })

  it('a wrong field of an optional object costs that field, or the object where it needs it', () => {
    const { items, problems } = read([
      { ...good('a'), party: { iban: 'x', bic: 5 } },
      { ...good('b'), party: { iban: 5, bic: 'y' } },
      { ...good('c'), party: { bic: 5 } },
    ])
    expect(items.map(({ party }) => party)).toEqual([{ iban: 'x' }, undefined, undefined])
    expect(problems.map(({ index, field }) => [index, field])).toEqual([
      [0, 'party.bic'],
      [1, 'party'],
      [2, 'party'],
    ])
  })

  it('a wrong line costs the line', () => {
    const { items, problems } = read([{ ...good('a'), lines: ['x', 5, 'y', null, 'z'] }])
    expect(items[0]?.lines).toEqual(['x', 'y', 'z'])
    expect(problems).toHaveLength(2)
  })

  it('an entry that fits is mapped as it came, and the schema sees the others', () => {
    const [plain, odd] = [
      { ...good('a'), more: 1 },
      { ...good('b'), more: 1, day: 5 },
    ]
    const fits = (raw: unknown): raw is z.infer<typeof schema> => raw === plain
    const { items, problems } = readEntries([plain, odd], { what: 'entry', schema, fits, map: (wire) => wire })
    expect(items).toEqual([plain, { ...good('b'), day: undefined }])
    expect(items[0]).toBe(plain)
    expect(problems.map(({ index, field }) => [index, field])).toEqual([[1, 'day']])
  })

  it('several wrong fields are several problems', () => {
    const { items, problems } = read([{ ...good('a'), day: 5, lines: 'x' }])
    expect(items).toHaveLength(1)
    expect(problems.map(({ field }) => field)).toEqual(['day', 'lines'])
  })

  it.each([[null], ['x'], [[]], [{}], [5]])('an entry that is %j is a problem', (raw) => {
    expect(read([good('a'), raw])).toMatchObject({ items: [{ id: 'a' }], problems: [{ index: 1 }] })
  })

  it('what the mapper refuses costs the entry; its own faults are not hidden', () => {
    const map = (wire: { id: string }) => {
      if (wire.id === 'b') throw new NostroError({ code: 'protocol_violation', message: 'No.' })
      if (wire.id === 'c') throw new TypeError('fault')
      return wire.id
    }
    expect(readEntries([good('a'), good('b')], { what: 'entry', schema, map })).toMatchObject({
      items: ['a'],
      problems: [{ index: 1, message: 'entry 1 cannot be read: No.' }],
    })
    expect(() => readEntries([good('c')], { what: 'entry', schema, map })).toThrow(TypeError)
  })

  it('no value of the bank’s stands in a problem', () => {
    const { problems } = read([{ ...good('NL69INGB0123456789'), day: 'NL69INGB0123456789' }])
    expect(JSON.stringify(problems)).not.toContain('NL69')
  })

  it('gives or reports each entry, whatever the bank sends', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constant(good('x')), fc.jsonValue()), { maxLength: 20 }), (entries) => {
        const { items, problems } = read(entries)
        const lost = problems.filter(({ field }) => field === undefined)
        expect(items.length + lost.length).toBe(entries.length)
      }),
      { numRuns: 100 },
    )
  })
})

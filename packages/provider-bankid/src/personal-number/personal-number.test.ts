import { format, inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { parsePersonalNumber } from './parse-personal-number.ts'

const today = '2026-11-21'
const parse = (text: string) => parsePersonalNumber(text, today)

describe('reading a personal number', () => {
  it.each([
    ['1', '191212121212', '191212121212'],
    ['2', '19121212-1212', '191212121212'],
    ['3', '19121212+1212', '191212121212'],
    ['4', '121212+1212', '191212121212'],
    ['5', '121212-1212', '201212121212'],
    ['6', '1212121212', '201212121212'],
    ['7', '811218-9876', '198112189876'],
    ['8', '701661-9803', '197016619803'],
    ['9 turns 100 this year', '261121+0006', '192611210006'],
    ['10 born today', '261121-0006', '202611210006'],
    ['11 tomorrow is too late: a hundred years earlier', '261122-0006', '192611220006'],
    ['12 99 years old', '271121-0006', '192711210006'],
    ['13 turns 100 next year, yet with +', '271121+0006', '182711210006'],
    ['14 coordination number of today', '261181-0006', '202611810006'],
    ['15 coordination number of tomorrow', '261182-0006', '192611820006'],
    ['16 blanks around it', ' 198112189876\n', '198112189876'],
  ])('row %s', (_row, text, digits) => {
    expect(parse(text).reveal()).toBe(digits)
  })

  it.each([
    ['1', ''],
    ['2', '19811218987'],
    ['3', '1981121898765'],
    ['4', '1981-12-18-9876'],
    ['5', '19811218 9876'],
    ['6', '19811218–9876'],
    ['7', '19811218--9876'],
    ['8', '1981121898A6'],
    ['9', '١٩٨١١٢١٨٩٨٧٦'],
    ['10 plus for the young', '19811218+9876'],
    ['11 plus a year too early', '19271121+0006'],
  ])('refuses row %s without showing it', (_row, text) => {
    let error: unknown
    try {
      parse(text)
    } catch (thrown) {
      error = thrown
    }
    expect(error).toMatchObject({ code: 'invalid_request', provider: 'bankid' })
    expect(inspect(error)).not.toMatch(/8112|1218|9876|1121|0006|[٠-٩]/)
  })

  it('refuses a day that is none', () => {
    expect(() => parsePersonalNumber('811218-9876', '2026-02-30')).toThrow('is not a date')
  })
})

describe('date and check digit', () => {
  it.each([
    ['191212121212', 'personal', '1912-12-12', []],
    ['199908072391', 'personal', '1999-08-07', []],
    ['198112189876', 'personal', '1981-12-18', []],
    ['200211242383', 'personal', '2002-11-24', []],
    ['197001619803', 'coordination', '1970-01-01', []],
    ['190000000000', 'personal', undefined, ['date']],
    ['200003121145', 'personal', '2000-03-12', ['check_digit']],
    ['200001010101', 'personal', '2000-01-01', ['check_digit']],
    ['200003121165', 'personal', '2000-03-12', ['check_digit']],
    ['200002290000', 'personal', '2000-02-29', ['check_digit']],
    ['190002290005', 'personal', undefined, ['date']],
    ['197000600008', 'coordination', undefined, ['check_digit']],
    ['197000600002', 'coordination', undefined, []],
    ['197013600000', 'coordination', undefined, ['date', 'check_digit']],
    ['197002920000', 'coordination', undefined, ['date', 'check_digit']],
  ] as const)('tells those of %s', (digits, kind, birthDate, faults) => {
    const number = parse(digits)
    expect({ kind: number.kind, birthDate: number.birthDate, faults: number.faults }).toEqual({
      kind,
      birthDate,
      faults,
    })
  })

  it('finds each single wrong digit', () => {
    const right = '198112189876'
    for (let place = 2; place < 12; place += 1) {
      for (let step = 1; step < 10; step += 1) {
        const digit = (Number(right[place]) + step) % 10
        const wrong = parse(`${right.slice(0, place)}${digit}${right.slice(place + 1)}`)
        expect(wrong.faults, wrong.reveal()).toContain('check_digit')
      }
    }
  })
})

describe('age', () => {
  it.each([
    ['198112189876', '2026-12-17', 44],
    ['198112189876', '2026-12-18', 45],
    ['198112189876', '1981-12-18', 0],
    ['198112189876', '1981-12-17', undefined],
    ['200002290000', '2018-02-28', 17],
    ['200002290000', '2018-03-01', 18],
    ['200002290000', '2020-02-29', 20],
    ['197001619803', '2026-01-01', 56],
    ['190000000000', '2026-01-01', undefined],
  ])('of %s on %s is %s', (digits, day, age) => {
    expect(parse(digits).ageOn(day)).toBe(age)
  })
})

describe('printing', () => {
  const number = parse('19811218-9876')

  it.each([
    ['text', `${number}`],
    ['concatenation', String(number)],
    ['JSON', JSON.stringify({ number })],
    ['inspection', inspect(number)],
    ['inspection of hidden members', inspect({ number }, { showHidden: true, depth: 9, getters: true })],
    ['console format', format('%s %o %O %j', number, number, number, number)],
    ['members', JSON.stringify(Object.entries(Object.getOwnPropertyDescriptors(number)))],
  ])('shows nothing of the number as %s', (_way, shown) => {
    expect(shown).not.toMatch(/8112|1218|9876/)
  })

  it('says that there is one, and gives it when asked', () => {
    expect([`${number}`, JSON.stringify(number), inspect(number)]).toEqual([
      '[personal number]',
      '"[personal number]"',
      '[personal number]',
    ])
    expect(number.reveal()).toBe('198112189876')
  })

  it('compares by value', () => {
    expect([number.equals(parse('811218-9876')), number.equals(parse('191212121212'))]).toEqual([true, false])
  })
})

import { NostroError } from '@nostro/core'
import { describe, expect, it } from 'vitest'
import { createFakeTerminal } from '../../test/fake-terminal.ts'
import { gateTerminal } from './gate-terminal.ts'
import { harmless, jsonText, plain } from './harmless.ts'
import { renderError } from './render-error.ts'
import { renderPreview } from './render-payment.ts'
import { renderTable } from './render-table.ts'

const attack = '\u001b]0;owned\u0007\u001b[2Jpay\u009b31m\r\u202eevil\u0000'

describe('what others wrote', () => {
  it.each([
    ['an escape sequence', '\u001b[2J', '·[2J'],
    ['a title', '\u001b]0;x\u0007', '·]0;x·'],
    ['an eight-bit escape', '\u009b31m', '·31m'],
    ['a carriage return', 'a\rb', 'a·b'],
    ['a tab', 'a\tb', 'a·b'],
    ['text that runs backwards', 'a\u202eb', 'a·b'],
    ['lines', 'a\nb', 'a\nb'],
    ['letters of all scripts', 'Łódź 東京 👩‍👩‍👧', 'Łódź 東京 👩‍👩‍👧'],
  ])('does not reach the terminal as it is: %s', (_title, text, shown) => {
    expect(harmless(text)).toBe(shown)
  })

  it('A1: of all colours only those of ours reach the terminal, and only where they were set', () => {
    const coloured = (_style: unknown, text: string): string => `\u001b[32m${text}\u001b[39m`
    const fake = { ...createFakeTerminal(), style: coloured }
    const terminal = gateTerminal(fake)
    const theirs = '\u001b[31mred\u001b[8mhidden'
    terminal.out(`${terminal.style('green', theirs)} ${theirs}`)
    terminal.out(renderTable([theirs], [{ title: 'T', value: (text) => terminal.style('green', text) }], terminal))
    const [line, head, cell] = fake.stdout().split('\n')
    expect(line).toBe('\u001b[32m·[31mred·[8mhidden\u001b[39m ·[31mred·[8mhidden')
    expect(head).toBe('\u001b[32mT\u001b[39m')
    expect(cell).toBe('\u001b[32m·[31mred·[8mhidden\u001b[39m')
  })

  it('A1: a value in a template stays on its line, and JSON means the same without bare control characters', () => {
    expect(plain`a ${'b\nc'} ${1}\nd`).toBe('a b·c 1\nd')
    const value = { text: attack, list: ['\u2028'] }
    expect(jsonText(value)).toBe(harmless(jsonText(value)))
    expect(JSON.parse(jsonText(value, 2))).toEqual(value)
    expect(jsonText(undefined)).toBe('null')
  })

  it('cannot add a line to the preview of a payment', () => {
    const payment = {
      kind: 'single',
      amount: { amount: '100.00', currency: 'EUR' },
      creditor: { name: `A\n  Amount       1.00 EUR${attack}`, iban: 'NL20INGB0001234567' },
    } as const
    const preview = renderPreview('ING', payment, 'key', createFakeTerminal())
    expect(preview.match(/^ {2}Amount.*$/gm)).toEqual(['  Amount       100.00 EUR'])
    expect(preview).toBe(harmless(preview))
  })

  it('neither in a table nor in an error', () => {
    const terminal = createFakeTerminal()
    const table = renderTable([attack], [{ title: 'Text', value: (text) => text }], terminal)
    const error = new NostroError({
      code: 'forbidden',
      message: attack,
      hint: attack,
      bankMessages: [{ text: attack }],
    })
    for (const text of [table, renderError(error, terminal), renderError(new Error(attack), terminal)]) {
      expect(text).toContain('pay·31m··evil')
      expect(text).toBe(harmless(text))
    }
  })
})

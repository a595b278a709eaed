import { NostroError } from '@nostro/core'
import { describe, expect, it } from 'vitest'
import { createFakeTerminal } from '../../test/fake-terminal.ts'
import { harmless, harmlessStyled } from './harmless.ts'
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

  it.each([
    ['our colours stay', '\u001b[32m12.50 EUR\u001b[39m', '\u001b[32m12.50 EUR\u001b[39m'],
    ['hiding does not', '\u001b[8mhidden', '·[8mhidden'],
    ['nor does moving the cursor', '\u001b[1A', '·[1A'],
  ])('in a cell %s', (_title, text, shown) => {
    expect(harmlessStyled(text)).toBe(shown)
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

import { expect, it } from 'vitest'
import { textBeside } from './text-beside.ts'

it.each([
  ['Lidl Lidl card payment', 'Lidl', 'card payment'],
  ['Lidl, Utrecht', 'Lidl', 'Utrecht'],
  ['Lidl', 'Lidl', undefined],
  ['Lidlstraat 4', 'Lidl', 'Lidlstraat 4'],
  ['Rent 2026-11', 'Lidl', 'Rent 2026-11'],
  [undefined, 'Lidl', undefined],
  ['Rent', '', 'Rent'],
])('%s beside %s', (text, name, expected) => {
  expect(textBeside(text, name)).toBe(expected)
})

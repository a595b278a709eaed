import { expect, it } from 'vitest'
import { createFakeTerminal } from '../../test/fake-terminal.ts'
import type { BunqWork } from './at-bunq.ts'
import { type ListStyle, showBunqList } from './show-bunq-list.ts'

const opened = { environment: 'configured' } as BunqWork
const style: ListStyle<{ id: string; raw: unknown }> = {
  name: 'cards',
  columns: [{ title: 'Id', value: ({ id }: { readonly id: string }) => id }],
}
const items = [{ id: '1', raw: { secret: true } }]
const problems = [
  { index: 1, message: 'card 1 cannot be read: id: is missing.' },
  { index: 2, field: 'limit', message: 'A field of card 2 was left out: limit: is a number.' },
]

it('prints what could not be read after the table and exits 3', () => {
  const terminal = createFakeTerminal()
  expect(showBunqList({ items, problems }, style, { opened, options: {} }, terminal)).toBe(3)
  expect(terminal.stdout()).toContain('1')
  expect(terminal.stderr()).toContain('bunq, list of cards: 1 entry could not be read, 1 field was left out.')
  expect(terminal.stderr()).toContain('card 1 cannot be read: id: is missing.')
})

it('gives the same under `errors` with --json', () => {
  const terminal = createFakeTerminal()
  expect(showBunqList({ items, problems }, style, { opened, options: { json: true } }, terminal)).toBe(3)
  expect(JSON.parse(terminal.stdout())).toEqual({
    environment: 'configured',
    cards: [{ id: '1' }],
    errors: [
      { bank: 'bunq', list: 'cards', code: 'unreadable_entry', ...problems[0] },
      { bank: 'bunq', list: 'cards', code: 'unreadable_field', ...problems[1] },
    ],
  })
})

it('exits 0 for a list that was read whole', () => {
  const terminal = createFakeTerminal()
  expect(showBunqList({ items, problems: [] }, style, { opened, options: {} }, terminal)).toBe(0)
  expect(terminal.stderr()).toBe('')
})

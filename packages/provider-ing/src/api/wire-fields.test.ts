import { describe, expect, it } from 'vitest'
import { dayOf, momentOf, sentDay, textOf } from './wire-fields.ts'

const numbered = <Row extends object>(rows: readonly Row[]) => rows.map((row, index) => ({ ...row, index }))

describe('fields as ING sends them', () => {
  it.each(
    numbered([
      { sent: undefined, expected: undefined },
      { sent: null, expected: undefined },
      { sent: '', expected: undefined },
      { sent: '  \n', expected: undefined },
      { sent: ' a b ', expected: 'a b' },
    ]),
  )('$index: the text $sent', ({ sent, expected }) => {
    expect(textOf(sent)).toBe(expected)
  })

  it.each(
    numbered([
      { sent: '2024-05-31', expected: '2024-05-31' },
      { sent: '2017-11-21T00:00:00.000+0000', expected: '2017-11-21' },
      { sent: '', expected: undefined },
      { sent: null, expected: undefined },
    ]),
  )('$index: the day $sent', ({ sent, expected }) => {
    expect(sentDay.safeParse(sent).success).toBe(true)
    expect(dayOf(sent)).toBe(expected)
  })

  it.each(numbered([{ sent: '2024-02-30' }, { sent: '31-05-2024' }, { sent: 'tomorrow' }, { sent: 20_240_531 }]))(
    '$index: $sent is no day',
    ({ sent }) => {
      expect(sentDay.safeParse(sent).success).toBe(false)
    },
  )

  it.each(
    numbered([
      { sent: '2024-05-31T12:34:56.789Z', expected: '2024-05-31T12:34:56.789Z' },
      { sent: ' 2024-05-31T12:34:56.789Z ', expected: '2024-05-31T12:34:56.789Z' },
      { sent: '2024-05-31T12:34:56Z', expected: '2024-05-31T12:34:56.000Z' },
      { sent: '2024-05-31T01:34:56.789+0200', expected: '2024-05-30T23:34:56.789Z' },
      { sent: '2024-02-30T12:34:56.789Z', expected: undefined },
      { sent: '2024-05-31T25:34:56.789Z', expected: undefined },
      { sent: '2024-05-31T12:34:56.789', expected: undefined },
      { sent: 'noon', expected: undefined },
      { sent: '', expected: undefined },
      { sent: null, expected: undefined },
    ]),
  )('$index: the moment $sent', ({ sent, expected }) => {
    expect(momentOf(sent)).toBe(expected)
  })
})

import { describe, expect, it } from 'vitest'
import { readArguments, usage } from './read-arguments.ts'

const names = ['signing', 'mapping']
const none = { json: false, quick: false, help: false, only: [] }

describe('the arguments', () => {
  const rows = [
    { args: [], expected: none },
    { args: ['--json', '--quick'], expected: { ...none, json: true, quick: true } },
    { args: ['--only', 'mapping'], expected: { ...none, only: ['mapping'] } },
    { args: ['--only', 'mapping', '--only=signing'], expected: { ...none, only: ['mapping', 'signing'] } },
  ]
  it.each(rows.map((row, index) => ({ ...row, index })))('$index: $args', ({ args, expected }) => {
    expect(readArguments(args, names)).toEqual(expected)
  })

  const wrong = [
    { args: ['--only', 'singing'], message: 'There is no bench “singing”. There are: signing, mapping.' },
    { args: ['--fast'], message: '--fast' },
    { args: ['signing'], message: 'signing' },
  ]
  it.each(wrong.map((row, index) => ({ ...row, index })))('$index: refuses $args', ({ args, message }) => {
    expect(() => readArguments(args, names)).toThrow(message)
  })

  it('are all named in the usage', () => {
    for (const word of ['--json', '--quick', '--only', ...names]) expect(usage(names)).toContain(word)
  })
})

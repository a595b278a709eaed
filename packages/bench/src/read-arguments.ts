import { parseArgs } from 'node:util'

export interface BenchArguments {
  readonly json: boolean
  readonly quick: boolean
  readonly help: boolean
  /** Names of benches; empty for all. */
  readonly only: readonly string[]
}

export const usage = (names: readonly string[]): string =>
  [
    'npm run bench -- [--json] [--quick] [--only NAME ...]',
    '',
    '  --json        one JSON object on stdout in place of the table',
    '  --quick       small numbers: proves that everything runs, says nothing about speed',
    `  --only NAME   ${names.join(', ')}; may be repeated`,
  ].join('\n')

/** @throws Error with the usage for an unknown option or name */
export const readArguments = (args: readonly string[], names: readonly string[]): BenchArguments => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
    },
  })
  const unknown = values.only.find((name) => !names.includes(name))
  if (unknown !== undefined) throw new Error(`There is no bench “${unknown}”. There are: ${names.join(', ')}.`)
  return values
}

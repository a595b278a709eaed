import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Bench } from '../bench.ts'
import type { Aim, Row } from '../row.ts'
import { interleave } from '../support/interleave.ts'
import { memoryOfNode, timeNode } from '../support/run-node.ts'

interface Program {
  readonly name: string
  /** What is given to `node`. */
  readonly args: readonly string[]
  readonly aim?: Aim
}

const atMost = (of: Aim['of'], value: number): { readonly aim: Aim } => ({ aim: { of, bound: 'at most', value } })

/** Processes from start to end: what importing a package costs a program that does nothing else. */
export const startUp: Bench = {
  name: 'start-up',
  run: async ({ quick, progress }) => {
    const folder = mkdtempSync(join(tmpdir(), 'nostro-bench-'))
    try {
      const bare = join(folder, 'empty.mjs')
      writeFileSync(bare, '')
      const rows: Row[] = []
      const empty = quick ? onceOf(bare) : eachTimeOf(bare)
      for (const program of programsIn(folder)) {
        progress(`start-up: ${program.name}`)
        rows.push(await compareTime(program, empty, quick ? 1 : 31), await compareMemory(program, empty, quick ? 1 : 5))
      }
      return rows
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

/** The empty program that the others are held against. */
interface Empty {
  time(): Promise<number>
  memory(): Promise<number>
}

const eachTimeOf = (bare: string): Empty => ({ time: () => timeNode([bare]), memory: () => memoryOfNode([bare]) })

/** Measured once for all: enough where only the bench itself is tried. */
const onceOf = (bare: string): Empty => {
  const { time, memory } = eachTimeOf(bare)
  const [timed, held] = [time(), memory()]
  return { time: () => timed, memory: () => held }
}

const programsIn = (folder: string): readonly Program[] => {
  const importing = (specifier: string): Program => {
    const file = join(folder, `${specifier.replace(/\W+/g, '-')}.mjs`)
    // Resolved here, as the folder has no node_modules.
    writeFileSync(file, `import ${JSON.stringify(import.meta.resolve(specifier))}\n`)
    return { name: `Importing ${specifier}`, args: [file] }
  }
  const command = fileURLToPath(new URL('../../../cli-demo/dist/main.js', import.meta.url))
  return [
    { ...importing('@nostro/core'), ...atMost('difference', 40) },
    importing('@nostro/core/node'),
    importing('@nostro/core/di'),
    { ...importing('@nostro/provider-ing'), ...atMost('ratio', 3.5) },
    { ...importing('@nostro/provider-bunq'), ...atMost('ratio', 3.5) },
    { ...importing('@nostro/provider-bankid'), ...atMost('ratio', 3.5) },
    importing('@nostro/simulators'),
    { name: 'nostro --version', args: [command, '--version'], ...atMost('ratio', 3) },
  ]
}

const compareTime = async ({ name, args, aim }: Program, empty: Empty, rounds: number): Promise<Row> => ({
  name: `${name}, time`,
  unit: 'ms',
  ...(await interleave(rounds, () => timeNode(args), empty.time)),
  otherSide: 'node with an empty file',
  aim,
})

const compareMemory = async ({ name, args }: Program, empty: Empty, rounds: number): Promise<Row> => ({
  name: `${name}, memory`,
  unit: 'MiB',
  ...(await interleave(rounds, () => memoryOfNode(args), empty.memory)),
  otherSide: 'node with an empty file',
})

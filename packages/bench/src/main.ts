import { cpus } from 'node:os'
import { benches } from './benches/index.ts'
import { readArguments, usage } from './read-arguments.ts'
import { renderTable } from './render-table.ts'
import { isMet, type Row } from './row.ts'

const names = benches.map(({ name }) => name)

const run = async (args: readonly string[]): Promise<number> => {
  let settings: ReturnType<typeof readArguments>
  try {
    settings = readArguments(args, names)
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage(names)}\n`)
    return 2
  }
  const { json, quick, help, only } = settings
  if (help) {
    process.stdout.write(`${usage(names)}\n`)
    return 0
  }
  const progress = (text: string): void => {
    process.stderr.write(`${text} …\n`)
  }
  const machine = { node: process.version, platform: process.platform, arch: process.arch, cpus: cpus().length }
  const rows: Row[] = []
  for (const bench of benches.filter(({ name }) => only.length === 0 || only.includes(name))) {
    rows.push(...(await bench.run({ quick, progress })))
  }
  const text = json
    ? JSON.stringify({ machine, quick, rows: rows.map((row) => ({ ...row, met: isMet(row) ?? null })) }, null, 2)
    : `${renderTable(rows)}\n\nNode ${machine.node}, ${machine.platform} ${machine.arch}, ${machine.cpus} processors`
  process.stdout.write(`${text}\n`)
  return 0
}

process.exitCode = await run(process.argv.slice(2))

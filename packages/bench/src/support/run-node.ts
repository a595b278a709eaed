import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** Milliseconds from the start of a process of this Node to its end. Its output goes nowhere. */
export const timeNode = async (args: readonly string[]): Promise<number> => {
  const start = performance.now()
  const child = spawn(process.execPath, args, { stdio: 'ignore' })
  const [code] = (await once(child, 'exit')) as [number | null]
  const ms = performance.now() - start
  if (code !== 0) throw new Error(`node ${args.join(' ')} ended with ${code}.`)
  return ms
}

/** Writes the most memory that the process ever had, in KiB, to a descriptor of its own when it ends. */
const probe = `data:text/javascript,${encodeURIComponent(
  `import { writeSync } from 'node:fs'
   process.on('exit', () => writeSync(3, String(process.resourceUsage().maxRSS)))`,
)}`

/** The most memory of such a process, in MiB, as the system counts it. */
export const memoryOfNode = async (args: readonly string[]): Promise<number> => {
  const child = spawn(process.execPath, ['--import', probe, ...args], {
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  })
  const written: Buffer[] = []
  child.stdio[3]?.on('data', (chunk: Buffer) => written.push(chunk))
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`node ${args.join(' ')} ended with ${code}.`)
  return Number(Buffer.concat(written).toString()) / 1024
}

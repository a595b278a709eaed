import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Core's sources as JavaScript in a folder under `dir`: a plain child process does not read TypeScript. */
export const bundleCore = async (dir: string): Promise<string> => {
  const out = join(dir, 'built')
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc')
  const project = join(import.meta.dirname, '..', 'tsconfig.json')
  const off = ['--composite', '--incremental', '--declaration', '--declarationMap'].flatMap((name) => [name, 'false'])
  await run(process.execPath, [tsc, '-p', project, '--outDir', out, ...off, '--tsBuildInfoFile', 'null', '--noCheck'])
  await writeFile(join(out, 'package.json'), '{"type":"module"}')
  return out
}

import { spawn } from 'node:child_process'
import { closeSync, existsSync, mkdtempSync, openSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const main = join(import.meta.dirname, '../packages/cli-demo/dist/main.js')
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nostro-end-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

interface Ended {
  readonly code: number | null
  readonly stderr: string
}

const run = (args: readonly string[], stdout: 'ignore' | number, onText?: (text: string, kill: () => void) => void) =>
  new Promise<Ended>((resolve) => {
    const { PATH, NOSTRO_SIMULATORS_KEYS } = process.env
    const env = { PATH, NOSTRO_SIMULATORS_KEYS, HOME: folder, TMPDIR: folder, NO_COLOR: '1' }
    const child = spawn(process.execPath, [main, ...args], { cwd: folder, env, stdio: ['ignore', stdout, 'pipe'] })
    let stderr = ''
    let killed = false
    child.stderr?.on('data', (chunk: Buffer) => {
      stderr += chunk.toString()
      onText?.(stderr, () => {
        // A second signal ends the process at once.
        if (!killed) child.kill('SIGINT')
        killed = true
      })
    })
    child.once('close', (code) => resolve({ code, stderr }))
  })

describe('the end of a command', { timeout: 120_000 }, () => {
  it.each(['accounts', 'compare', 'demo'])(
    'C5: Ctrl-C while %s starts: 130, one line, nothing is left',
    async (verb) => {
      const { code, stderr } = await run([verb], 'ignore', (text, kill) => {
        if (text.includes('Starting the simulated banks')) kill()
      })
      expect(code).toBe(130)
      expect(stderr).toContain('Interrupted.')
      expect(stderr).not.toMatch(/ {4}at /)
      expect(readdirSync(folder).filter((name) => name.startsWith('nostro'))).toEqual([])
    },
  )

  it.runIf(existsSync('/dev/full'))('C7: an output that cannot be written is one line and exit code 1', async () => {
    const full = openSync('/dev/full', 'w')
    try {
      const { code, stderr } = await run(['--help'], full)
      expect(code).toBe(1)
      expect(stderr).toBe('Error: The output could not be written (ENOSPC).\n')
    } finally {
      closeSync(full)
    }
  })
})

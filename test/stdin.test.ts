import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const main = join(import.meta.dirname, '../packages/cli-demo/dist/main.js')

it('a text that is piped in is signed as it came', { timeout: 120_000 }, async () => {
  const { PATH, NOSTRO_SIMULATORS_KEYS } = process.env
  const child = spawn(process.execPath, [main, 'bankid', 'sign', '--text', '-', '--auto-approve', '--json'], {
    cwd: import.meta.dirname,
    env: { PATH, NOSTRO_SIMULATORS_KEYS, NO_COLOR: '1' },
  })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString()
  })
  child.stdin.end('Jag godkänner avtalet.\n')
  const code = await new Promise((resolve) => child.once('close', resolve))
  expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.not.stringContaining('went wrong') })
  expect(JSON.parse(stdout)).toMatchObject({ status: 'complete' })
})

import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { createFakeTerminal } from '../../test/fake-terminal.ts'
import { evidenceKeeper } from './keep-evidence.ts'

it('C7: evidence whose folder is gone when the person has signed is kept elsewhere, and that place is said', async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'nostro-keep-'))
  mkdirSync(join(cwd, 'kept'))
  const terminal = createFakeTerminal({ cwd })
  const keep = evidenceKeeper({ evidence: 'kept/login.json' }, {} as never, terminal)
  rmSync(join(cwd, 'kept'), { recursive: true })
  await keep({} as never, { exportEvidence: async () => ({ format: 'planted' }) } as never)
  const spare = /readable by you alone: (\S+)/.exec(terminal.stderr())?.[1] ?? ''
  expect(spare.startsWith(cwd)).toBe(false)
  expect(JSON.parse(readFileSync(spare, 'utf8'))).toEqual({ format: 'planted' })
  expect(statSync(spare).mode & 0o777).toBe(0o600)
  rmSync(dirname(spare), { recursive: true })
  rmSync(cwd, { recursive: true })
})

import { expect, it } from 'vitest'
import { killPayments } from './killed-payments.ts'

// Two, by the command and by the library: every-step.test.ts has all steps in one process, the soak hundreds of processes.
it('F1-F3: payments whose process is killed between sent and known, and repeated by another one, are made once', async () => {
  const { runs } = await killPayments(2, 'probe')
  expect(runs.filter(({ wrong }) => wrong !== undefined)).toEqual([])
  expect(runs.map(({ way, state, wasKilled }) => ({ way, state, wasKilled }))).toEqual([
    { way: 'command', state: 'sent', wasKilled: true },
    { way: 'library', state: 'sent', wasKilled: true },
  ])
}, 120_000)

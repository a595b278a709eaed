import { expect, it } from 'vitest'
import { killPayments } from './killed-payments.ts'

// Two, by the command and by the library: every-step.test.ts has all steps in one process, the soak hundreds of processes.
it('F1-F3: payments whose process is killed on their way, and repeated by another one, are made once', async () => {
  const { runs } = await killPayments(2, 'probe')
  expect(runs.filter(({ wrong }) => wrong !== undefined)).toEqual([])
  // Where exactly the kill falls depends on how the bytes of TLS are cut, so the states are not compared.
  expect(runs.map(({ way }) => way)).toEqual(['command', 'library'])
}, 120_000)

import type { Challenge } from '@nostro/core'
import { expect, it } from 'vitest'
import { createFakeTerminal } from '../../test/fake-terminal.ts'
import type { Person } from './person.ts'
import { respondAtTerminal } from './respond.ts'

const silent: Person = {
  openPage: () => undefined,
  confirm: async () => false,
  secret: async () => '',
}
const challengeOf = (provider: string): Challenge => ({
  kind: 'decoupled',
  id: 'c-1',
  provider,
  purpose: 'accounts',
  expiresAt: 1,
  serverState: {},
  message: { en: 'Confirm it in your app.' },
  pollAfterMs: 2_000,
})

it('a bank that is confirmed in its own app is waited for, with its words shown; BankID has a command of its own', async () => {
  const terminal = createFakeTerminal()
  const respond = respondAtTerminal({ terminal, person: silent, open: false })
  expect(await respond(challengeOf('berlin-group'))).toEqual({})
  expect(terminal.stderr()).toContain('Confirm it in your app.')
  await expect(respond(challengeOf('bankid'))).rejects.toMatchObject({ hint: 'Run “nostro bankid auth”.' })
})

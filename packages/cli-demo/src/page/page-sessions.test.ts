import { createFakeClock, createSeededRandom } from '@nostro/core/testing'
import { describe, expect, it } from 'vitest'
import type { Login, LoginView } from './login.ts'
import { createPageSessions, type PageSession } from './page-sessions.ts'

const loginThatIs = (status: LoginView['status']): Login =>
  ({ view: () => ({ status, version: 1, waits: true }), cancel: async () => undefined }) as unknown as Login

const home = '127.0.0.1'

describe('F13: sessions', () => {
  const fill = (sessions: number, loginsPerAddress = 100) => {
    const clock = createFakeClock()
    const limits = { sessions, loginsPerAddress }
    const all = createPageSessions({ clock, random: createSeededRandom('sessions'), limits })
    const make = (status?: LoginView['status'], ipAddress = home): PageSession | undefined => {
      const made = all.create('en', ipAddress)
      if (made !== undefined && status !== undefined) made.login = loginThatIs(status)
      return made
    }
    return { all, clock, make }
  }

  it('with a running login are kept, whatever else has to go', () => {
    const { all, make } = fill(3)
    const [running, failed, signed] = [make('pending'), make('failed'), make('signed')]
    const fresh = make()
    expect(all.all()).toEqual([running, signed, fresh])
    expect(all.all()).not.toContain(failed)
  })

  it('there is no room when every one has a running login; later there is', () => {
    const { all, make, clock } = fill(2)
    make('pending')
    make('signed')
    expect(make()).toBeUndefined()
    clock.set(clock.now() + 16 * 60_000)
    expect(make()).toBeDefined()
    expect(all.all()).toHaveLength(1)
  })

  it('a person who is logged in stays', () => {
    const { all, make } = fill(1)
    const session = make()
    if (session !== undefined) session.user = { identity: { name: 'Anna' } }
    expect(make()).toBeUndefined()
    expect(all.all()).toEqual([session])
  })

  it('an address has so many running logins, another its own', () => {
    const { make } = fill(100, 2)
    make('pending')
    make('pending')
    expect(make()).toBeUndefined()
    expect(make('pending', '192.0.2.1')).toBeDefined()
  })
})

import type { ServerResponse } from 'node:http'
import { createFakeClock } from '@nostro/core/testing'
import { describe, expect, it } from 'vitest'
import { streamLogin } from './event-stream.ts'
import type { Login, LoginView } from './login.ts'

/** A login whose views are counted by how often their code is read, which drawing it does. */
const createCountedLogin = () => {
  const listeners = new Set<() => void>()
  let [version, drawn] = [0, 0]
  const login = {
    id: 'login',
    view: (): LoginView => ({
      status: 'pending',
      version,
      waits: true,
      message: { en: 'Start your BankID app.', sv: 'Starta BankID-appen.' },
      get qrText() {
        drawn += 1
        return `bankid.token.${version}.code`
      },
    }),
    seen: () => undefined,
    subscribe: (listener: () => void) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  } as unknown as Login
  const publish = (): void => {
    version += 1
    for (const listener of listeners) listener()
  }
  return { login, publish, drawn: () => drawn }
}

describe('F13: a login on many streams', () => {
  it('is drawn once for each second and language', () => {
    const { login, publish, drawn } = createCountedLogin()
    const clock = createFakeClock()
    const written: string[][] = Array.from({ length: 1_000 }, () => [])
    for (const [index, lines] of written.entries()) {
      const response = { writeHead: () => undefined, write: (text: string) => lines.push(text), once: () => undefined }
      const language = index % 2 === 0 ? 'en' : 'sv'
      const parts = { clock, language, simulated: true, lastEventId: undefined } as const
      streamLogin(login, { ...parts, response: response as unknown as ServerResponse })
    }
    expect(drawn()).toBe(2)
    for (let second = 1; second <= 5; second += 1) publish()
    expect(drawn()).toBe(12)
    expect(written.every((lines) => lines.length === 7)).toBe(true)
    expect(written[0]?.at(-1)).toContain('Start your BankID app.')
    expect(written[1]?.at(-1)).toContain('Starta BankID-appen.')
    expect(written[998]?.at(-1)).toBe(written[0]?.at(-1))
  })
})

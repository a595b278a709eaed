import type { Clock } from '@nostro/core'
import { createFakeBank } from '@nostro/provider-testkit'
import { createMyBankProvider } from '../src/index.ts'
import { createBook } from './book.ts'
import type { LoginSide } from './login-side.ts'

const apiKey = 'my-bank-api-key-1'

/** A small strict bank in memory: what My Bank does, as far as the provider uses it. */
export const startMyBank = async (clock: Pick<Clock, 'now'>) => {
  const { entries, routes } = createBook(clock, (run) => (request) => {
    const isKnown = request.headers['x-api-key'] === apiKey
    return isKnown ? run(request) : { status: 401, json: { error: 'unauthorized' } }
  })
  const fake = await createFakeBank({ over: 'memory', routes, now: () => clock.now() })
  return { ...fake, entries, options: { apiUrl: fake.origin, ca: fake.ca, apiKey } }
}

type Bank = Awaited<ReturnType<typeof startMyBank>>

/** What the kit has to know of how customers connect: here nothing is asked of them. */
export const loginOf = ({ options }: Bank): LoginSide => ({
  decisions: ['approve'],
  wrongOptions: [
    { option: 'apiUrl', create: (services) => createMyBankProvider({ ...options, apiUrl: 'nowhere' }, services) },
    { option: 'apiKey', create: (services) => createMyBankProvider({ ...options, apiKey: '' }, services) },
  ],
  act: async () => ({}),
  canaries: () => [apiKey],
})

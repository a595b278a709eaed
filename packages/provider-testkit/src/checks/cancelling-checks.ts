import { getEventListeners } from 'node:events'
import { NostroError } from '@nostro/core'
import { type Check, verify } from './check.ts'
import { accountsOf } from './check-context.ts'
import { readPages, refusal, within } from './outcomes.ts'

const source = 'core/contracts/call-context.ts CallContext.signal'
export const cancellingChecks: readonly Check[] = [
  {
    id: 'cancelling.before',
    area: 'cancelling',
    title: 'A signal that is aborted already ends each read as aborted, without a request.',
    why: 'The user has left the page.',
    source,
    needs: ['accounts'],
    run: async ({ connect, account, kit }) => {
      const connected = await connect()
      const { provider, access } = connected
      const known = await account(connected)
      const ctx = { signal: AbortSignal.abort() }
      const calls = kit.calls.length
      const before = async (what: string, work: () => unknown) => refusal(what, ['aborted'], work)
      await before('Balances under an aborted signal', () => accountsOf(provider).balances(access, known, ctx))
      await before('Accounts under an aborted signal', () => readPages(accountsOf(provider).accounts(access, ctx), 1))
      await before('Entries under an aborted signal', () =>
        readPages(accountsOf(provider).transactions(access, known, {}, ctx), 1),
      )
      verify(kit.calls.length - calls <= 3, 'Requests were made under an aborted signal.')
    },
  },
  {
    id: 'cancelling.start',
    area: 'cancelling',
    title: 'A signal that is aborted already sends nothing from start.',
    why: 'The user has left the page.',
    source,
    needs: [],
    run: async ({ open, bank, purpose, requests }) => {
      const provider = open()
      const before = requests()
      const outcome = await provider.auth
        .start({ ...bank.profile.start?.(purpose), purpose }, { signal: AbortSignal.abort() })
        .catch((error: unknown) => error)
      const isSound = !(outcome instanceof Error) || (NostroError.isInstance(outcome) && outcome.code === 'aborted')
      verify(isSound, `start under an aborted signal ended with ${String(outcome)}`)
      verify(requests() === before, 'start sent a request under an aborted signal.')
    },
  },
  {
    id: 'cancelling.during',
    area: 'cancelling',
    title: 'A signal that is aborted while the bank is silent ends the call as aborted.',
    why: 'A page that is closed must not hold a connection.',
    source,
    needs: ['accounts', 'fault:silence'],
    run: async ({ connect, account, bank, requests, patienceMs }) => {
      const connected = await connect()
      const known = await account(connected)
      const controller = new AbortController()
      const before = requests()
      bank.fault?.({ kind: 'silence', on: 'reads', times: 5 })
      const call = accountsOf(connected.provider)
        .balances(connected.access, known, { signal: controller.signal })
        .then(
          () => 'an answer',
          (error: unknown) => (NostroError.isInstance(error) ? error.code : String(error)),
        )
      while (requests() === before) await new Promise((resolve) => setImmediate(resolve))
      controller.abort()
      const outcome = (await within(patienceMs, call)) ?? 'nothing'
      verify(outcome === 'aborted', `A call that was aborted ended with ${outcome}.`)
    },
  },
  {
    id: 'cancelling.goes-on',
    area: 'cancelling',
    title: 'After an aborted call the next one works.',
    why: 'One user who leaves must not end the service of others.',
    source,
    needs: ['accounts'],
    run: async ({ connect, account }) => {
      const connected = await connect()
      const known = await account(connected)
      const { provider, access } = connected
      await accountsOf(provider)
        .balances(access, known, { signal: AbortSignal.abort() })
        .catch(() => {})
      const next = await accountsOf(provider)
        .balances(access, known)
        .catch((error: unknown) => String(error))
      verify(typeof next !== 'string', `The call after an aborted one ended with ${String(next)}`)
    },
  },
  {
    id: 'cancelling.listeners',
    area: 'cancelling',
    title: 'A call that is over leaves no listener on the signal.',
    why: 'One signal serves a whole night of calls.',
    source,
    needs: ['accounts'],
    run: async ({ connect, account }) => {
      const connected = await connect()
      const known = await account(connected)
      const { signal } = new AbortController()
      await accountsOf(connected.provider).balances(connected.access, known, { signal })
      const left = getEventListeners(signal, 'abort').length
      verify(left === 0, `${left} listeners are left on the signal.`)
    },
  },
  {
    id: 'cancelling.timeout',
    area: 'cancelling',
    title: 'A bank that stays silent ends a read as timeout.',
    why: 'A job that waits for ever is found next week.',
    source: 'core/contracts/transport.ts TransportSettings.timeoutMs',
    needs: ['accounts', 'fault:silence'],
    run: async ({ open, connect, account, bank, access }) => {
      const known = await connect()
      const ref = await account(known)
      const provider = open('real')
      bank.fault?.({ kind: 'silence', on: 'reads', times: 20 })
      await refusal('A read of a silent bank', ['timeout', 'bank_unavailable'], () =>
        accountsOf(provider).balances(access(provider, known.session), ref),
      )
    },
  },
]

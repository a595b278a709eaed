import { mayHaveHappened, NostroError } from '@nostro/core'
import { type Check, verify } from './check.ts'
import { accountsOf, attended } from './check-context.ts'
import { readPages, refusal, within } from './outcomes.ts'
import { openPaying } from './payment-checks.ts'

const source = 'core/contracts/provider.ts Provider.close'

export const closingChecks: readonly Check[] = [
  {
    id: 'concurrency.listings',
    area: 'concurrency',
    title: 'Eight listings at once give the same.',
    why: 'A dashboard asks for everything at once.',
    source: 'core/contracts/accounts.ts AccountsProvider',
    needs: ['accounts'],
    run: async ({ connect }) => {
      const { provider, access } = await connect()
      const lists = await Promise.all(
        Array.from({ length: 8 }, async () => {
          const pages = await readPages(accountsOf(provider).accounts(access, attended(provider)))
          return pages.flatMap(({ items }) => items.map(({ key }) => key)).join()
        }),
      )
      verify(new Set(lists).size === 1, 'Listings that run at once differ.')
    },
  },
  {
    id: 'concurrency.connecting',
    area: 'concurrency',
    title: 'Customers who connect at once get a session each.',
    why: 'Monday at nine everybody connects.',
    source: 'core/contracts/auth.ts AuthProvider',
    needs: ['many-consents'],
    run: async ({ open, connect }) => {
      const provider = open()
      const made = await Promise.all(Array.from({ length: 4 }, () => connect(provider)))
      verify(new Set(made.map(({ session }) => session.id)).size === made.length, 'Two customers share a session.')
    },
  },
  {
    id: 'closing.twice',
    area: 'closing',
    title: 'To close twice is no error.',
    why: 'Programs end in more than one place.',
    source,
    needs: [],
    run: async ({ open }) => {
      const provider = open()
      await provider.close()
      const second = await provider.close().then(() => '', String)
      verify(second === '', `The second close ended with ${second}`)
    },
  },
  {
    id: 'closing.afterwards',
    area: 'closing',
    title: 'After close each call is refused as a NostroError.',
    why: 'A call that hangs or answers empty hides a mistake of the program.',
    source,
    needs: ['accounts'],
    run: async ({ connect }) => {
      const { provider, access } = await connect()
      await provider.close()
      await refusal(
        'A listing after close',
        ['aborted', 'bank_unavailable', 'invalid_request', 'conflict', 'invalid_config'],
        () => readPages(accountsOf(provider).accounts(access), 1),
      )
    },
  },
  {
    id: 'closing.ends-calls',
    area: 'closing',
    title: 'Close ends the calls that are under way.',
    why: 'A program that stops must stop.',
    source: 'core/contracts/transport.ts Transport.close',
    needs: ['accounts', 'fault:silence'],
    run: async ({ connect, account, bank, requests, patienceMs }) => {
      const connected = await connect()
      const known = await account(connected)
      const before = requests()
      bank.fault?.({ kind: 'silence', on: 'reads', times: 5 })
      const call = accountsOf(connected.provider)
        .balances(connected.access, known)
        .then(
          () => 'an answer',
          (error: unknown) => (NostroError.isInstance(error) ? 'ended' : String(error)),
        )
      while (requests() === before) await new Promise((resolve) => setImmediate(resolve))
      const outcome =
        (await within(
          patienceMs,
          connected.provider.close().then(() => call),
        )) ?? 'nothing'
      verify(outcome === 'ended', `A call under way ended with ${outcome} at close.`)
    },
  },
  {
    id: 'closing.other-instances',
    area: 'closing',
    title: 'Closing one instance leaves the others alone.',
    why: 'Two companies at one bank are two instances.',
    source,
    needs: ['accounts'],
    run: async ({ open, connect, account }) => {
      const connected = await connect()
      await open().close()
      const next = await account(connected).catch((error: unknown) => String(error))
      verify(typeof next !== 'string', `Another instance was closed too: ${String(next)}`)
    },
  },
  {
    id: 'closing.start',
    area: 'closing',
    title: 'After close no login begins.',
    why: 'Its answer would come to a provider that is gone.',
    source,
    needs: [],
    run: async ({ open, start, requests }) => {
      const provider = open()
      await provider.close()
      const before = requests()
      await start(provider).catch((error: unknown) => {
        verify(NostroError.isInstance(error), `start after close ended with ${String(error)}`)
      })
      verify(requests() === before, 'start sent a request after close.')
    },
  },
  {
    id: 'closing.payments',
    area: 'closing',
    title: 'After close no payment is sent.',
    why: 'Nobody waits for its answer any more.',
    source,
    needs: ['payments'],
    run: async (context) => {
      const { next, send, provider, pay } = await openPaying(context)
      const payment = await next()
      await provider.close()
      const outcome: unknown = await send(payment).catch((error: unknown) => error)
      verify(NostroError.isInstance(outcome), `A payment after close ended with ${String(outcome)}`)
      verify(!mayHaveHappened(outcome), 'A payment after close may have happened, though nothing was sent.')
      verify((await pay.booked(payment)) === 0, 'A payment was made after close.')
    },
  },
  {
    id: 'closing.unused',
    area: 'closing',
    title: 'Closing an instance that was never used asks the bank nothing.',
    why: 'Programs make all their providers and use one.',
    source,
    needs: [],
    run: async ({ open, kit }) => {
      const provider = open()
      const before = kit.calls.length
      await provider.close()
      verify(kit.calls.length === before, 'A request was sent at close.')
    },
  },
]

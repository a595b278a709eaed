import { type Check, verify } from './check.ts'
import { accountsOf, attended, type CheckContext, type Connected } from './check-context.ts'
import { readEntryPages, withText } from './entries.ts'
import { readPages } from './outcomes.ts'
import { elevenEntries } from './paging-checks.ts'

const source = 'core/contracts/session-access.ts SessionAccess'

const listKeys = async ({ provider, access }: Connected): Promise<string> =>
  (await readPages(accountsOf(provider).accounts(access, attended(provider))))
    .flatMap(({ items }) => items.map(({ key }) => key))
    .toSorted()
    .join()

/** What holds the process open: sockets, timers, files. */
const resources = (): number => process.getActiveResourcesInfo().filter((name) => name !== 'Immediate').length

/** Until no more of them are open than before, or a second has passed. */
const settled = async (before: number): Promise<number> => {
  for (let turn = 0; turn < 100 && resources() > before; turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, turn < 5 ? 0 : 10))
  }
  return resources()
}

const refreshes = ({ kit }: CheckContext, since: number): number =>
  kit.calls.slice(since).filter(({ method }) => method !== 'GET').length

export const manyChecks: readonly Check[] = [
  {
    id: 'concurrency.one-renewal',
    area: 'concurrency',
    title: 'Ten readings with a dead token renew it once.',
    why: 'Refresh tokens are good once at many banks: the second renewal ends the session.',
    source,
    needs: ['refresh', 'expire', 'accounts'],
    run: async (context) => {
      const { provider, access } = await context.connect()
      await context.bank.expire?.('access')
      const since = context.kit.calls.length
      await Promise.all(
        Array.from({ length: 10 }, () => readPages(accountsOf(provider).accounts(access, attended(provider)))),
      )
      const made = refreshes(context, since)
      verify(made <= 2, `Ten readings made ${made} renewals.`)
    },
  },
  {
    id: 'concurrency.renewal-while-paging',
    area: 'concurrency',
    title: 'A token that dies between two pages does not end the listing.',
    why: 'Long listings outlive tokens.',
    source,
    needs: ['refresh', 'expire', 'book'],
    run: async (context) => {
      const booked = await elevenEntries(context)
      const { provider, access, account, dateFrom, text } = booked
      const listing = accountsOf(provider).transactions(access, account, { dateFrom, pageSize: 5 })
      let [count, isFirst] = [0, true]
      for await (const { items } of listing) {
        count += withText(items, text).length
        if (isFirst) await context.bank.expire?.('access')
        isFirst = false
      }
      verify(count === 11, `Of 11 entries ${count} were read.`)
    },
  },
  {
    id: 'concurrency.customers',
    area: 'concurrency',
    title: 'Two customers of one instance do not touch each other.',
    why: 'The end of one must not be the end of the other.',
    source: 'core/contracts/provider.ts Provider',
    needs: ['revoke', 'many-consents', 'accounts'],
    run: async (context) => {
      const provider = context.open()
      const [one, two] = [await context.connect(provider), await context.connect(provider)]
      const before = await listKeys(two)
      await provider.auth.revoke?.(one.session)
      const after = await listKeys(two).catch((error: unknown) => String(error))
      verify(before === after, `After another customer left, a listing gives ${after.slice(0, 200)}`)
    },
  },
  {
    id: 'concurrency.instances',
    area: 'concurrency',
    title: 'Two instances read with one session at once.',
    why: 'A server has more than one process.',
    source: 'core/domain/session.ts Session',
    needs: ['accounts'],
    run: async (context) => {
      const { session } = await context.connect()
      const lists = await Promise.all(
        [context.open(), context.open()].map((provider) =>
          listKeys({ provider, session, access: context.access(provider, session) }),
        ),
      )
      verify(lists[0] === lists[1], `Two instances list ${lists.join(' and ').slice(0, 300)}`)
    },
  },
  {
    id: 'concurrency.listings-of-entries',
    area: 'concurrency',
    title: 'Four listings of one account at once give the same.',
    why: 'A listing that keeps its place in the instance mixes them.',
    source: 'core/contracts/accounts.ts AccountsProvider',
    needs: ['book'],
    run: async (context) => {
      const booked = await elevenEntries(context)
      const lists = await Promise.all(
        Array.from({ length: 4 }, async () =>
          (await readEntryPages(booked, { pageSize: 5 }))
            .flatMap(({ items }) => items.map(({ transactionId, amount }) => transactionId ?? amount.amount))
            .join(),
        ),
      )
      verify(new Set(lists).size === 1, 'Listings of entries that run at once differ.')
    },
  },
  {
    id: 'memory.resources',
    area: 'memory',
    title: 'Instances that were closed leave no timer, socket or file.',
    why: 'A process that holds them never ends, or ends out of memory.',
    source: 'core/contracts/provider.ts Provider.close',
    needs: ['heavy'],
    run: async (context) => {
      const connected = await context.connect()
      if (connected.provider.accounts !== undefined) await listKeys(connected)
      await connected.provider.close()
      await new Promise((resolve) => setTimeout(resolve, 1))
      const before = resources()
      for (let turn = 0; turn < 5; turn += 1) {
        const provider = context.open()
        const { session } = connected
        if (provider.accounts !== undefined) {
          await listKeys({ provider, session, access: context.access(provider, session) })
        }
        await provider.close()
      }
      const left = (await settled(before)) - before
      verify(left <= 0, `Five instances left ${left} timers, sockets or files.`)
    },
  },
]

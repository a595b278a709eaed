import { addDays } from '@nostro/core'
import { type Check, NotProvableHere, verify } from './check.ts'
import { accountsOf } from './check-context.ts'
import { bookEntries, readEntryPages, uniqueText, withText } from './entries.ts'
import { readPages, refusal } from './outcomes.ts'
import { elevenEntries, refusedQuery } from './paging-checks.ts'

const source = 'core/errors/error-codes.ts protocol_violation'

export const pageLinkChecks: readonly Check[] = [
  {
    id: 'paging.elsewhere',
    area: 'paging',
    title: 'A link to another origin is refused, and nothing is sent there.',
    why: 'The token would go with it.',
    source: 'core/contracts/transport.ts Transport.resolveLink',
    needs: ['book', 'fault:page-elsewhere'],
    run: async (context) => {
      const booked = await elevenEntries(context)
      context.bank.fault?.({ kind: 'page-elsewhere', on: 'reads', times: 500 })
      await refusal('A link to another origin', ['protocol_violation'], () => readEntryPages(booked, { pageSize: 5 }))
      const foreign = context.kit.calls.find(({ origin }) => origin.includes('elsewhere'))
      verify(foreign === undefined, 'A call was made to the other origin.')
    },
  },
  {
    id: 'paging.endless',
    area: 'paging',
    title: 'Empty pages that go on for ever end with protocol_violation.',
    why: 'A sync that never ends holds its lease and its connection.',
    source,
    needs: ['book', 'fault:page-empty'],
    run: async (context) => {
      const booked = await elevenEntries(context)
      context.bank.fault?.({ kind: 'page-empty', on: 'reads', times: 100_000 })
      await refusal('A listing without an end', ['protocol_violation'], () =>
        readEntryPages(booked, { pageSize: 5 }, 500),
      )
    },
  },
  {
    id: 'paging.empty-page',
    area: 'paging',
    title: 'An empty page in the middle is not the end.',
    why: 'Banks filter after they have cut pages.',
    source: 'core/contracts/accounts.ts Page.cursor',
    needs: ['book', 'fault:page-empty-once'],
    run: async (context) => {
      const booked = await elevenEntries(context)
      context.bank.fault?.({ kind: 'page-empty-once', on: 'reads', times: 1 })
      const entries = (await readEntryPages(booked, { pageSize: 5 })).flatMap(({ items }) => items)
      const found = withText(entries, booked.text).length
      verify(found === 11, `Behind an empty page ${found} of 11 entries were read.`)
    },
  },
  {
    id: 'paging.other-query-cursor',
    area: 'paging',
    title: 'A cursor with another period beside it is refused.',
    why: 'It would go on in the old period, and the reader would not know.',
    source: 'core/contracts/accounts.ts TransactionQuery.cursor',
    needs: ['book'],
    run: async (context) => {
      const booked = await elevenEntries(context)
      const { provider, access, account, dateFrom } = booked
      const [first] = await readEntryPages(booked, { pageSize: 5 }, 1)
      const { cursor } = first ?? {}
      verify(cursor !== undefined, 'The first of several pages has no cursor.')
      await refusal('A cursor of another period', ['invalid_request'], () =>
        readPages(accountsOf(provider).transactions(access, account, { cursor, dateFrom: addDays(dateFrom, -5) }), 1),
      )
    },
  },
  {
    id: 'paging.new-entry',
    area: 'paging',
    title:
      'An entry that arrives between two pages costs none of the others, nor makes one come twice where pages stay.',
    why: 'Books are read while they are written.',
    source: 'core/contracts/manifest.ts ProviderManifest.paging',
    needs: ['book'],
    run: async (context) => {
      const booked = await elevenEntries(context)
      const { provider, access, account, dateFrom, text } = booked
      const listing = accountsOf(provider).transactions(access, account, { dateFrom, pageSize: 5 })
      const ids: string[] = []
      let isFirst = true
      for await (const { items } of listing) {
        ids.push(...withText(items, text).map(({ transactionId, amount }) => transactionId ?? amount.amount))
        if (isFirst) {
          const entry = { amount: '0.77', status: 'booked', text: uniqueText(), counterparty: 'Kit Payer' } as const
          await context.bank.book?.(account, [entry])
        }
        isFirst = false
      }
      verify(new Set(ids).size === 11, `Of 11 entries ${new Set(ids).size} were read.`)
      const isStable = provider.manifest.paging === 'stable'
      verify(!isStable || ids.length === 11, 'An entry came twice, though the manifest calls pages stable.')
    },
  },
  {
    id: 'paging.misspelt',
    area: 'paging',
    title: 'A misspelt member of a query is refused.',
    why: 'Ignored, it lists everything.',
    source: 'core/contracts/accounts.ts TransactionQuery',
    needs: ['accounts'],
    run: (context) => refusedQuery(context, [{ pagesize: 5 }, { from: '2026-01-01' }]),
  },
  {
    id: 'paging.forgets',
    area: 'paging',
    title: 'A page that was read is not held any more.',
    why: 'Years of entries do not fit into memory.',
    source: 'core/contracts/accounts.ts AccountsProvider',
    needs: ['book', 'heavy'],
    run: async (context) => {
      const booked = await bookEntries(context, [])
      const more = await elevenEntries(context)
      const { provider, access, account } = more
      const listing = accountsOf(provider).transactions(access, account, { dateFrom: booked.dateFrom, pageSize: 5 })
      const pages = listing[Symbol.asyncIterator]()
      const first = new WeakRef((await pages.next()).value as object)
      await pages.next()
      const isGone = await collected(first)
      await pages.return?.()
      if (isGone === undefined) throw new NotProvableHere('This process cannot collect its garbage on demand.')
      verify(isGone, 'The first page is still held after the second was read.')
    },
  },
]

/** Whether nothing holds it any more; nothing when the collector cannot be asked. */
const collected = async (held: WeakRef<object>): Promise<boolean | undefined> => {
  const { setFlagsFromString } = await import('node:v8')
  const { runInNewContext } = await import('node:vm')
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('typeof gc === "function" ? gc : undefined') as (() => void) | undefined
  if (collect === undefined) return undefined
  for (let turn = 0; turn < 3; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve))
    collect()
  }
  return held.deref() === undefined
}

import { type Account, addDays, NostroError, type TransactionQuery, toInstant } from '@nostro/core'
import { type Check, NotProvableHere, verify } from './check.ts'
import { accountsOf, type CheckContext, type Connected } from './check-context.ts'
import { type Booked, bookEntries, readEntries, readEntryPages, uniqueText, withText } from './entries.ts'
import { readPages, refusal } from './outcomes.ts'

const source = 'core/contracts/accounts.ts TransactionQuery'

/** Eleven entries of this moment: more than two pages of five. */
export const elevenEntries = async (context: CheckContext): Promise<Booked & { readonly text: string }> => {
  const text = uniqueText()
  const entries = Array.from({ length: 11 }, (_, index) => ({
    amount: `${index + 1}.50`,
    status: 'booked' as const,
    text,
    counterparty: 'Kit Payer',
  }))
  return { ...(await bookEntries(context, entries)), text }
}

/** A query that is refused without a request. */
export const refusedQuery = async (context: CheckContext, queries: readonly object[]): Promise<void> => {
  const connected = await context.connect()
  const account = await context.account(connected)
  const calls = context.kit.calls.length
  for (const query of queries) {
    await refusal(`The query ${describe(query)}`, ['invalid_request'], () =>
      readPages(accountsOf(connected.provider).transactions(connected.access, account, query as TransactionQuery), 1),
    )
  }
  verify(context.kit.calls.length === calls, 'A request was sent for a query that was refused.')
}

const describe = (query: object): string =>
  Object.entries(query)
    .map(([name, given]) => `${name}: ${String(given).slice(0, 30)}`)
    .join(', ')

const today = ({ clock }: CheckContext): string => toInstant(clock.now()).slice(0, 10)

/** An account with entries of two days, where the harness can book them. */
const onTwoDays = async (context: CheckContext): Promise<Connected & { readonly account: Account }> => {
  const connected = await context.connect()
  const account = await context.account(connected)
  if (context.bank.profile.zone !== undefined) {
    const entry = { amount: '4.40', status: 'booked', text: uniqueText(), counterparty: 'Kit Payer' } as const
    const earlier = toInstant(context.clock.now() - 3 * 86_400_000)
    await context.bank.book?.(account, [{ ...entry, at: earlier }, entry])
  }
  return { ...connected, account }
}

export const pagingChecks: readonly Check[] = [
  {
    id: 'paging.newest-first',
    area: 'paging',
    title: 'Entries come newest first.',
    why: 'A program that wants the last ten reads one page.',
    source: `${source}.order`,
    needs: ['accounts'],
    run: async (context) => {
      const { account, ...connected } = await onTwoDays(context)
      const pages = await readPages(accountsOf(connected.provider).transactions(connected.access, account, {}), 2)
      const days = pages.flatMap(({ items }) =>
        items.flatMap(({ bookingStatus, bookingDate }) => (bookingStatus === 'booked' ? (bookingDate ?? []) : [])),
      )
      verify(
        days.every((day, index) => index === 0 || day <= (days[index - 1] ?? day)),
        'A later day comes after an earlier one.',
      )
    },
  },
  {
    id: 'paging.oldest-first',
    area: 'paging',
    title: 'Oldest first is served, or refused in words.',
    why: 'Taken and not done, the book is built upside down.',
    source: `${source}.order`,
    needs: ['accounts'],
    run: async (context) => {
      const { account, ...connected } = await onTwoDays(context)
      const query = { order: 'oldest-first', dateFrom: addDays(today(context), -60) } as const
      const pages = await readPages(
        accountsOf(connected.provider).transactions(connected.access, account, query),
        2,
      ).catch(async (error: unknown) => {
        await refusal('Oldest first', ['invalid_request'], () => {
          throw error
        })
        return []
      })
      const days = pages.flatMap(({ items }) => items.flatMap(({ bookingDate }) => bookingDate ?? []))
      verify(
        days.every((day, index) => index === 0 || day >= (days[index - 1] ?? day)),
        'Asked for the oldest first, newer ones came first.',
      )
    },
  },
  {
    id: 'paging.unknown-order',
    area: 'paging',
    title: 'An order that does not exist is refused.',
    why: 'A misspelt word must not pass for the default.',
    source: `${source}.order`,
    needs: ['accounts'],
    run: (context) => refusedQuery(context, [{ order: 'oldest' }]),
  },
  {
    id: 'paging.period',
    area: 'paging',
    title: 'Both days of a period belong to it.',
    why: 'Statements of a month end on its last day.',
    source: `${source}.dateTo`,
    needs: ['book'],
    run: async (context) => {
      const text = uniqueText()
      const booked = await bookEntries(context, [{ amount: '9.90', status: 'booked', text, counterparty: 'Kit Payer' }])
      const day = withText(await readEntries(booked), text)[0]?.bookingDate
      verify(day !== undefined, 'The booked entry has no day.')
      const found = withText(await readEntries(booked, { dateFrom: day, dateTo: day }), text).length
      verify(found === 1, 'An entry of the day is not in the period of that day.')
      const before = addDays(day, -1)
      const other = withText(await readEntries(booked, { dateFrom: before, dateTo: before }), text).length
      verify(other === 0, 'An entry of the day is in the period of the day before.')
    },
  },
  {
    id: 'paging.no-such-day',
    area: 'paging',
    title: 'A day that is not in the calendar is refused.',
    why: 'Ignored, it lists everything.',
    source: `${source}.dateFrom`,
    needs: ['accounts'],
    run: (context) =>
      refusedQuery(context, [{ dateFrom: '2025-02-30' }, { dateTo: 'yesterday' }, { dateFrom: 20250101 }]),
  },
  {
    id: 'paging.backwards',
    area: 'paging',
    title: 'A period that ends before it begins is refused.',
    why: 'It is a mistake, and an empty list would hide it.',
    source: `${source}.dateFrom`,
    needs: ['accounts'],
    run: (context) => refusedQuery(context, [{ dateFrom: today(context), dateTo: addDays(today(context), -9) }]),
  },
  {
    id: 'paging.empty-period',
    area: 'paging',
    title: 'A period without entries is an empty listing; a bank may refuse days to come, in words.',
    why: 'Quiet accounts are normal.',
    source: 'core/contracts/accounts.ts Page',
    needs: ['accounts'],
    run: async (context) => {
      const connected = await context.connect()
      const account = await context.account(connected)
      const day = addDays(today(context), 1)
      const listing = accountsOf(connected.provider).transactions(connected.access, account, {
        dateFrom: day,
        dateTo: day,
      })
      const pages = await readPages(listing).catch((error: unknown) =>
        NostroError.isInstance(error) && error.code === 'invalid_request' ? [] : String(error),
      )
      verify(typeof pages !== 'string', `An empty period ended with ${String(pages)}`)
    },
  },
  {
    id: 'paging.page-size',
    area: 'paging',
    title: 'A page has at most as many entries as asked for.',
    why: 'Memory and screens are planned by it.',
    source: `${source}.pageSize`,
    needs: ['book'],
    run: async (context) => {
      const pages = await readEntryPages(await elevenEntries(context), { pageSize: 5 }, 3)
      verify(
        pages.every(({ items }) => items.length <= 5),
        'A page of 5 has more entries.',
      )
    },
  },
  {
    id: 'paging.bad-page-size',
    area: 'paging',
    title: 'A page size that is no positive whole number is refused.',
    why: 'Ignored, a page is of any size.',
    source: `${source}.pageSize`,
    needs: ['accounts'],
    run: (context) =>
      refusedQuery(
        context,
        [0, -1, 1.5, Number.NaN, 'ten'].map((pageSize) => ({ pageSize })),
      ),
  },
  {
    id: 'paging.large-page-size',
    area: 'paging',
    title: 'A page size beyond the bank’s maximum is brought down to it.',
    why: 'Programs do not know each bank’s maximum.',
    source: `${source}.pageSize`,
    needs: ['book'],
    run: async (context) => {
      const booked = await bookEntries(context, [])
      const pages = await readEntryPages(booked, { pageSize: 1_000_000_000 }, 1).catch((error: unknown) =>
        String(error),
      )
      verify(typeof pages !== 'string', `A large page size ended with ${String(pages)}`)
    },
  },
  {
    id: 'paging.cursor',
    area: 'paging',
    title: 'A cursor goes on exactly after its page, in another instance too.',
    why: 'A sync that was cut off goes on the next day.',
    source: 'core/contracts/accounts.ts Page.cursor',
    needs: ['book'],
    run: async (context) => {
      const booked = await elevenEntries(context)
      const whole = (await readEntries(booked, { pageSize: 5 })).map(
        ({ transactionId, amount }) => transactionId ?? amount.amount,
      )
      const [first] = await readEntryPages(booked, { pageSize: 5 }, 1)
      verify(first?.cursor !== undefined, 'The first of several pages has no cursor.')
      const provider = context.open()
      const elsewhere = { ...booked, provider, access: context.access(provider, booked.session) }
      const rest = await readEntries(elsewhere, { pageSize: 5, cursor: first.cursor })
      const ids = [...first.items, ...rest].map(({ transactionId, amount }) => transactionId ?? amount.amount)
      verify(ids.join() === whole.join(), 'Entries are missing, or come twice, where the cursor went on.')
    },
  },
  {
    id: 'paging.last-page',
    area: 'paging',
    title: 'The last page has no cursor.',
    why: 'A program goes on while there is one.',
    source: 'core/contracts/accounts.ts Page.cursor',
    needs: ['book'],
    run: async (context) => {
      const pages = await readEntryPages(await elevenEntries(context), { pageSize: 5 })
      verify(pages.at(-1)?.cursor === undefined, 'The last page has a cursor.')
    },
  },
  {
    id: 'paging.garbage-cursor',
    area: 'paging',
    title: 'A cursor that no page gave is refused without a request.',
    why: 'Taken for none, the listing starts again.',
    source: `${source}.cursor`,
    needs: ['accounts'],
    run: (context) =>
      refusedQuery(
        context,
        ['', 'x', 'https://other.example/page', '../../payments', 7].map((cursor) => ({ cursor })),
      ),
  },
  {
    id: 'paging.other-accounts-cursor',
    area: 'paging',
    title: 'A cursor of another account is refused.',
    why: 'Entries of one account would be kept under another.',
    source: `${source}.cursor`,
    needs: ['book'],
    run: async (context) => {
      const { provider, access, account, dateFrom, ...booked } = await elevenEntries(context)
      const [first] = await readEntryPages({ provider, access, account, dateFrom, ...booked }, { pageSize: 5 }, 1)
      const { cursor } = first ?? {}
      verify(cursor !== undefined, 'The first of several pages has no cursor.')
      const listed = (await readPages(accountsOf(provider).accounts(access))).flatMap(({ items }) => items)
      const other = listed.find(({ id, kind }) => id !== account.id && kind !== 'card')
      if (other === undefined) throw new NotProvableHere('The customer has one account.')
      await refusal('A cursor of another account', ['invalid_request'], () =>
        readPages(
          accountsOf(provider).transactions(
            access,
            { id: other.id, kind: other.kind, currency: other.currency },
            { cursor },
          ),
          1,
        ),
      )
    },
  },
  {
    id: 'paging.lazy',
    area: 'paging',
    title: 'A page is fetched when it is asked for, and none after the reader has left.',
    why: 'Reads are counted by law, and years of history are long.',
    source: 'core/contracts/accounts.ts AccountsProvider',
    needs: ['book'],
    run: async (context) => {
      const booked = await elevenEntries(context)
      const count = async (query: TransactionQuery, most: number): Promise<number> => {
        const before = context.kit.calls.length
        await readEntryPages(booked, query, most)
        return context.kit.calls.length - before
      }
      const [one, two] = [await count({ pageSize: 5 }, 1), await count({ pageSize: 5 }, 2)]
      if (two > one) return
      const whole = await count({ pageSize: 5 }, 50)
      verify(whole === 1 || whole > one, `One page took ${one} requests, all pages took ${whole}.`)
      // The bank's own pages are longer than those that were asked for: more of them are needed to see it.
      const years = { dateFrom: addDays(today(context), -700) }
      const [first, all] = [await count(years, 1), await count(years, 50)]
      if (all === 1) throw new NotProvableHere('The bank gives all of an account in one page.')
      verify(all > first, `One page took ${first} requests, all pages took ${all}.`)
    },
  },
  {
    id: 'paging.circle',
    area: 'paging',
    title: 'A page that leads to itself ends with protocol_violation.',
    why: 'A listing without an end fills the disk.',
    source: 'core/errors/error-codes.ts protocol_violation',
    needs: ['book', 'fault:page-loop'],
    run: async (context) => {
      const booked = await elevenEntries(context)
      context.bank.fault?.({ kind: 'page-loop', on: 'reads', times: 500 })
      await refusal('A circle of pages', ['protocol_violation'], () => readEntryPages(booked, { pageSize: 5 }, 200))
    },
  },
]

import { type AccountRef, type Balance, parseInstant } from '@nostro/core'
import { type Check, verify } from './check.ts'
import { accountsOf, attended, type Connected } from './check-context.ts'
import { bookEntries, readEntries, readEntryPages, uniqueText, withText } from './entries.ts'
import { readPages, refusal } from './outcomes.ts'

const pageSource = 'core/contracts/accounts.ts Page'

const accountsIn = async ({ provider, access }: Connected) =>
  (await readPages(accountsOf(provider).accounts(access))).flatMap(({ items }) => items)

const verifyPage = (page: { readonly asOf: string; readonly problems: readonly unknown[] }): void => {
  verify(Array.isArray(page.problems), 'A page has no list of problems.')
  verify(page.asOf.endsWith('Z') && parseInstant(page.asOf) !== undefined, `asOf is “${page.asOf}”.`)
}

const minor = (amount: unknown): bigint => {
  const [whole = '', fraction = ''] = String(amount).split('.')
  return BigInt(`${whole}${fraction.padEnd(4, '0').slice(0, 4)}`)
}

const balancesOf = async ({ provider, access }: Connected, account: AccountRef): Promise<readonly Balance[]> =>
  (await accountsOf(provider).balances(access, account, attended(provider))).items

const accountLaws: readonly Check[] = [
  {
    id: 'accounts.recognition',
    area: 'accounts',
    title: 'An account is recognised by its own number and currency.',
    why: 'After a renewal it is found again by them.',
    source: 'core/domain/account.ts AccountRecognition',
    needs: ['accounts'],
    run: async ({ connect }) => {
      for (const { iban, currency, maskedPan, recognition } of await accountsIn(await connect())) {
        const isOwn =
          recognition.iban === iban && recognition.currency === currency && recognition.maskedPan === maskedPan
        verify(isOwn, 'An account is recognised by another number or currency than its own.')
      }
    },
  },
  {
    id: 'accounts.raw',
    area: 'accounts',
    title: 'The bank’s original stands beside what was made of it.',
    why: 'What the contract has no member for is found there.',
    source: 'core/domain/account.ts Account.raw',
    needs: ['accounts'],
    run: async ({ connect }) => {
      for (const { raw } of await accountsIn(await connect())) {
        verify(raw !== undefined, 'An account has no original.')
      }
    },
  },
  {
    id: 'balances.page',
    area: 'balances',
    title: 'Balances have their list of problems and the moment of the bank’s answer.',
    why: 'A balance without its moment is worth nothing.',
    source: pageSource,
    needs: ['accounts'],
    run: async (context) => {
      const connected = await context.connect()
      const account = await context.account(connected)
      verifyPage(await accountsOf(connected.provider).balances(connected.access, account))
    },
  },
  {
    id: 'balances.no-account',
    area: 'balances',
    title: 'What is no account is refused in words, without a request.',
    why: 'Stores and browsers give anything.',
    source: 'core/domain/account.ts AccountRef',
    needs: ['accounts'],
    run: async ({ connect, kit }) => {
      const { provider, access } = await connect()
      const calls = kit.calls.length
      for (const ref of [undefined, null, 'account', {}, { id: '' }]) {
        await refusal(`${JSON.stringify(ref)} as an account`, ['invalid_request'], () =>
          accountsOf(provider).balances(access, ref as never),
        )
      }
      verify(kit.calls.length === calls, 'A request was sent for what is no account.')
    },
  },
  {
    id: 'balances.follow-the-book',
    area: 'balances',
    title: 'A balance moves by exactly what was booked.',
    why: 'The ledger compares both, and calls the book broken when they differ.',
    source: 'core/domain/balance.ts Balance.amount',
    needs: ['book', 'live-balances'],
    run: async (context) => {
      const connected = await context.connect()
      const account = await context.account(connected)
      const before = await balancesOf(connected, account)
      await context.bank.book?.(account, [{ amount: '1.11', status: 'booked', counterparty: 'Kit Payer', text: 'kit' }])
      const after = await balancesOf(connected, account)
      const moved = after.map(({ balanceType, amount }) => {
        const old = before.find((each) => each.balanceType === balanceType)
        return old === undefined ? 0n : minor(amount.amount) - minor(old.amount.amount)
      })
      verify(moved.includes(11_100n), 'No balance moved by what was booked.')
    },
  },
]

const entryLaws: readonly Check[] = [
  {
    id: 'transactions.page',
    area: 'transactions',
    title: 'A page of entries has its list of problems and the moment of the bank’s answer.',
    why: 'What could not be read is never lost in silence.',
    source: pageSource,
    needs: ['accounts'],
    run: async (context) => {
      const connected = await context.connect()
      const account = await context.account(connected)
      const listing = accountsOf(connected.provider).transactions(connected.access, account, {})
      for (const page of await readPages(listing, 1)) verifyPage(page)
    },
  },
  {
    id: 'transactions.large-digits',
    area: 'transactions',
    title: 'An amount with more digits than a float keeps stays exact.',
    why: 'Some currencies and some companies have many.',
    source: 'core/domain/money-types.ts Money.amount',
    needs: ['book'],
    run: async (context) => {
      const text = uniqueText()
      const amount = '90071992547409.93'
      const booked = await bookEntries(context, [{ amount, status: 'booked', text, counterparty: 'Kit Payer' }])
      const seen = withText(await readEntries(booked), text)[0]?.amount.amount
      verify(seen === amount, `${amount} became ${String(seen)}.`)
    },
  },
  {
    id: 'transactions.raw',
    area: 'transactions',
    title: 'The bank’s original of an entry stands beside what was made of it.',
    why: 'What the contract has no member for is found there.',
    source: 'core/domain/transaction.ts Transaction.raw',
    needs: ['book'],
    run: async (context) => {
      const booked = await bookEntries(context, [
        { amount: '-3.34', status: 'booked', text: 'kit', counterparty: 'Kit Shop' },
      ])
      const pages = await readEntryPages(booked)
      for (const { raw } of pages.flatMap(({ items }) => items)) {
        verify(raw !== undefined, 'An entry has no original.')
      }
    },
  },
]

export const listingChecks: readonly Check[] = [...accountLaws, ...entryLaws]

import { isLocalDate, normaliseIban, parseInstant, type Transaction } from '@nostro/core'
import { moneyPattern } from './account-checks.ts'
import { type Check, verify } from './check.ts'
import { accountsOf } from './check-context.ts'
import { bookEntries, readEntries, uniqueText, withText } from './entries.ts'
import { readPages, refusal } from './outcomes.ts'

const source = 'core/domain/transaction.ts Transaction'
const placeholders = ['', '0', 'NOTPROVIDED', 'NOT PROVIDED', 'NONE']
const idOf = ({ transactionId, entryReference }: Transaction): string | undefined => transactionId ?? entryReference

/** Without zeros at the end, so that `-0.10` equals `-0.1`. */
const value = (amount: unknown): string => {
  const [whole = '', fraction = ''] = String(amount).split('.')
  return `${whole}.${fraction.replace(/0+$/, '')}`
}

const amounts = ['1234567.89', '-0.10', '0.01', '-750.05', '12.00'] as const
const some = [
  { amount: '-3.21', status: 'booked', counterparty: 'Kit Shop', text: 'kit debit' },
  { amount: '7.65', status: 'booked', counterparty: 'Kit Payer', text: 'kit credit' },
] as const

export const transactionChecks: readonly Check[] = [
  {
    id: 'transactions.booked-once',
    area: 'transactions',
    title: 'Every booked entry is listed once.',
    why: 'A missing entry is missing money, a double one is twice as much.',
    source: 'core/contracts/accounts.ts AccountsProvider.transactions',
    needs: ['book'],
    run: async (context) => {
      const texts = ['1.11', '2.22', '3.33'].map((amount) => ({ amount, text: uniqueText() }))
      const booked = await bookEntries(
        context,
        texts.map(({ amount, text }) => ({ amount, status: 'booked', text, counterparty: 'Kit Payer' })),
      )
      const entries = await readEntries(booked)
      for (const { text } of texts) {
        const found = withText(entries, text).length
        verify(found === 1, `A booked entry is listed ${found} times.`)
      }
    },
  },
  {
    id: 'transactions.digits',
    area: 'transactions',
    title: 'Each amount has exactly the digits of the bank.',
    why: 'Money is never rounded.',
    source: 'core/domain/money-types.ts Money.amount',
    needs: ['book'],
    run: async (context) => {
      const text = uniqueText()
      const booked = await bookEntries(
        context,
        amounts.map((amount) => ({ amount, status: 'booked', text, counterparty: 'Kit Payer' })),
      )
      const seen = withText(await readEntries(booked), text).map(({ amount }) => value(amount.amount).replace('-', ''))
      for (const amount of amounts) {
        verify(seen.includes(value(amount).replace('-', '')), `${amount} is not among ${seen.join(', ')}.`)
      }
    },
  },
  {
    id: 'transactions.amounts',
    area: 'transactions',
    title: 'An amount is a decimal text, never a number, never -0.',
    why: 'A float loses cents in the first sum.',
    source: 'core/domain/money-types.ts Money.amount',
    needs: ['book'],
    run: async (context) => {
      for (const { amount } of await readEntries(await bookEntries(context, some))) {
        const isText = typeof amount.amount === 'string' && moneyPattern.test(amount.amount)
        verify(isText && /^[A-Z]{3}$/.test(amount.currency), `An amount is ${JSON.stringify(amount)}.`)
      }
    },
  },
  {
    id: 'transactions.sign',
    area: 'transactions',
    title: 'What leaves the account is negative, what arrives is positive.',
    why: 'The wrong sign is twice the amount off.',
    source: `${source}.amount`,
    needs: ['book'],
    run: async (context) => {
      const [out, into] = [uniqueText(), uniqueText()]
      const booked = await bookEntries(context, [
        { amount: '-4.20', status: 'booked', text: out, counterparty: 'Kit Shop' },
        { amount: '4.30', status: 'booked', text: into, counterparty: 'Kit Payer' },
      ])
      const entries = await readEntries(booked)
      const signOf = (text: string): boolean => String(withText(entries, text)[0]?.amount.amount).startsWith('-')
      verify(signOf(out) && !signOf(into), 'A debit is not negative, or a credit is.')
    },
  },
  {
    id: 'transactions.counterparty',
    area: 'transactions',
    title: 'The counterparty of a credit is who paid, of a debit who was paid.',
    why: 'The other one is the holder, and says nothing.',
    source: 'core/domain/transaction.ts Counterparty',
    needs: ['book'],
    run: async (context) => {
      const names = [`Kit Shop ${uniqueText()}`, `Kit Payer ${uniqueText()}`] as const
      const booked = await bookEntries(context, [
        { amount: '-5.20', status: 'booked', counterparty: names[0], text: 'kit' },
        { amount: '5.30', status: 'booked', counterparty: names[1], text: 'kit' },
      ])
      const seen = (await readEntries(booked)).map(({ counterparty }) => counterparty?.name)
      for (const name of names) verify(seen.includes(name), 'The other side of an entry is not its counterparty.')
    },
  },
  {
    id: 'transactions.never-the-holder',
    area: 'transactions',
    title: 'The counterparty is never the holder’s own account.',
    why: 'Matching would find the customer paying himself.',
    source: 'core/domain/transaction.ts Counterparty',
    needs: ['book'],
    run: async (context) => {
      const booked = await bookEntries(context, some)
      const own = normaliseIban(booked.account.iban ?? 'none')
      for (const { counterparty } of await readEntries(booked)) {
        verify(normaliseIban(counterparty?.iban ?? '') !== own, 'The holder is given as the counterparty.')
      }
    },
  },
  {
    id: 'transactions.twins',
    area: 'transactions',
    title: 'Two equal entries of one day stay two.',
    why: 'Two coffees are two payments.',
    source: 'core/contracts/accounts.ts AccountsProvider.transactions',
    needs: ['book'],
    run: async (context) => {
      const text = uniqueText()
      const twin = { amount: '-2.75', status: 'booked', text, counterparty: 'Kit Coffee' } as const
      const found = withText(await readEntries(await bookEntries(context, [twin, twin])), text).length
      verify(found === 2, `Two equal entries are listed as ${found}.`)
    },
  },
  {
    id: 'transactions.placeholders',
    area: 'transactions',
    title: 'An id that is a placeholder is left out.',
    why: 'Entries are recognised by their ids; a shared “0” makes them one.',
    source: `${source}.transactionId`,
    needs: ['book'],
    run: async (context) => {
      for (const { transactionId, entryReference, endToEndId } of await readEntries(await bookEntries(context, some))) {
        for (const id of [transactionId, entryReference, endToEndId]) {
          verify(id === undefined || !placeholders.includes(id.trim()), `An id is “${String(id)}”.`)
        }
      }
    },
  },
  {
    id: 'transactions.ids-unique',
    area: 'transactions',
    title: 'No two entries of an account have one id.',
    why: 'The ledger would keep one of them.',
    source: 'core/contracts/manifest.ts IdentifierTraits.scope',
    needs: ['book'],
    run: async (context) => {
      const ids = (await readEntries(await bookEntries(context, some))).flatMap(
        ({ transactionId }) => transactionId ?? [],
      )
      verify(new Set(ids).size === ids.length, 'Two entries have one id.')
    },
  },
  {
    id: 'transactions.ids-stable',
    area: 'transactions',
    title: 'An entry has the same id at each reading, whatever the page size.',
    why: 'Else each sync doubles the book.',
    source: 'core/contracts/manifest.ts IdentifierTraits',
    needs: ['book'],
    run: async (context) => {
      const booked = await bookEntries(context, some)
      const idsOf = async (pageSize?: number): Promise<string> =>
        (await readEntries(booked, { pageSize })).map(idOf).toSorted().join()
      const first = await idsOf()
      verify(first === (await idsOf()) && first === (await idsOf(5)), 'The ids differ between two readings.')
    },
  },
  {
    id: 'transactions.pending',
    area: 'transactions',
    title: 'A pending entry is listed as pending.',
    why: 'The manifest promises it, and spendable money depends on it.',
    source: 'core/contracts/manifest.ts ProviderManifest.lists',
    needs: ['book', 'pending'],
    run: async (context) => {
      const text = uniqueText()
      const booked = await bookEntries(context, [
        { amount: '-6.60', status: 'pending', text, counterparty: 'Kit Shop' },
      ])
      const found = (await readEntries(booked)).filter(({ amount }) => value(amount.amount) === value('-6.60'))
      verify(
        found.some(({ bookingStatus }) => bookingStatus === 'pending'),
        'A pending entry is not listed as pending.',
      )
    },
  },
  {
    id: 'transactions.pending-to-booked',
    area: 'transactions',
    title: 'A pending entry keeps its id when it books exactly when the manifest says so.',
    why: 'The ledger looks for it by its id, or by day and amount.',
    source: 'core/contracts/manifest.ts IdentifierTraits.stableFromPendingToBooked',
    needs: ['book', 'pending', 'settle'],
    run: async (context) => {
      const booked = await bookEntries(context, [{ amount: '-8.18', status: 'pending', counterparty: 'Kit Shop' }])
      const idNow = async (): Promise<string | undefined> =>
        (await readEntries(booked)).find(({ amount }) => value(amount.amount) === value('-8.18'))?.transactionId
      const before = await idNow()
      await context.bank.settle?.(booked.account)
      const after = await idNow()
      const promised = booked.provider.manifest.ids.transaction.stableFromPendingToBooked
      verify(after !== undefined, 'The settled entry is not listed.')
      verify(
        promised === null || promised === (before === after),
        `The manifest says ${String(promised)}, the bank does not.`,
      )
    },
  },
  {
    id: 'transactions.dates',
    area: 'transactions',
    title: 'A booked entry has its day, and days and moments are in the contract’s forms.',
    why: 'Books are kept by the day.',
    source: `${source}.bookingDate`,
    needs: ['book'],
    run: async (context) => {
      for (const { bookingDate, valueDate, executedAt, bookingStatus } of await readEntries(
        await bookEntries(context, some),
      )) {
        verify(bookingStatus !== 'booked' || bookingDate !== undefined, 'A booked entry has no day.')
        for (const day of [bookingDate, valueDate]) {
          verify(day === undefined || isLocalDate(day), `A day is “${String(day)}”.`)
        }
        verify(
          executedAt === undefined || parseInstant(executedAt) !== undefined,
          `A moment is “${String(executedAt)}”.`,
        )
      }
    },
  },
  {
    id: 'transactions.texts',
    area: 'transactions',
    title: 'Texts are lines without separators and control characters.',
    why: 'They are shown, exported as CSV and matched.',
    source: 'core/domain/transaction.ts RemittanceInformation',
    needs: ['book'],
    run: async (context) => {
      for (const { remittanceInformation } of await readEntries(await bookEntries(context, some))) {
        for (const line of remittanceInformation?.unstructured ?? []) {
          verify(!/\p{Cc}|<br ?\/?>/iu.test(line), `A line has a separator in it: ${JSON.stringify(line)}`)
        }
      }
    },
  },
  {
    id: 'transactions.owner',
    area: 'transactions',
    title: 'An entry names its provider and the account that was asked for.',
    why: 'Entries of many accounts are kept in one table.',
    source: `${source}.accountId`,
    needs: ['book'],
    run: async (context) => {
      const booked = await bookEntries(context, some)
      for (const { provider, accountId } of await readEntries(booked)) {
        const isOwn = provider === booked.provider.manifest.id && accountId === booked.account.id
        verify(isOwn, 'An entry names another provider or account.')
      }
    },
  },
  {
    id: 'transactions.unknown-account',
    area: 'transactions',
    title: 'Entries of an account that the bank does not know are an error.',
    why: 'An empty list looks like an account without movements.',
    source: 'core/errors/error-codes.ts not_found',
    needs: ['accounts'],
    run: async ({ connect }) => {
      const { provider, access } = await connect()
      const ref = { id: '99999999', kind: 'current', currency: 'EUR' } as const
      await refusal('The list of an unknown account', ['not_found', 'forbidden', 'invalid_request'], () =>
        readPages(accountsOf(provider).transactions(access, ref, {}), 1),
      )
    },
  },
  {
    id: 'transactions.hostile-ids',
    area: 'transactions',
    title: 'Ids that are paths, empty or no texts are refused, and reach no other route.',
    why: 'Ids come from stores and browsers.',
    source: 'core/domain/account.ts AccountRef.id',
    needs: ['accounts'],
    run: async ({ connect }) => {
      const { provider, access } = await connect()
      for (const id of ['', '..', '../payments', 'a/b', 'a\r\nX: y', '%2e%2e', 7, null, undefined]) {
        const ref = { id, kind: 'current', currency: 'EUR' } as never
        await refusal(`The id ${JSON.stringify(id)}`, ['not_found', 'forbidden', 'invalid_request'], () =>
          readPages(accountsOf(provider).transactions(access, ref, {}), 1),
        )
      }
    },
  },
]

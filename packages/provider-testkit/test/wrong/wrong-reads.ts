import { NostroError, type NostroErrorInit, type Transaction } from '@nostro/core'
import {
  accountItems,
  as,
  balanceItems,
  entries,
  entryPages,
  queries,
  row,
  thrownByReads,
  type Wrong,
  withPart,
} from './wrong.ts'

const only = (status: number, change: Partial<NostroErrorInit>) =>
  thrownByReads(as(({ httpStatus }) => (httpStatus === status ? change : {})))
const readAll = async <T>(pages: AsyncIterable<T>): Promise<readonly T[]> => {
  const read: T[] = []
  for await (const page of pages) read.push(page)
  return read
}
const digits = (entry: Transaction): string => Number(entry.amount.amount).toFixed(1)

/** Wrong in what reads give. */
export const wrongReads: readonly Wrong[] = [
  row(
    'accounts.all',
    'drops the last account',
    withPart('accounts', (accounts) => ({
      async *accounts(access, ctx) {
        for await (const page of accounts.accounts(access, ctx))
          yield { ...page, items: page.items.filter(({ id }) => id !== 'acc-3') }
      },
    })),
  ),
  row(
    'accounts.lazy',
    'fetches at once',
    withPart('accounts', (accounts) => ({
      accounts: (access, ctx) => {
        const reading = readAll(accounts.accounts(access, ctx))
        reading.catch(() => {})
        return (async function* () {
          yield* await reading
        })()
      },
    })),
  ),
  row(
    'accounts.words',
    'a kind of its own',
    accountItems(() => ({ status: 'active' })),
  ),
  row(
    'accounts.iban',
    'prints the IBAN in groups',
    accountItems(({ iban, recognition }) => {
      const grouped = iban?.replace(/(.{4})/g, '$1 ')
      return { iban: grouped, recognition: { ...recognition, iban: grouped } }
    }),
  ),
  row(
    'accounts.currency',
    'small letters',
    accountItems(({ recognition }, index) =>
      index === 2 ? { currency: 'eur', recognition: { ...recognition, currency: 'eur' } } : {},
    ),
  ),
  row(
    'accounts.key',
    'one key for all',
    accountItems(() => ({ key: 'account' })),
  ),
  row(
    'accounts.masked-pan',
    'the whole card number',
    accountItems(({ recognition }, index) =>
      index === 2
        ? { maskedPan: '4111111111111111', recognition: { ...recognition, maskedPan: '4111111111111111' } }
        : {},
    ),
  ),
  row(
    'balances.types',
    'a type of its own',
    balanceItems(() => ({ balanceType: 'available' })),
  ),
  row(
    'balances.amounts',
    'a float',
    balanceItems(({ amount }) => ({ amount: { ...amount, amount: Number(amount.amount) } })),
  ),
  row(
    'balances.currency',
    'dollars',
    balanceItems(({ amount }) => ({ amount: { ...amount, currency: 'USD' } })),
  ),
  row(
    'balances.dates',
    'an instant for a day',
    balanceItems(() => ({ referenceDate: '2026-01-31T00:00:00Z' })),
  ),
  row(
    'transactions.booked-once',
    'drops a booked entry of 2.22',
    entryPages((page) => ({
      ...page,
      items: page.items.filter(({ amount }) => amount.amount !== '2.22'),
    })),
  ),
  row(
    'transactions.digits',
    'rounds',
    entries((entry) =>
      /-750/.test(entry.amount.amount) ? { amount: { ...entry.amount, amount: digits(entry) } } : {},
    ),
  ),
  row(
    'transactions.amounts',
    'a number',
    entries(({ amount }) => ({ amount: { ...amount, amount: amount.amount === '7.65' ? 7.65 : amount.amount } })),
  ),
  row(
    'transactions.sign',
    'no sign',
    entries(({ amount }) => (amount.amount === '-4.20' ? { amount: { ...amount, amount: '4.20' } } : {})),
  ),
  row(
    'transactions.counterparty',
    'the holder’s name',
    entries(({ amount }) => (amount.amount === '5.30' ? { counterparty: { name: 'Holder' } } : {})),
  ),
  row(
    'transactions.never-the-holder',
    'the holder’s IBAN',
    entries(({ counterparty }) => ({ counterparty: { ...counterparty, iban: 'NL69INGB0123456789' } })),
  ),
  row(
    'transactions.twins',
    'removes doubles',
    entryPages((page) => ({
      ...page,
      items: page.items.filter(
        (entry, index) =>
          entry.amount.amount !== '-2.75' || index === page.items.findIndex(({ amount }) => amount.amount === '-2.75'),
      ),
    })),
  ),
  row(
    'transactions.placeholders',
    'hands on NOTPROVIDED',
    entries(() => ({ endToEndId: 'NOTPROVIDED' })),
  ),
  row(
    'transactions.pending',
    'calls everything booked',
    entries(() => ({ bookingStatus: 'booked' })),
  ),
  row(
    'transactions.pending-to-booked',
    'another id while pending',
    entries(({ bookingStatus, transactionId }) =>
      bookingStatus === 'pending' ? { transactionId: `p-${transactionId}` } : {},
    ),
  ),
  row(
    'transactions.texts',
    'a separator in a line',
    entries(({ amount }) =>
      amount.amount === '-3.21' ? { remittanceInformation: { unstructured: ['one<br>two'] } } : {},
    ),
  ),
  row(
    'transactions.owner',
    'the IBAN for the account',
    entries(() => ({ accountId: 'NL69INGB0123456789' })),
  ),
  row(
    'paging.unknown-order',
    'ignores the order',
    queries(({ order, ...rest }) => ((order as string) === 'oldest' ? rest : { ...rest, order })),
  ),
  row(
    'paging.backwards',
    'ignores the end of a period that ends too early',
    queries((query) =>
      query.dateFrom !== undefined && query.dateTo !== undefined && query.dateTo < query.dateFrom
        ? { ...query, dateTo: undefined }
        : query,
    ),
  ),
  row(
    'paging.no-such-day',
    'ignores a day that is none',
    queries((query) => (query.dateFrom === '2025-02-30' ? { ...query, dateFrom: undefined } : query)),
  ),
  row(
    'paging.page-size',
    'ignores five',
    queries((query) => (query.pageSize === 5 && query.cursor === undefined ? { ...query, pageSize: 9 } : query)),
  ),
  row(
    'paging.bad-page-size',
    'ignores zero',
    queries((query) => (query.pageSize === 0 ? { ...query, pageSize: undefined } : query)),
  ),
  row(
    'paging.large-page-size',
    'refuses a large page',
    queries((query) => (query.pageSize === 1e9 ? { ...query, pageSize: -1 } : query)),
  ),
  row(
    'paging.garbage-cursor',
    'starts again',
    queries((query) => (query.cursor === 'x' ? { ...query, cursor: undefined } : query)),
  ),
  row(
    'paging.last-page',
    'a cursor at the end',
    entryPages((page) => ({ ...page, cursor: page.cursor ?? 'end' })),
  ),
  row(
    'errors.class',
    'a plain Error',
    thrownByReads((error) => (NostroError.isInstance(error) && error.httpStatus === 451 ? new Error('law') : error)),
  ),
  row('errors.provider', 'no provider', only(400, { provider: undefined })),
  row('errors.words', 'an object for a message', only(400, { message: 'The bank said [object Object].' })),
  row(
    'errors.rate-limited',
    'seconds for milliseconds',
    thrownByReads(as(({ retryAfterMs }) => (retryAfterMs === 7000 ? { retryAfterMs: 7 } : {}))),
  ),
  row(
    'errors.retry-after-garbage',
    'a negative wait',
    thrownByReads(
      as(({ httpStatus, retryAfterMs }) =>
        httpStatus === 429 && retryAfterMs !== 7000 && (retryAfterMs ?? 0) < 3_600_000 ? { retryAfterMs: -5 } : {},
      ),
    ),
  ),
  row('errors.unavailable', 'not to be tried again', only(503, { retryable: false })),
  row('errors.unauthorized', 'another code', only(401, { code: 'protocol_violation' })),
  row('errors.forbidden', 'a dead session', only(403, { code: 'session_expired' })),
  row('errors.page-of-a-proxy', 'a fault of the protocol', only(502, { code: 'protocol_violation' })),
]

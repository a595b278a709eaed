import type { LocalDate } from '@nostro/core'
import type { LedgerAccount, SqlRow, SqlWork } from '@nostro/ledger'
import { describe, expect, it } from 'vitest'
import { balanceHistory } from '../src/balances/balance-history.ts'

/** Runs the work over rows that the database would give. */
const run = <T>(work: SqlWork<T>, rows: readonly SqlRow[]): T => {
  let step = work.next([])
  while (step.done !== true) step = work.next(rows)
  return step.value
}

const account = (id: string, currency: string, balances: readonly (readonly [string, string])[], total = '0') =>
  ({
    id,
    currency,
    total,
    balances: balances.map(([type, amount]) => ({ type, amount: { amount, currency }, readAt: 0 })),
  }) as unknown as LedgerAccount

const period = { from: '2026-03-28' as LocalDate, to: '2026-03-31' as LocalDate }

describe('balances by day', () => {
  it('go backwards from the bank’s balance, also over entries that lie after the period', () => {
    const [series] = run(balanceHistory([account('a1', 'EUR', [['interimBooked', '100.00']])], period), [
      { account: 1, day: '2026-03-29', moved: '1000000' },
      { account: 1, day: '2026-03-31', moved: '-250000' },
      { account: 1, day: '2026-04-02', moved: '500000' },
    ])
    expect(series).toMatchObject({ currency: 'EUR', accountIds: ['a1'], isAnchored: true })
    expect(series?.points).toEqual([
      { day: '2026-03-28', amount: '87.50' },
      { day: '2026-03-29', amount: '97.50' },
      { day: '2026-03-30', amount: '97.50' },
      { day: '2026-03-31', amount: '95.00' },
    ])
  })

  it('are summed for each currency apart; an account without a balance is held by its entries, and says so', () => {
    const series = run(
      balanceHistory(
        [
          account('a1', 'EUR', [['interimBooked', '10']]),
          account('a2', 'EUR', [], '0.005'),
          account('a3', 'USD', [['interimAvailable', '7.5']]),
        ],
        { from: period.to, to: period.to },
      ),
      [],
    )
    expect(series.map(({ currency, isAnchored, points }) => [currency, isAnchored, points[0]?.amount])).toEqual([
      ['EUR', false, '10.005'],
      ['USD', true, '7.50'],
    ])
  })

  it('what is booked holds, before what is available', () => {
    const both = account('a1', 'EUR', [
      ['interimAvailable', '500'],
      ['closingBooked', '20'],
    ])
    const [series] = run(balanceHistory([both], { from: period.to, to: period.to }), [])
    expect(series?.points).toEqual([{ day: '2026-03-31', amount: '20.00' }])
  })
})

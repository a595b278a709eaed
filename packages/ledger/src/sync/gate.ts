import {
  addMoney,
  type Balance,
  compareMoney,
  type EpochMs,
  type Money,
  parseInstant,
  subtractMoney,
} from '@nostro/core'
import { amountKey } from '../plan/amounts.ts'
import type { SyncState } from '../store/sync-state.ts'

/** Booked balances in order of preference. What can be spent (`interimAvailable`) proves nothing about bookings. */
const bookedTypes = ['interimBooked', 'closingBooked', 'openingBooked'] as const

export const bookedBalance = (balances: readonly Balance[], currency: string | null): Balance | undefined => {
  for (const type of bookedTypes) {
    const found = balances.find(
      ({ balanceType, amount }) => balanceType === type && (currency ?? amount.currency) === amount.currency,
    )
    if (found !== undefined) return found
  }
  return undefined
}

/** An entry's amount and when it was executed, for entries that a balance may not hold yet. */
export interface LateEntry {
  readonly amount: string
  readonly executedAt: EpochMs | null
}

/**
 * The balance gate (section 3.3): the balance at the first sync anchors the book, every later one must equal anchor and sum of
 * entries. A difference is reported when two syncs in a row find the same.
 */
export const judgeGate = (
  state: SyncState,
  balance: Balance | undefined,
  lateEntries: readonly LateEntry[],
): Pick<SyncState, 'gate' | 'gateOff' | 'gateSeen' | 'anchorAmount' | 'anchorDay'> => {
  const { anchorAmount, anchorDay } = state
  if (balance === undefined) return { gate: 'no-balance', gateOff: null, gateSeen: null, anchorAmount, anchorDay }
  const { amount } = balance
  const total: Money = { amount: state.total, currency: amount.currency }
  if (anchorAmount === null) {
    const anchor = subtractMoney(amount, total)
    return {
      gate: 'unproven',
      gateOff: null,
      gateSeen: null,
      anchorAmount: amountKey(anchor.amount),
      anchorDay: state.coveredFrom,
    }
  }
  const frame = { anchorAmount, anchorDay }
  const expected = addMoney({ amount: anchorAmount, currency: amount.currency }, total)
  const off = amountKey(subtractMoney(amount, expected).amount)
  if (isZero(off)) return { ...frame, gate: 'balanced', gateOff: null, gateSeen: null }
  const isLate = isExplainedByLate(balance, off, lateEntries)
  if (!isLate && state.gateSeen === off) return { ...frame, gate: 'off', gateOff: off, gateSeen: off }
  return { ...frame, gate: 'waiting', gateOff: null, gateSeen: isLate ? null : off }
}

const isZero = (amount: string): boolean => /^-?0*(\.0*)?$/.test(amount)

/** Entries executed after the balance's last change are in the book, but not in the balance. */
const isExplainedByLate = ({ lastChange, amount }: Balance, off: string, entries: readonly LateEntry[]): boolean => {
  const since = lastChange === undefined ? undefined : parseInstant(lastChange)
  if (since === undefined) return false
  let sum: Money = { amount: '0', currency: amount.currency }
  for (const { amount: late, executedAt } of entries) {
    if (executedAt !== null && executedAt > since) sum = addMoney(sum, { amount: late, currency: amount.currency })
  }
  return (
    compareMoney(sum, { amount: '0', currency: amount.currency }) !== 0 &&
    isZero(addMoney(sum, { amount: off, currency: amount.currency }).amount)
  )
}

import type { Account, Balance, BalanceType } from '@nostro/core'

const booked: readonly BalanceType[] = ['interimBooked', 'closingBooked', 'openingBooked', 'expected']
const spendable: readonly BalanceType[] = ['interimAvailable', 'closingAvailable', 'openingAvailable']

/**
 * The one balance that says what an account holds: what is booked. What can be spent stands in for it only where a bank has
 * no booked balance, and never for a card, whose limit is no money.
 */
export const mainBalance = ({ kind }: Pick<Account, 'kind'>, balances: readonly Balance[]): Balance | undefined => {
  const first = (types: readonly BalanceType[]): Balance | undefined =>
    types.map((type) => balances.find(({ balanceType }) => balanceType === type)).find((found) => found !== undefined)
  return first(booked) ?? (kind === 'card' ? undefined : first(spendable))
}

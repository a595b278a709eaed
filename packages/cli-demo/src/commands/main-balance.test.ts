import type { Balance } from '@nostro/core'
import { describe, expect, it } from 'vitest'
import { mainBalance } from './main-balance.ts'

const balance = (balanceType: Balance['balanceType'], amount: string): Balance => ({
  balanceType,
  amount: { amount, currency: 'EUR' },
  raw: null,
})
const spendable = balance('interimAvailable', '8000.00')
const booked = balance('interimBooked', '-316.39')

describe('the balance that says what an account holds', () => {
  it.each<[string, 'card' | 'current', readonly Balance[], Balance | undefined]>([
    ['A7: of a card what is booked, never its limit', 'card', [spendable, booked], booked],
    ['A7: of a card whose limit alone is given: nothing', 'card', [spendable], undefined],
    ['of an account what is booked', 'current', [spendable, booked], booked],
    ['of an account whose bank books nothing: what can be spent', 'current', [spendable], spendable],
  ])('is, %s', (_what, kind, balances, expected) => {
    expect(mainBalance({ kind }, balances)).toBe(expected)
  })
})

import { describe, expect, it } from 'vitest'
import { readAmount } from '../../format/read-amount.ts'
import { checkDraft, isIban, type PaymentDraft, toNewPayment } from './new-payment.ts'

const draft: PaymentDraft = {
  connectionId: 'ing-1',
  accountId: 'a1',
  kind: 'single',
  name: ' Garage Jansen ',
  iban: 'nl26 ingb 0003 2753 39',
  amount: '1.234,50',
  remittance: '',
  date: '',
}

describe('a payment that is typed in', () => {
  it.each([
    ['12.50', '12.50'],
    ['12,5', '12.5'],
    ['1.234,50', '1234.50'],
    ['1,234.50', '1234.50'],
    ['1 234', '1234'],
    ['1.234.567', '1234567'],
    // Either one and a bit, or more than a thousand: refused, not guessed.
    ['1.234', undefined],
    ['1,234', undefined],
    ['0', undefined],
    ['0,00', undefined],
    ['-5', undefined],
    ['12.345', undefined],
    ['1,2,3', undefined],
    ['', undefined],
  ])('reads “%s” as %s', (text, expected) => {
    expect(readAmount(text)).toBe(expected)
  })

  it('knows an IBAN by its check digits', () => {
    expect(isIban('NL26 INGB 0003 2753 39')).toBe(true)
    expect(isIban('NL26 INGB 0003 2753 38')).toBe(false)
    expect(isIban('DE89370400440532013000')).toBe(true)
    expect(isIban('NL')).toBe(false)
  })

  it('names what has to be looked at again', () => {
    expect(checkDraft(draft, '2026-11-30')).toEqual([])
    const empty = {
      ...draft,
      connectionId: '',
      name: ' ',
      iban: 'X',
      amount: '1,',
      kind: 'scheduled',
      date: '2026-11-30',
    }
    expect(checkDraft(empty, '2026-11-30')).toEqual(['connectionId', 'name', 'iban', 'amount', 'date'])
  })

  it('becomes the request exactly as it was typed, in the account’s currency', () => {
    expect(toNewPayment(draft, { iban: 'NL69INGB0123456789', currency: 'USD' })).toEqual({
      connectionId: 'ing-1',
      payment: {
        kind: 'single',
        amount: { amount: '1234.50', currency: 'USD' },
        creditor: { name: 'Garage Jansen', iban: 'NL26INGB0003275339' },
        debtor: { iban: 'NL69INGB0123456789', currency: 'USD' },
      },
    })
  })
})

import { describe, expect, test as it } from 'vitest'
import { ibanRemainder, luhnDigit, toCreditorReference, toIban, toPersonalNumber } from './check-digits.ts'

describe('check digits', () => {
  it.each([
    ['NL', 'ABNA0417164300', 'NL91ABNA0417164300'],
    ['GB', 'WEST12345698765432', 'GB82WEST12345698765432'],
    ['DE', '370400440532013000', 'DE89370400440532013000'],
    ['SE', '50000000058398257466', 'SE4550000000058398257466'],
  ])('IBAN of %s %s', (country, bban, iban) => {
    expect(toIban(country, bban)).toBe(iban)
    expect(ibanRemainder(iban)).toBe(1)
  })

  it.each([
    ['1912-12-12', 121, '191212121212'],
    ['1999-08-07', 239, '199908072391'],
    ['1981-12-18', 987, '198112189876'],
    ['2002-11-24', 238, '200211242383'],
  ])('personal number of %s, %i', (birthDate, birthNumber, expected) => {
    expect(toPersonalNumber(birthDate, birthNumber)).toBe(expected)
  })

  it('Luhn of the usual example', () => {
    expect(luhnDigit('7992739871')).toBe('3')
  })

  it('creditor reference of the standard', () => {
    expect(toCreditorReference('539007547034')).toBe('RF18539007547034')
  })
})

import { describe, expect, it } from 'vitest'
import { isIban, maskIban, normaliseIban } from './iban.ts'

describe('isIban', () => {
  it.each([
    'NL91ABNA0417164300',
    'GB82WEST12345698765432',
    'DE89370400440532013000',
    'MT84MALT011000012345MTLCAST001S',
  ])('takes %s', (iban) => {
    expect(isIban(iban)).toBe(true)
  })

  it.each([
    'NL91ABNA0417164301',
    'NL19ABNA0417164300',
    'nl91abna0417164300',
    'NL91 ABNA 0417 1643 00',
    'NL91',
    '',
    '91NLABNA0417164300',
  ])('refuses %j', (text) => {
    expect(isIban(text)).toBe(false)
  })

  it('sees every single wrong digit', () => {
    const iban = 'NL91ABNA0417164300'
    for (let place = 8; place < iban.length; place += 1) {
      const wrong = `${iban.slice(0, place)}${(Number(iban[place]) + 1) % 10}${iban.slice(place + 1)}`
      expect(isIban(wrong)).toBe(false)
    }
  })
})

it('is normalised and masked', () => {
  expect(normaliseIban(' nl91 abna 0417 1643 00 ')).toBe('NL91ABNA0417164300')
  expect(maskIban('NL91ABNA0417164300')).toBe('NL91 ABNA … 00')
})

import { describe, expect, test as it } from 'vitest'
import { qrDataAt, qrFault, readQrData } from './qr-code.ts'

const tokens = {
  autoStartToken: 'unused',
  qrStartToken: '67df3917-fa0d-44e5-b327-edcc928297f8',
  qrStartSecret: 'd28db9a7-4cde-429e-a983-359be676944c',
}

describe('the published vectors', () => {
  it.each([
    [0, 'dc69358e712458a66a7525beef148ae8526b1c71610eff2c16cdffb4cdac9bf8'],
    [1, '949d559bf23403952a94d103e67743126381eda00f0b3cbddbf7c96b1adcbce2'],
    [2, 'a9e5ec59cb4eee4ef4117150abc58fad7a85439a6a96ccbecc3668b41795b3f3'],
  ])('second %i', (second, code) => {
    const expected = `bankid.67df3917-fa0d-44e5-b327-edcc928297f8.${second}.${code}`
    expect(qrDataAt(tokens, second)).toBe(expected)
  })
})

describe('a scanned text', () => {
  it.each([
    ['other prefix', 'BankID.a.0.b'],
    ['three parts', 'bankid.a.0'],
    ['five parts', 'bankid.a.0.b.c'],
    ['signed second', 'bankid.a.+1.b'],
    ['leading zero', 'bankid.a.01.b'],
    ['fraction', 'bankid.a.1e1.b'],
    ['nothing', ''],
  ])('with %s is no BankID code', (_name, text) => {
    expect(readQrData(text)).toBeUndefined()
  })

  it.each([
    [0, 0, undefined],
    [5.9, 0, undefined],
    [6, 0, 'the QR code is too old or too early'],
    [10, 12, undefined],
    [10, 13, 'the QR code is too old or too early'],
  ])('after %d seconds with the code of second %i', (elapsed, second, fault) => {
    const parts = readQrData(qrDataAt(tokens, second))
    if (parts === undefined) throw new Error('not read')
    expect(qrFault(parts, tokens, 1000, 1000 + elapsed * 1000)).toBe(fault)
  })

  it.each([
    ['another second than it says', (code: string) => code.replace('.0.', '.1.')],
    ['a letter less', (code: string) => code.slice(0, -1)],
    ['upper case', (code: string) => code.slice(0, -64) + code.slice(-64).toUpperCase()],
  ])('with %s in its code is wrong', (_name, spoil) => {
    const parts = readQrData(spoil(qrDataAt(tokens, 0)))
    if (parts === undefined) throw new Error('not read')
    expect(qrFault(parts, tokens, 0, 0)).toBe('the QR code is wrong')
  })
})

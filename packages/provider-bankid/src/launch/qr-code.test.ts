import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { qrText } from './qr-code.ts'

/** BankID's published example (reference section 9). */
const published = {
  qrStartToken: '67df3917-fa0d-44e5-b327-edcc928297f8',
  qrStartSecret: 'd28db9a7-4cde-429e-a983-359be676944c',
}

const vectors: readonly (readonly [seconds: number, code: string])[] = [
  [0, 'dc69358e712458a66a7525beef148ae8526b1c71610eff2c16cdffb4cdac9bf8'],
  [1, '949d559bf23403952a94d103e67743126381eda00f0b3cbddbf7c96b1adcbce2'],
  [2, 'a9e5ec59cb4eee4ef4117150abc58fad7a85439a6a96ccbecc3668b41795b3f3'],
]

const openssl = (seconds: number): string | undefined => {
  try {
    const printed = execFileSync('openssl', ['dgst', '-sha256', '-hmac', published.qrStartSecret], {
      input: String(seconds),
    })
    return printed.toString().trim().split(' ').at(-1)
  } catch {
    return undefined
  }
}

describe('the animated QR code', () => {
  it.each(vectors)('section 9, second %i: is the published one', (seconds, code) => {
    expect(qrText(published, seconds)).toBe(`bankid.${published.qrStartToken}.${seconds}.${code}`)
  })

  it('rounds the elapsed time down, and never below 0', () => {
    expect(qrText(published, 1.999)).toBe(qrText(published, 1))
    expect(qrText(published, -3)).toBe(qrText(published, 0))
  })

  it.runIf(openssl(0) !== undefined)('is what openssl computes, at any second', () => {
    const anySecond = fc.integer({ min: 0, max: 300 })
    fc.assert(
      fc.property(anySecond, (seconds) => qrText(published, seconds).endsWith(`.${seconds}.${openssl(seconds)}`)),
      { numRuns: 20 },
    )
  })
})

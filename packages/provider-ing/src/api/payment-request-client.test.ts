import { expect, it } from 'vitest'
import { toNumberJson } from './payment-request-client.ts'

it('writes amounts as numbers, digit for digit, and leaves texts that look like one', () => {
  const text = '{"numberText":"1"}'
  expect(toNumberJson({ value: { numberText: '9999999999999.10' }, text })).toBe(
    `{"value":9999999999999.10,"text":${JSON.stringify(text)}}`,
  )
})

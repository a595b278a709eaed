import { describe, expect, it } from 'vitest'
import { parseResponse, type Schema } from './parse-response.ts'

const schema: Schema<{ iban: string }> = {
  safeParse: (value) => {
    const iban = typeof value === 'object' && value !== null ? Reflect.get(value, 'iban') : undefined
    return typeof iban === 'string'
      ? { success: true, data: { iban } }
      : { success: false, error: { issues: [{ path: ['accounts', 0, 'iban'], message: 'expected string' }] } }
  },
}

const options = { provider: 'ing', what: 'the list of accounts', bankRequestId: 'r-7' }
const answer = (text: string) => ({ status: 200, headers: {}, body: new TextEncoder().encode(text) })

describe('parseResponse', () => {
  it('gives the checked value', () => {
    expect(parseResponse(answer('{"iban":"NL91ABNA0417164300"}'), schema, options)).toEqual({
      iban: 'NL91ABNA0417164300',
    })
  })

  it('names what was read and the path that fails, with the bank’s request id and nothing of the value', () => {
    expect(() => parseResponse(answer('{"iban":271828}'), schema, options)).toThrow(
      expect.objectContaining({
        code: 'protocol_violation',
        provider: 'ing',
        bankRequestId: 'r-7',
        message: expect.stringMatching(/the list of accounts .* accounts\.0\.iban: expected string/),
      }),
    )
    expect(() => parseResponse(answer('{"iban":271828}'), schema, options)).not.toThrow(/271828/)
  })

  it('says the same of a body that is no JSON', () => {
    expect(() => parseResponse(answer('<html>'), schema, options)).toThrow(
      expect.objectContaining({ provider: 'ing', bankRequestId: 'r-7' }),
    )
  })
})

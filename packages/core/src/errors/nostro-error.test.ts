import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { errorCodes, type NostroErrorCode } from './error-codes.ts'
import { NostroError } from './nostro-error.ts'

describe('NostroError', () => {
  it('is recognised by its mark, also one of another copy of this module', () => {
    const foreign = Object.defineProperty(new Error('x'), Symbol.for('nostro/NostroError'), { value: true })
    expect(NostroError.isInstance(new NostroError({ code: 'timeout', message: 'x' }))).toBe(true)
    expect(NostroError.isInstance(foreign)).toBe(true)
    for (const other of [new Error('x'), { code: 'timeout' }, null, undefined, 'timeout']) {
      expect(NostroError.isInstance(other)).toBe(false)
    }
  })

  it.each(Object.keys(errorCodes) as NostroErrorCode[])(
    '%s is retryable as the table says, unless it is given',
    (code) => {
      expect(new NostroError({ code, message: 'x' }).retryable).toBe(errorCodes[code].retryable)
      expect(new NostroError({ code, message: 'x', retryable: !errorCodes[code].retryable }).retryable).toBe(
        !errorCodes[code].retryable,
      )
    },
  )

  it('as JSON leaves the cause out and keeps what people need', () => {
    const error = new NostroError({
      code: 'forbidden',
      message: 'No.',
      provider: 'ing',
      httpStatus: 403,
      bankRequestId: 'r-1',
      hint: 'Ask.',
      cause: new Error('secret'),
    })
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      name: 'NostroError',
      code: 'forbidden',
      message: 'No.',
      provider: 'ing',
      retryable: false,
      httpStatus: 403,
      bankRequestId: 'r-1',
      hint: 'Ask.',
      bankMessages: [],
    })
  })

  it('takes more context on its way outwards, and never loses what it had', () => {
    const inner = new NostroError({ code: 'timeout', message: 'x', hint: 'first', cause: new Error('why') })
    const outer = inner.with({ provider: 'bunq', hint: 'second' })
    expect(outer).toMatchObject({ code: 'timeout', provider: 'bunq', hint: 'first' })
    expect(outer.cause).toBe(inner.cause)
    expect(outer.stack).toBe(inner.stack)
    expect(inspect(outer)).toContain('NostroError')
  })
})

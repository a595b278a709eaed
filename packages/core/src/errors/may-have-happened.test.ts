import { expect, it } from 'vitest'
import { errorCodes, type NostroErrorCode } from './error-codes.ts'
import { mayHaveHappened } from './may-have-happened.ts'
import { NostroError } from './nostro-error.ts'

it('holds for what leaves a change open, and for no other code', () => {
  const codes = Object.keys(errorCodes) as NostroErrorCode[]
  const open = codes.filter((code) => mayHaveHappened(new NostroError({ code, message: 'x' })))
  expect(open.toSorted()).toEqual(['outcome_unknown', 'protocol_violation', 'verification_failed'])
  expect(mayHaveHappened(new Error('outcome_unknown'))).toBe(false)
})

import { expect, it } from 'vitest'
import { errorCodes, type NostroErrorCode } from './error-codes.ts'
import { mayHaveHappened } from './may-have-happened.ts'
import { NostroError } from './nostro-error.ts'

const codes = Object.keys(errorCodes) as NostroErrorCode[]

it('holds for what leaves a change open, and for no other code', () => {
  const open = codes.filter((code) => mayHaveHappened(new NostroError({ code, message: 'x' })))
  expect(open.toSorted()).toEqual(['outcome_unknown', 'protocol_violation', 'verification_failed'])
  expect(mayHaveHappened(new Error('outcome_unknown'))).toBe(false)
})

it('A15: holds for no code when no byte of the call left', () => {
  expect(codes.filter((code) => mayHaveHappened(new NostroError({ code, message: 'x', sent: false })))).toEqual([])
  const late = new NostroError({ code: 'protocol_violation', message: 'x' }).with({ sent: false })
  expect(mayHaveHappened(late)).toBe(false)
})

import { describe, expect, it } from 'vitest'
import { failedHintCodes, pendingHintCodes, toFailedHintCode, toPendingHintCode } from './hint-code.ts'

describe('hint codes', () => {
  it.each(pendingHintCodes)('6.2: pending %s is known', (code) => {
    expect([toPendingHintCode(code), toFailedHintCode(code)]).toEqual([code, 'unknown'])
  })

  it.each(failedHintCodes)('6.2: failed %s is known', (code) => {
    expect([toFailedHintCode(code), toPendingHintCode(code)]).toEqual([code, 'unknown'])
  })

  it.each(['userNodded', '', 'toString', 'STARTED', null, undefined])('%s is unknown', (code) => {
    expect([toPendingHintCode(code), toFailedHintCode(code)]).toEqual(['unknown', 'unknown'])
  })
})

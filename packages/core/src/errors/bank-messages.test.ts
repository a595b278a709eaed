import { describe, expect, it } from 'vitest'
import { cleanBankMessages, cleanBankText } from './bank-messages.ts'

describe('cleanBankText', () => {
  it.each([
    ['line\u0000\u001b[3F\u202ebreak', 'line [3F break'],
    ['code 0b6c1f0a-1111-4222-8333-abcdefabcdef', 'code [id]'],
    ['nl69 ingb 0123 4567 89 is closed', 'NL69 INGB … 89 is closed'],
    ['PAYMENT_FAILED', 'PAYMENT_FAILED'],
  ])('%j becomes %j', (text, expected) => {
    expect(cleanBankText(text)).toBe(expected)
  })

  it('F4: cuts a long text before it reads it, and never in the middle of an account number', () => {
    for (const text of ['a-'.repeat(65_536), '1 '.repeat(65_536), '0b6c1f0a-1111-4222-'.repeat(8_000)]) {
      expect(cleanBankText(text).length).toBeLessThanOrEqual(512)
    }
    for (let pad = 1_960; pad < 2_010; pad += 2) {
      expect(cleanBankText(`${'x '.repeat(pad / 2)}NL69INGB0123456789`, 4_000)).not.toContain('NL69I')
    }
  })
})

describe('cleanBankMessages', () => {
  it('keeps 20 messages, with short codes and paths', () => {
    const messages = cleanBankMessages(
      Array.from({ length: 30 }, () => ({ code: 'C '.repeat(200), path: 'p/'.repeat(300) })),
    )
    expect(messages).toHaveLength(20)
    expect(messages[0]?.code).toHaveLength(128)
    expect(messages[0]?.path?.length).toBeLessThanOrEqual(256)
  })
})

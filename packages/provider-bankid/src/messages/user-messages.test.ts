import { NostroError } from '@nostro/core'
import { describe, expect, it } from 'vitest'
import type { FailedHintCode, PendingHintCode } from '../order/hint-code.ts'
import { createMessageTexts } from './message-texts.ts'
import { recommendedTexts } from './recommended-texts.ts'
import {
  errorMessage,
  errorMessageCode,
  failedMessageCode,
  type MessageSituation,
  pendingMessageCode,
} from './user-messages.ts'

const here = { qr: false, mobile: false }
const situations = {
  'QR, computer': { qr: true, mobile: false },
  'QR, mobile': { qr: true, mobile: true },
  'autostart, computer': here,
  'autostart, mobile': { qr: false, mobile: true },
} as const satisfies Record<string, MessageSituation>
type Situation = keyof typeof situations
const all = Object.keys(situations) as readonly Situation[]
const qr = all.filter((name) => situations[name].qr)
const autostart = all.filter((name) => !situations[name].qr)

const pending: readonly (readonly [PendingHintCode, readonly Situation[], string])[] = [
  ['outstandingTransaction', qr, 'RFA1'],
  ['outstandingTransaction', autostart, 'RFA13'],
  ['noClient', all, 'RFA1'],
  ['started', ['autostart, computer', 'QR, computer'], 'RFA15A'],
  ['started', ['autostart, mobile', 'QR, mobile'], 'RFA15B'],
  ['userMrtd', all, 'RFA23'],
  ['userSign', all, 'RFA9'],
  ['userCallConfirm', all, 'RFA21'],
  ['processing', all, 'RFA21'],
  ['unknown', all, 'RFA21'],
]

const failed: readonly (readonly [FailedHintCode, readonly Situation[], string])[] = [
  ['expiredTransaction', all, 'RFA8'],
  ['certificateErr', all, 'RFA16'],
  ['userCancel', all, 'RFA6'],
  ['cancelled', all, 'RFA3'],
  ['startFailed', autostart, 'RFA17A'],
  ['startFailed', qr, 'RFA17B'],
  ['userDeclinedCall', all, 'RFA22'],
  ['notSupportedByUserApp', all, 'RFA22'],
  ['transactionRiskBlocked', all, 'RFA22'],
  ['unknown', all, 'RFA22'],
]

const errors: readonly (readonly [string, string | undefined])[] = [
  ['canceled', 'RFA3'],
  ['cancelled', 'RFA3'],
  ['alreadyInProgress', 'RFA4'],
  ['requestTimeout', 'RFA5'],
  ['internalError', 'RFA5'],
  ['maintenance', 'RFA5'],
  ['Maintenance', 'RFA5'],
  ['tooManyRequests', 'RFA5'],
  ['somethingNew', 'RFA22'],
  ['toString', 'RFA22'],
  ['invalidParameters', undefined],
  ['unauthorized', undefined],
  ['notFound', undefined],
  ['methodNotAllowed', undefined],
  ['unsupportedMediaType', undefined],
]

const bankError = (code: string): NostroError =>
  new NostroError({ code: 'invalid_request', provider: 'bankid', message: 'x', bankMessages: [{ code }] })

describe('E6: a failed call has a text for people, and a code beside it', () => {
  it('gives the text by language, the service’s own where it has one', () => {
    const error = bankError('alreadyInProgress')
    expect(errorMessage(error)).toEqual(recommendedTexts.RFA4)
    expect(errorMessage(error, createMessageTexts({ sv: { RFA4: 'Vänta.' } }))).toEqual({
      ...recommendedTexts.RFA4,
      sv: 'Vänta.',
    })
    expect(errorMessageCode(error)).toBe('RFA4')
  })

  it('gives nothing for what the person cannot help', () => {
    for (const error of [bankError('unauthorized'), new TypeError('x'), undefined]) {
      expect([errorMessage(error), errorMessageCode(error)]).toEqual([undefined, undefined])
    }
  })
})

describe('11.1: the message of each moment', () => {
  it.each(pending)('pending %s (%s) is %s', (hint, names, expected) => {
    for (const name of names) expect(pendingMessageCode(hint, situations[name])).toBe(expected)
  })

  it.each(failed)('failed %s (%s) is %s', (hint, names, expected) => {
    for (const name of names) expect(failedMessageCode(hint, situations[name])).toBe(expected)
  })

  it.each(errors)('error %s is %s', (code, expected) => {
    expect(errorMessageCode(bankError(code))).toBe(expected)
  })

  it.each(['bank_unavailable', 'timeout', 'outcome_unknown', 'rate_limited'] as const)(
    'a call that BankID did not answer (%s) is RFA5',
    (code) => {
      expect(errorMessageCode(new NostroError({ code, message: 'x' }))).toBe('RFA5')
    },
  )

  it('anything else is no message of BankID’s', () => {
    expect(errorMessageCode(new Error('x'))).toBeUndefined()
    expect(errorMessageCode(new NostroError({ code: 'certificate_rejected', message: 'x' }))).toBeUndefined()
  })
})

describe('11.2: the texts', () => {
  it('are there in Swedish and English, without markup and typing errors', () => {
    for (const { sv, en } of Object.values(recommendedTexts)) {
      for (const text of [sv, en]) expect(text).toMatch(/^\p{Lu}[^<>]*[.?]$/u)
      expect(`${sv} ${en}`).not.toMatch(/gitligt|you ID document/)
    }
  })

  it('have the numbers of 2025', () => {
    const numbers = '1 2 3 4 5 6 8 9 13 15A 15B 16 17A 17B 19 20 21 22 23'
    expect(Object.keys(recommendedTexts)).toEqual(numbers.split(' ').map((number) => `RFA${number}`))
  })
})

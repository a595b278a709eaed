import { NostroError } from '@nostro/core'
import type { FailedHintCode, PendingHintCode } from '../order/hint-code.ts'
import type { RecommendedText } from './recommended-texts.ts'

/** What the choice of a message depends on beside the hint code. */
export interface MessageSituation {
  /** A QR code is shown; otherwise the app is started on this device. */
  readonly qr: boolean
  /** The person looks at a phone or tablet rather than a computer. */
  readonly mobile: boolean
}

/** The text that BankID's guideline wants for a waiting order. */
export const pendingMessage = (hint: PendingHintCode, { qr, mobile }: MessageSituation): RecommendedText => {
  switch (hint) {
    case 'outstandingTransaction':
      return qr ? 'RFA1' : 'RFA13'
    case 'noClient':
      return 'RFA1'
    case 'started':
      return mobile ? 'RFA15B' : 'RFA15A'
    case 'userMrtd':
      return 'RFA23'
    case 'userSign':
      return 'RFA9'
    default:
      return 'RFA21'
  }
}

/** The text for an order that failed. */
export const failedMessage = (hint: FailedHintCode, { qr }: MessageSituation): RecommendedText => {
  switch (hint) {
    case 'expiredTransaction':
      return 'RFA8'
    case 'certificateErr':
      return 'RFA16'
    case 'userCancel':
      return 'RFA6'
    case 'cancelled':
      return 'RFA3'
    case 'startFailed':
      return qr ? 'RFA17B' : 'RFA17A'
    default:
      return 'RFA22'
  }
}

const errorTexts: ReadonlyMap<string, RecommendedText | undefined> = new Map([
  ['canceled', 'RFA3'],
  ['cancelled', 'RFA3'],
  ['alreadyInProgress', 'RFA4'],
  ['requestTimeout', 'RFA5'],
  ['internalError', 'RFA5'],
  ['maintenance', 'RFA5'],
  ['Maintenance', 'RFA5'],
  ['tooManyRequests', 'RFA5'],
  ['invalidParameters', undefined],
  ['unauthorized', undefined],
  ['notFound', undefined],
  ['methodNotAllowed', undefined],
  ['unsupportedMediaType', undefined],
])

const unanswered: readonly string[] = ['bank_unavailable', 'timeout', 'outcome_unknown', 'rate_limited']

/**
 * The text for a call that failed; undefined where BankID has none: then it is our own fault, and the service says so in
 * its own words.
 */
export const errorMessage = (error: unknown): RecommendedText | undefined => {
  if (!NostroError.isInstance(error)) return undefined
  const code = error.bankMessages[0]?.code
  if (code === undefined) return unanswered.includes(error.code) ? 'RFA5' : undefined
  return errorTexts.has(code) ? errorTexts.get(code) : 'RFA22'
}

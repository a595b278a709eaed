import { NostroError } from '@nostro/core'
import type { FailedHintCode, PendingHintCode } from '../order/hint-code.ts'
import { createMessageTexts, type MessageTexts } from './message-texts.ts'
import type { MessageCode } from './recommended-texts.ts'

/** What the choice of a message depends on beside the hint code. */
export interface MessageSituation {
  /** A QR code is shown; otherwise the app is started on this device. */
  readonly qr: boolean
  /** The person looks at a phone or tablet rather than a computer. */
  readonly mobile: boolean
}

/**
 * Code of the text that BankID's guideline wants for a waiting order.
 * @example pendingMessageCode('userSign', { qr: true, mobile: false }) // 'RFA9'
 */
export const pendingMessageCode = (hint: PendingHintCode, { qr, mobile }: MessageSituation): MessageCode => {
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

/**
 * Code of the text for an order that failed.
 * @example failedMessageCode('userCancel', { qr: true, mobile: false }) // 'RFA6'
 */
export const failedMessageCode = (hint: FailedHintCode, { qr }: MessageSituation): MessageCode => {
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

const errorTexts: ReadonlyMap<string, MessageCode | undefined> = new Map([
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
 * Code of the text for a call that failed; undefined where BankID has none: then it is our own fault, and the service says
 * so in its own words.
 * @example errorMessageCode(error) // 'RFA4'
 */
export const errorMessageCode = (error: unknown): MessageCode | undefined => {
  if (!NostroError.isInstance(error)) return undefined
  const code = error.bankMessages[0]?.code
  if (code === undefined) return unanswered.includes(error.code) ? 'RFA5' : undefined
  return errorTexts.has(code) ? errorTexts.get(code) : 'RFA22'
}

const bankIdTexts = createMessageTexts()

/**
 * What to show to the person after a call that failed, by language; undefined where BankID has no text for it.
 * @param texts the service's own texts ({@link createMessageTexts}); BankID's when absent
 * @example errorMessage(error)?.['sv'] // 'En identifiering eller underskrift pågår redan för ditt personnummer. …'
 */
export const errorMessage = (
  error: unknown,
  texts: MessageTexts = bankIdTexts,
): Readonly<Record<string, string>> | undefined => {
  const code = errorMessageCode(error)
  return code === undefined ? undefined : texts(code)
}

import type { FailedHintCode, PendingHintCode } from '../order/hint-code.ts'
import { type RecommendedText, recommendedTexts } from './recommended-texts.ts'

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

/** By language, as a challenge carries it. */
export const textOf = (name: RecommendedText): { readonly sv: string; readonly en: string } => recommendedTexts[name]

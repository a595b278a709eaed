import { createHmac, timingSafeEqual } from 'node:crypto'
import type { EpochMs } from '../../clock/simulated-clock.ts'
import type { StartTokens } from './order.ts'

/** Seconds by which a scanned code may be behind or ahead: enough for a camera, too little for a screenshot. */
const window = { behind: 5, ahead: 2 } as const

/** The code of one second; the key is the secret's text, dashes included. */
const authCode = (qrStartSecret: string, qrTime: string): string =>
  createHmac('sha256', qrStartSecret).update(qrTime).digest('hex')

/** `bankid.<token>.<second>.<code>`, what the animated QR shows at that second after the order's start. */
export const qrDataAt = (tokens: Pick<StartTokens, 'qrStartToken' | 'qrStartSecret'>, qrTime: number): string =>
  ['bankid', tokens.qrStartToken, qrTime, authCode(tokens.qrStartSecret, String(qrTime))].join('.')

export interface QrParts {
  readonly qrStartToken: string
  readonly qrTime: string
  readonly qrAuthCode: string
}

/** The parts of a scanned text; `undefined` when it is no BankID code at all. */
export const readQrData = (qrData: string): QrParts | undefined => {
  const [prefix, qrStartToken, qrTime, qrAuthCode, ...rest] = qrData.split('.')
  if (prefix !== 'bankid' || rest.length > 0) return undefined
  if (qrStartToken === undefined || qrTime === undefined || qrAuthCode === undefined) return undefined
  return /^(0|[1-9]\d*)$/.test(qrTime) ? { qrStartToken, qrTime, qrAuthCode } : undefined
}

/** Why the code does not start the order of these tokens now; nothing when it does. */
export const qrFault = (parts: QrParts, tokens: StartTokens, startedAt: EpochMs, now: EpochMs): string | undefined => {
  const expected = Buffer.from(authCode(tokens.qrStartSecret, parts.qrTime))
  const received = Buffer.from(parts.qrAuthCode)
  if (expected.length !== received.length || !timingSafeEqual(expected, received)) return 'the QR code is wrong'
  const late = Math.floor((now - startedAt) / 1000) - Number(parts.qrTime)
  return late > window.behind || -late > window.ahead ? 'the QR code is too old or too early' : undefined
}

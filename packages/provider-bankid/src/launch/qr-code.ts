import { createHmac } from 'node:crypto'

/** What BankID gives for the animated QR code of an order. */
export interface QrSecrets {
  readonly qrStartToken: string
  /** Never leaves the server. */
  readonly qrStartSecret: string
}

/** How long a QR code is of use: BankID fails the order when nobody scanned it by then. */
export const qrLifeSeconds = 30

/**
 * The text of the QR code `seconds` after the order's answer arrived: `bankid.<token>.<seconds>.<hex HMAC-SHA256>`.
 * Key and message are the ASCII texts of secret and seconds (BankID, animated QR).
 *
 * @example
 * qrText({ qrStartToken, qrStartSecret }, 3)
 */
export const qrText = ({ qrStartToken, qrStartSecret }: QrSecrets, seconds: number): string => {
  const time = String(Math.max(0, Math.floor(seconds)))
  return `bankid.${qrStartToken}.${time}.${createHmac('sha256', qrStartSecret).update(time).digest('hex')}`
}

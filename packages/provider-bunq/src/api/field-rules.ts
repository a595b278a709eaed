import {
  type Creditor,
  type CreditTransfer,
  formatDecimal,
  isIban,
  type Money,
  NostroError,
  normaliseIban,
  parseDecimal,
} from '@nostro/core'
import type { WireAmount } from './common-schemas.ts'

export interface RequestPointer {
  readonly type: 'EMAIL' | 'PHONE_NUMBER' | 'IBAN'
  readonly value: string
  readonly name?: string | undefined
}

/** One transfer as bunq wants it in a body. */
export interface WireTransfer {
  readonly amount: WireAmount
  readonly counterparty_alias: RequestPointer
  readonly description: string
  readonly merchant_reference?: string | undefined
}

export const refuse = (field: string, problem: string, hint: string): never => {
  throw new NostroError({
    code: 'invalid_request',
    provider: 'bunq',
    message: `Payment field \`${field}\`: ${problem}. Nothing was sent.`,
    bankMessages: [{ path: field }],
    hint,
  })
}

/** Positive, two decimals, as text. bunq stores what is paid as a negative amount by itself. */
export const toWireAmount = ({ amount, currency }: Money, field: string): WireAmount => {
  if (!/^\d+(\.\d+)?$/.test(amount)) return refuse(field, 'is not a positive amount', 'Write it like "12.50".')
  const { unscaled, scale } = parseDecimal(amount)
  if (unscaled <= 0n) return refuse(field, 'is not greater than zero', 'Write it like "12.50".')
  const factor = 10n ** BigInt(Math.max(0, scale - 2))
  if (unscaled % factor !== 0n) return refuse(field, 'has more than two decimals', 'bunq takes two decimals.')
  const cents = scale > 2 ? unscaled / factor : unscaled * 10n ** BigInt(2 - scale)
  if (!/^[A-Z]{3}$/.test(currency)) return refuse(field, 'has no ISO 4217 currency', 'Write it like "EUR".')
  return { value: formatDecimal({ unscaled: cents, scale: 2 }), currency }
}

/** By IBAN with a name, by e-mail address or by phone number: exactly one of them. */
export const toPointer = (party: Creditor, field: string): RequestPointer => {
  const given = [party.iban, party.email, party.phone].filter((value) => value !== undefined)
  if (given.length !== 1) {
    return refuse(field, 'needs exactly one of iban, email and phone', 'bunq finds the other side by one of them.')
  }
  const name = party.name === undefined || party.name === '' ? {} : { name: party.name }
  if (party.email !== undefined) return { type: 'EMAIL', value: party.email, ...name }
  if (party.phone !== undefined) return { type: 'PHONE_NUMBER', value: party.phone, ...name }
  const iban = normaliseIban(party.iban ?? '')
  if (!isIban(iban)) return refuse(`${field}.iban`, 'is not a valid IBAN', 'Check it for typing errors.')
  if (!('name' in name)) return refuse(`${field}.name`, 'is missing', 'bunq wants a name beside an IBAN.')
  return { type: 'IBAN', value: iban, ...name }
}

/** 140 characters to other banks, 9,000 inside bunq. */
const descriptionLimit = ({ type, value }: RequestPointer): number =>
  type === 'IBAN' && value.slice(4, 8) !== 'BUNQ' ? 140 : 9_000

const referenceLimit = 35

export const toTransfer = (transfer: CreditTransfer, field: string): WireTransfer => {
  const at = (name: string): string => (field === '' ? name : `${field}.${name}`)
  const pointer = toPointer(transfer.creditor, at('creditor'))
  const description = transfer.remittanceInformation ?? ''
  const limit = descriptionLimit(pointer)
  if ([...description].length > limit) {
    return refuse(at('remittanceInformation'), `is longer than ${limit} characters`, 'Shorten it.')
  }
  if (transfer.remittanceReference !== undefined && transfer.endToEndId !== undefined) {
    return refuse(at('endToEndId'), 'stands beside a remittanceReference', 'bunq has room for one of them.')
  }
  const reference = transfer.remittanceReference ?? transfer.endToEndId
  if (reference !== undefined && (reference === '' || reference.length > referenceLimit)) {
    return refuse(at('endToEndId'), `must have 1 to ${referenceLimit} characters`, 'Shorten it.')
  }
  return {
    amount: toWireAmount(transfer.amount, at('amount')),
    counterparty_alias: pointer,
    description,
    merchant_reference: reference,
  }
}

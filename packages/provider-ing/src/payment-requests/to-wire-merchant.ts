import { isIban, type Money, normaliseIban } from '@nostro/core'
import { refuseField } from '../payments/field-rules.ts'
import { toWireAmount } from './to-wire-amount.ts'

export interface MerchantRegistration {
  /** Nine digits. */
  readonly merchantId: string
  readonly merchantSubId?: string
  readonly merchantName: string
  readonly merchantIban: string
  readonly merchantLogo?: string
  /** 0.01 to 50,000 EUR. */
  readonly dailyReceivableLimit: Money
  readonly allowIngAppPayments?: boolean
}

/** @throws NostroError `invalid_request` naming the field, before anything is sent */
export const toWireMerchant = (merchant: Partial<MerchantRegistration>): unknown => {
  const { merchantId, merchantIban, dailyReceivableLimit: limit, allowIngAppPayments, ...rest } = merchant
  if (merchantId !== undefined && !/^\d{9}$/.test(merchantId)) {
    throw refuseField('merchantId', 'must be nine digits', 'It stands in your iDEAL contract.')
  }
  const iban = merchantIban === undefined ? undefined : normaliseIban(merchantIban)
  if (iban !== undefined && !isIban(iban))
    throw refuseField('merchantIban', 'is not a valid IBAN', 'Check it for a slip.')
  return {
    ...rest,
    ...(merchantId === undefined ? {} : { merchantId }),
    ...(iban === undefined ? {} : { merchantIBAN: iban }),
    ...(limit === undefined ? {} : { dailyReceivableLimit: toLimit(limit) }),
    ...(allowIngAppPayments === undefined ? {} : { allowIngAppPayments: allowIngAppPayments ? 'Y' : 'N' }),
  }
}

const toLimit = (limit: Money) => {
  const wire = toWireAmount('dailyReceivableLimit', limit)
  const [whole = '', fraction = ''] = limit.amount.split('.')
  // Digits compared as digits: 50000 is the most, to the cent.
  const isTooMuch = BigInt(`${whole}${fraction.padEnd(2, '0')}`) > 5_000_000n
  if (isTooMuch) throw refuseField('dailyReceivableLimit.amount', 'is more than 50000', 'ING takes 0.01 to 50000.')
  return wire
}

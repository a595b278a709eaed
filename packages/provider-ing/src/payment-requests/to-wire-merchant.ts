import { type Money, normaliseIban } from '@nostro/core'
import { amountSchema, checkInput, ibanSchema } from '@nostro/provider-kit'
import { z } from 'zod'
import { ing } from '../api/errors.ts'
import { refuseField } from '../api/field-rules.ts'
import { toWireAmount } from './to-wire-request.ts'

/** The merchant under whose name payers see requests. */
export interface MerchantRegistration {
  /** Nine digits. */
  readonly merchantId: string
  readonly merchantSubId?: string | undefined
  readonly merchantName: string
  readonly merchantIban: string
  readonly merchantLogo?: string | undefined
  /** 0.01 to 50,000 EUR. */
  readonly dailyReceivableLimit: Money
  readonly allowIngAppPayments?: boolean | undefined
}

const merchantSchema = z.strictObject({
  merchantId: z
    .string()
    .regex(/^\d{9}$/, 'must be nine digits; it stands in your iDEAL contract')
    .optional(),
  merchantSubId: z.string().optional(),
  merchantName: z.string().min(1).optional(),
  merchantIban: ibanSchema.optional(),
  merchantLogo: z.string().optional(),
  dailyReceivableLimit: amountSchema.optional(),
  allowIngAppPayments: z.boolean().optional(),
})

/** @throws NostroError `invalid_request` naming the field, before anything is sent */
export const toWireMerchant = (merchant: Partial<MerchantRegistration>): unknown => {
  checkInput(merchantSchema, merchant, { bank: ing, what: 'registration' })
  const { merchantId, merchantIban, dailyReceivableLimit: limit, allowIngAppPayments, ...rest } = merchant
  const iban = merchantIban === undefined ? undefined : normaliseIban(merchantIban)
  return {
    ...rest,
    merchantId,
    merchantIBAN: iban,
    dailyReceivableLimit: limit && toLimit(limit),
    allowIngAppPayments: allowIngAppPayments === undefined ? undefined : allowIngAppPayments ? 'Y' : 'N',
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

import { type EpochMs, type Instant, type Money, parseInstant, toInstant } from '@nostro/core'
import { amountSchema, checkInput } from '@nostro/provider-kit'
import { z } from 'zod'
import { ing } from '../api/errors.ts'
import { refuseField } from '../api/field-rules.ts'
import type { NumberText } from '../api/payment-request-client.ts'

/** A request for money that is to be made. */
export interface NewPaymentRequest {
  /** At most 1,024 characters. */
  readonly description: string
  /** At most 35 letters and digits. */
  readonly purchaseId: string
  /** At most a year ahead. */
  readonly validUntil: Instant
  /** What is to be paid; or `variableAmount`. Euro alone. */
  readonly amount?: Money | undefined
  /** The payer chooses, within bounds. */
  readonly variableAmount?:
    | { readonly suggested: Money; readonly minimum?: Money | undefined; readonly maximum?: Money | undefined }
    | undefined
  readonly maximumAllowedPayments?: number | undefined
  readonly maximumReceivableAmount?: Money | undefined
  /** Where the payer's browser goes afterwards; https. */
  readonly returnUrl?: string | undefined
}

const yearMs = 366 * 86_400_000

const requestSchema = z.strictObject({
  description: z.string().min(1).max(1024),
  purchaseId: z.string().regex(/^[A-Za-z0-9]{1,35}$/, 'must be 1 to 35 letters and digits'),
  validUntil: z.string(),
  amount: amountSchema.optional(),
  variableAmount: z
    .strictObject({ suggested: amountSchema, minimum: amountSchema.optional(), maximum: amountSchema.optional() })
    .optional(),
  maximumAllowedPayments: z.int().min(1).optional(),
  maximumReceivableAmount: amountSchema.optional(),
  returnUrl: z
    .string()
    .regex(/^https:\/\//, 'must be an https URL')
    .optional(),
})

/** Euro with at most two fraction digits, written as a JSON number of these very digits. */
export const toWireAmount = (at: string, { amount, currency }: Money): { value: NumberText; currency: string } => {
  if (currency !== 'EUR')
    throw refuseField(`${at}.currency`, `is ${currency}; payment requests know EUR alone`, 'Use EUR.')
  if (/^(0|[1-9]\d{0,12})(\.\d{1,2})?$/.test(amount) && /[1-9]/.test(amount)) {
    return { value: { numberText: amount }, currency }
  }
  throw refuseField(
    `${at}.amount`,
    'must be a positive amount with at most two fraction digits',
    'Write it like "12.34".',
  )
}

/** @throws NostroError `invalid_request` naming the field, before anything is sent */
export const toWireRequest = (request: NewPaymentRequest, now: EpochMs): unknown => {
  checkInput(requestSchema, request, { bank: ing, what: 'payment request' })
  const { description, purchaseId, validUntil, amount, variableAmount, maximumAllowedPayments, returnUrl } = request
  const until = parseInstant(validUntil)
  if (until === undefined || until <= now || until > now + yearMs) {
    throw refuseField('validUntil', 'must be a moment within a year from now', 'Write it like 2024-05-31T12:00:00Z.')
  }
  if ((amount === undefined) === (variableAmount === undefined)) {
    throw refuseField('amount', 'and `variableAmount` exclude each other, and one is needed', 'Give one of the two.')
  }
  const { maximumReceivableAmount: most } = request
  return {
    description,
    purchaseId,
    validUntil: toInstant(until),
    fixedAmount: amount && toWireAmount('amount', amount),
    variableAmount: variableAmount && toVariable(variableAmount),
    maximumAllowedPayments,
    maximumReceivableAmount: most && toWireAmount('maximumReceivableAmount', most),
    returnUrl,
  }
}

const toVariable = ({ suggested, minimum, maximum }: NonNullable<NewPaymentRequest['variableAmount']>) => ({
  suggestedValue: toWireAmount('variableAmount.suggested', suggested).value,
  currency: suggested.currency,
  minimumValue: minimum && toWireAmount('variableAmount.minimum', minimum).value,
  maximumValue: maximum && toWireAmount('variableAmount.maximum', maximum).value,
})

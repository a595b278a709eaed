import { type EpochMs, type Instant, type Money, parseInstant, toInstant } from '@nostro/core'
import { refuseField } from '../payments/field-rules.ts'
import { toWireAmount } from './to-wire-amount.ts'

export interface NewPaymentRequest {
  /** At most 1,024 characters. */
  readonly description: string
  /** At most 35 letters and digits. */
  readonly purchaseId: string
  /** At most a year ahead. */
  readonly validUntil: Instant
  /** What is to be paid; or `variableAmount`. Euro alone. */
  readonly amount?: Money
  /** The payer chooses, within bounds. */
  readonly variableAmount?: { readonly suggested: Money; readonly minimum?: Money; readonly maximum?: Money }
  readonly maximumAllowedPayments?: number
  readonly maximumReceivableAmount?: Money
  /** Where the payer's browser goes afterwards; https. */
  readonly returnUrl?: string
}

const yearMs = 366 * 86_400_000

/** @throws NostroError `invalid_request` naming the field, before anything is sent */
export const toWireRequest = (request: NewPaymentRequest, now: EpochMs): unknown => {
  const { description, purchaseId, validUntil, amount, variableAmount, maximumAllowedPayments, returnUrl } = request
  if (description.length < 1 || description.length > 1024) {
    throw refuseField('description', `has ${description.length} characters; ING takes 1 to 1024`, 'Change its length.')
  }
  if (!/^[A-Za-z0-9]{1,35}$/.test(purchaseId)) {
    throw refuseField('purchaseId', 'must be 1 to 35 letters and digits', 'Leave out hyphens and blanks.')
  }
  const until = parseInstant(validUntil)
  if (until === undefined || until <= now || until > now + yearMs) {
    throw refuseField('validUntil', 'must be a moment within a year from now', 'Write it like 2024-05-31T12:00:00Z.')
  }
  if ((amount === undefined) === (variableAmount === undefined)) {
    throw refuseField('amount', 'and `variableAmount` exclude each other, and one is needed', 'Give one of the two.')
  }
  if (
    maximumAllowedPayments !== undefined &&
    !(Number.isInteger(maximumAllowedPayments) && maximumAllowedPayments >= 1)
  ) {
    throw refuseField('maximumAllowedPayments', 'must be a whole number from 1', 'Leave it out for no limit.')
  }
  if (returnUrl !== undefined && !/^https:\/\//.test(returnUrl)) {
    throw refuseField('returnUrl', 'must be an https URL', 'Use https.')
  }
  const { maximumReceivableAmount: most } = request
  return {
    description,
    purchaseId,
    validUntil: toInstant(until),
    ...(amount === undefined ? {} : { fixedAmount: toWireAmount('amount', amount) }),
    ...(variableAmount === undefined ? {} : { variableAmount: toVariable(variableAmount) }),
    ...(maximumAllowedPayments === undefined ? {} : { maximumAllowedPayments }),
    ...(most === undefined ? {} : { maximumReceivableAmount: toWireAmount('maximumReceivableAmount', most) }),
    ...(returnUrl === undefined ? {} : { returnUrl }),
  }
}

const toVariable = ({ suggested, minimum, maximum }: NonNullable<NewPaymentRequest['variableAmount']>) => ({
  suggestedValue: toWireAmount('variableAmount.suggested', suggested).value,
  currency: suggested.currency,
  ...(minimum === undefined ? {} : { minimumValue: toWireAmount('variableAmount.minimum', minimum).value }),
  ...(maximum === undefined ? {} : { maximumValue: toWireAmount('variableAmount.maximum', maximum).value }),
})

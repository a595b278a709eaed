import type { Money } from '@nostro/core'
import type { NumberText } from '../api/to-number-json.ts'
import { refuseField } from '../payments/field-rules.ts'

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

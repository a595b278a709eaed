import type { Payment, PaymentKind } from '@nostro/core'
import { z } from 'zod'
import type { Bank } from '../bank.ts'
import { invalidField } from '../errors/invalid-request.ts'
import { checkInput } from './check-input.ts'
import { amountSchema, bicSchema, currencySchema, dateSchema, ibanSchema } from './money-schema.ts'

const text = z.string().min(1)

const creditorSchema = z.strictObject({
  name: text.optional(),
  iban: ibanSchema.optional(),
  bban: text.optional(),
  bic: bicSchema.optional(),
  email: text.optional(),
  phone: text.optional(),
  address: z
    .strictObject({
      street: text.optional(),
      buildingNumber: text.optional(),
      postalCode: text.optional(),
      city: text.optional(),
      country: z.string().regex(/^[A-Z]{2}$/, 'must be an ISO 3166 code such as NL'),
    })
    .optional(),
})

const debtorSchema = z.strictObject({
  accountId: text.optional(),
  iban: ibanSchema.optional(),
  currency: currencySchema.optional(),
  name: text.optional(),
})

const transferShape = {
  amount: amountSchema,
  creditor: creditorSchema,
  remittanceInformation: z.string().optional(),
  remittanceReference: text.optional(),
  endToEndId: text.max(35).optional(),
}

const baseShape = {
  debtor: debtorSchema.optional(),
  product: z.enum(['sepa', 'cross-border', 'domestic', 'target-2', 'bank-internal']).optional(),
}

const frequencies = [
  'daily',
  'weekly',
  'every-two-weeks',
  'monthly',
  'monthly-variable',
  'every-two-months',
  'quarterly',
  'half-yearly',
  'yearly',
] as const

const transfers = z.array(z.strictObject(transferShape)).min(1)

const schemas: Readonly<Record<PaymentKind, z.ZodType>> = {
  single: z.strictObject({ ...baseShape, ...transferShape, kind: z.literal('single') }),
  instant: z.strictObject({ ...baseShape, ...transferShape, kind: z.literal('instant') }),
  scheduled: z.strictObject({
    ...baseShape,
    ...transferShape,
    kind: z.literal('scheduled'),
    requestedExecutionDate: dateSchema,
  }),
  periodic: z
    .strictObject({
      ...baseShape,
      ...transferShape,
      kind: z.literal('periodic'),
      startDate: dateSchema,
      endDate: dateSchema.optional(),
      frequency: z.enum(frequencies),
      dayOfExecution: z.int().min(1).max(31).optional(),
      executionRule: z.enum(['following', 'preceding']).optional(),
    })
    .refine(({ startDate, endDate }) => endDate === undefined || endDate >= startDate, {
      path: ['endDate'],
      message: 'lies before `startDate`',
    }),
  bulk: z.strictObject({
    ...baseShape,
    kind: z.literal('bulk'),
    payments: transfers,
    requestedExecutionDate: dateSchema.optional(),
  }),
  draft: z.strictObject({ ...baseShape, kind: z.literal('draft'), payments: transfers }),
  request: z.strictObject({
    ...baseShape,
    kind: z.literal('request'),
    amount: amountSchema,
    payer: creditorSchema,
    description: z.string(),
  }),
}

/** Which payments a bank takes. */
export interface PaymentRules {
  readonly bank: Bank
  /** The kinds that the bank takes: the manifest's. */
  readonly kinds: readonly PaymentKind[]
}

/**
 * A payment whose members are all known and of the right shape. What a bank wants beyond that, it checks itself.
 * @throws NostroError `invalid_request` naming the field; nothing was sent
 *
 * @example
 * checkPayment(payment, { bank, kinds: manifest.paymentKinds })
 */
export const checkPayment = (payment: Payment, { bank, kinds }: PaymentRules): Payment => {
  const given: unknown = payment
  const kind: unknown = typeof given === 'object' && given !== null && 'kind' in given ? given.kind : undefined
  const known = kinds.find((candidate) => candidate === kind)
  if (known === undefined) {
    throw invalidField(bank, {
      field: 'kind',
      problem:
        kind === undefined ? 'is missing' : `is “${String(kind).slice(0, 40)}”, which ${bank.name} does not take`,
      hint: `Use one of: ${kinds.join(', ')}.`,
    })
  }
  checkInput(schemas[known], given, { bank, what: 'payment' })
  return payment
}

/**
 * One transfer of a list, with the same rules. @throws NostroError `invalid_request`
 *
 * @example
 * checkTransfers(payments, bank)
 */
export const checkTransfers = (payments: unknown, bank: Bank): void => {
  checkInput(transfers, payments, { bank, what: 'list of payments', at: 'payments' })
}

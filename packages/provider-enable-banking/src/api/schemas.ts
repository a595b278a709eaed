import { z } from 'zod'

/** Absent and `null` mean the same at this service. */
const optional = <T extends z.ZodType>(schema: T) =>
  schema
    .nullish()
    .transform((value) => value ?? undefined)
    .optional()

const text = z.string()

export const moneySchema = z.object({ currency: text, amount: text })

export const paymentTermsSchema = z.object({
  payment_type: text,
  debtor_account_required: optional(z.boolean()),
  creditor_name_required: optional(z.boolean()),
  remittance_information_lines: optional(
    z.union([z.number(), z.array(z.unknown()).transform((lines) => lines.length)]),
  ),
  max_transactions: optional(z.number()),
  requested_execution_date_supported: optional(z.boolean()),
})

export type PaymentTerms = z.infer<typeof paymentTermsSchema>

export const aspspSchema = z.object({
  name: text.min(1),
  country: text,
  logo: optional(text),
  psu_types: optional(z.array(text)),
  auth_methods: optional(
    z.array(z.object({ name: optional(text), psu_type: optional(text), approach: optional(text) })),
  ),
  maximum_consent_validity: optional(z.number()),
  required_psu_headers: optional(z.array(text)),
  beta: optional(z.boolean()),
  bic: optional(text),
  payments: optional(z.array(paymentTermsSchema)),
})

export type Aspsp = z.infer<typeof aspspSchema>

export const aspspsSchema = z.object({ aspsps: z.array(z.unknown()) })

export const applicationSchema = z.object({
  name: optional(text),
  environment: optional(text),
  active: z.boolean(),
  redirect_urls: optional(z.array(text)),
  services: optional(z.array(text)),
})

export const startedSchema = z.object({ url: z.url({ protocol: /^https$/ }), authorization_id: text })

const otherAccountSchema = z.object({ identification: text, scheme_name: optional(text) })

export const accountSchema = z.object({
  uid: optional(text),
  identification_hash: text.min(1),
  account_id: optional(z.object({ iban: optional(text), other: optional(otherAccountSchema) })),
  account_servicer: optional(z.object({ bic_fi: optional(text), name: optional(text) })),
  all_account_ids: optional(z.array(otherAccountSchema)),
  name: optional(text),
  product: optional(text),
  details: optional(text),
  cash_account_type: optional(text),
  currency: optional(text),
})

export type WireAccount = z.infer<typeof accountSchema>

export const createdSessionSchema = z.object({
  session_id: text.min(1),
  accounts: z.array(z.unknown()),
  aspsp: z.object({ name: text, country: text }),
  access: z.object({ valid_until: text }),
})

export const sessionSchema = z.object({ status: text, accounts: z.array(text) })

export const balanceSchema = z.object({
  balance_amount: moneySchema,
  balance_type: optional(text),
  last_change_date_time: optional(text),
  reference_date: optional(text),
})

export type WireBalance = z.infer<typeof balanceSchema>

export const balancesSchema = z.object({ balances: z.array(z.unknown()) })

const partySchema = z.object({ name: optional(text) })
const partyAccountSchema = z.object({ iban: optional(text), other: optional(otherAccountSchema) })
const agentSchema = z.object({ bic_fi: optional(text) })

export const transactionSchema = z.object({
  entry_reference: optional(text),
  transaction_amount: moneySchema,
  credit_debit_indicator: z.enum(['DBIT', 'CRDT']),
  status: optional(text),
  booking_date: optional(text),
  value_date: optional(text),
  transaction_date: optional(text),
  creditor: optional(partySchema),
  creditor_account: optional(partyAccountSchema),
  creditor_agent: optional(agentSchema),
  debtor: optional(partySchema),
  debtor_account: optional(partyAccountSchema),
  debtor_agent: optional(agentSchema),
  bank_transaction_code: optional(z.object({ description: optional(text), code: optional(text) })),
  remittance_information: optional(z.array(text)),
  reference_number: optional(text),
  reference_number_schema: optional(text),
  balance_after_transaction: optional(moneySchema),
  exchange_rate: optional(z.object({ exchange_rate: optional(text), instructed_amount: optional(moneySchema) })),
})

export type WireTransaction = z.infer<typeof transactionSchema>

export const transactionsSchema = z.object({ transactions: z.array(z.unknown()), continuation_key: optional(text) })

export const createdPaymentSchema = z.object({
  payment_id: text.min(1),
  status: text,
  url: z.url({ protocol: /^https$/ }),
})

export const paymentSchema = z.object({
  status: text,
  final_status: optional(z.boolean()),
  status_reason_information: z.unknown().optional(),
})

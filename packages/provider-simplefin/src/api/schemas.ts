import { z } from 'zod'

const text = z.string()
const optionalText = text.nullish().transform((value) => value ?? undefined)
/** Unix seconds; some servers send text. */
const seconds = z.coerce.number().int().min(0).max(253_402_300_799)

const orgSchema = z.object({
  id: optionalText,
  domain: optionalText,
  name: optionalText,
})

export const accountSchema = z.object({
  id: text.min(1),
  name: optionalText,
  currency: text.min(1),
  balance: text,
  'available-balance': optionalText,
  'balance-date': seconds.optional(),
  org: orgSchema.nullish().transform((value) => value ?? undefined),
  conn_id: optionalText,
  transactions: z
    .array(z.unknown())
    .nullish()
    .transform((value) => value ?? []),
})

export type WireAccount = z.infer<typeof accountSchema>

export const transactionSchema = z.object({
  id: text.min(1),
  posted: seconds,
  amount: text,
  description: optionalText,
  payee: optionalText,
  memo: optionalText,
  transacted_at: seconds.nullish().transform((value) => value ?? undefined),
  pending: z
    .boolean()
    .nullish()
    .transform((value) => value ?? false),
})

export type WireTransaction = z.infer<typeof transactionSchema>

export const problemSchema = z.object({
  code: optionalText,
  msg: optionalText,
  message: optionalText,
  conn_id: optionalText,
  account_id: optionalText,
})

export const connectionSchema = z.object({
  conn_id: text.min(1),
  name: optionalText,
  org_id: optionalText,
  org_name: optionalText,
})

export type WireConnection = z.infer<typeof connectionSchema>

/** One body may serve both versions of the protocol. */
export const accountSetSchema = z.object({
  accounts: z.array(z.unknown()),
  errors: z
    .array(z.unknown())
    .nullish()
    .transform((value) => value ?? []),
  errlist: z
    .array(z.unknown())
    .nullish()
    .transform((value) => value ?? []),
  connections: z
    .array(z.unknown())
    .nullish()
    .transform((value) => value ?? []),
})

export type AccountSet = z.infer<typeof accountSetSchema>

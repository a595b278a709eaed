import { z } from 'zod'

export const accountsSchema = z.object({ accounts: z.array(z.unknown()) })
export const accountSchema = z.object({
  id: z.string(),
  iban: z.string().optional(),
  pan: z.string().optional(),
  currency: z.string(),
  name: z.string(),
  kind: z.string(),
})
export const balanceSchema = z.object({ amount: z.string(), currency: z.string(), day: z.string() })
export const pageSchema = z.object({ entries: z.array(z.unknown()), next: z.string().nullable() })
export const entrySchema = z.object({
  id: z.string(),
  at: z.string(),
  amount: z.string(),
  status: z.enum(['booked', 'pending']),
  name: z.string().optional(),
  iban: z.string(),
  text: z.string(),
})
export const tokenSchema = z.object({ access_token: z.string(), refresh_token: z.string(), expires_in: z.number() })
export const paymentSchema = z.object({ id: z.string(), status: z.string() })
export const paymentsSchema = z.object({ payments: z.array(z.object({ id: z.string() })) })
export const hooksSchema = z.object({ hooks: z.array(z.object({ category: z.string(), url: z.string() })) })
export const orderSchema = z.object({
  id: z.string(),
  status: z.enum(['open', 'approved', 'cancelled']),
  code_secret: z.string().optional(),
  token: z.string().optional(),
})
export const errorSchema = z.object({ error: z.string() })

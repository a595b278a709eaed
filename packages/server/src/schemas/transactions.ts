import { z } from '@hono/zod-openapi'
import { toInstant } from '@nostro/core'
import type { LedgerTransaction } from '@nostro/ledger'
import { day, instant, money } from './common.ts'

export const bookingStatuses = ['booked', 'pending', 'unknown', 'expired', 'removed'] as const

const annotationsSchema = z
  .object({
    note: z.string().optional(),
    category: z.string().optional(),
    tags: z.array(z.string()).optional(),
    hidden: z.boolean().optional(),
  })
  .openapi('Annotations')

export const transactionSchema = z
  .object({
    id: z.string().openapi({ example: 'a7-42', description: 'It never changes, also when a pending entry books.' }),
    accountId: z.string(),
    connectionId: z.string(),
    bookingStatus: z.string().openapi({ example: 'booked' }),
    unlisted: z
      .boolean()
      .openapi({ description: 'A pending entry that the bank does not list any more; it counts in no balance.' }),
    bookingDate: day,
    valueDate: day.optional(),
    executedAt: instant.optional(),
    amount: money,
    originalAmount: money.optional(),
    exchangeRate: z.string().optional(),
    bankId: z.string().optional(),
    entryReference: z.string().optional(),
    endToEndId: z.string().optional(),
    counterparty: z
      .object({
        name: z.string().optional(),
        iban: z.string().optional(),
        bban: z.string().optional(),
        bic: z.string().optional(),
      })
      .optional(),
    text: z.string().optional(),
    reference: z.string().optional(),
    mandateId: z.string().optional(),
    creditorId: z.string().optional(),
    bankTransactionCode: z.string().optional(),
    balanceAfter: money.optional(),
    annotations: annotationsSchema,
  })
  .openapi('Transaction')

export const toTransaction = (row: LedgerTransaction): z.infer<typeof transactionSchema> => ({
  id: row.id,
  accountId: row.account,
  connectionId: row.connection,
  bookingStatus: row.state,
  unlisted: row.isUnlisted,
  bookingDate: row.day,
  valueDate: row.valueDay,
  executedAt: row.executedAt === undefined ? undefined : toInstant(row.executedAt),
  amount: row.amount,
  originalAmount: row.originalAmount,
  exchangeRate: row.exchangeRate,
  bankId: row.bankId,
  entryReference: row.entryReference,
  endToEndId: row.endToEndId,
  counterparty: row.counterparty,
  text: row.text,
  reference: row.reference,
  mandateId: row.mandateId,
  creditorId: row.creditorId,
  bankTransactionCode: row.code,
  balanceAfter: row.balanceAfter,
  annotations: {
    note: row.annotations.note,
    category: row.annotations.category,
    tags: row.annotations.tags === undefined ? undefined : [...row.annotations.tags],
    hidden: row.annotations.hidden,
  },
})

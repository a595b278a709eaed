import { z } from '@hono/zod-openapi'
import { toInstant } from '@nostro/core'
import type { LedgerAccount } from '@nostro/ledger'
import { day, instant, money } from './common.ts'

export const balanceSchema = z
  .object({
    balanceType: z.string().openapi({ example: 'interimBooked' }),
    amount: money,
    referenceDate: day.optional(),
    asOf: instant,
  })
  .openapi('Balance')

export const accountSchema = z
  .object({
    id: z.string().openapi({ example: 'a7' }),
    connectionId: z.string(),
    provider: z.string(),
    iban: z.string().optional(),
    bban: z.string().optional(),
    maskedPan: z.string().optional(),
    currency: z.string().optional(),
    kind: z.string(),
    product: z.string().optional(),
    name: z.string().optional(),
    ownerName: z.string().optional(),
    status: z.string(),
    inConsent: z
      .boolean()
      .openapi({ description: 'False: the consent in force does not list it. Nothing was deleted.' }),
    balances: z.array(balanceSchema),
    bookedTotal: z.string().openapi({ description: 'Exact sum of the booked entries in the account’s currency.' }),
    coveredFrom: day.optional(),
    coveredTo: day.optional(),
    holes: z.array(z.object({ from: day, to: day })),
    asOf: instant.optional(),
    lastAttemptAt: instant.optional(),
    lastError: z.string().optional(),
    outcome: z.string().optional(),
    gate: z
      .string()
      .openapi({ description: 'Whether the book agrees with the bank’s balance: unproven, balanced, off.' }),
    gateOff: z.string().optional(),
  })
  .openapi('Account')

const at = (epochMs: number | undefined): string | undefined => (epochMs === undefined ? undefined : toInstant(epochMs))

export const toBalance = ({ type, amount, day: referenceDate, readAt }: LedgerAccount['balances'][number]) => ({
  balanceType: type,
  amount: { amount: amount.amount, currency: amount.currency },
  referenceDate,
  asOf: toInstant(readAt),
})

export const toAccount = (account: LedgerAccount): z.infer<typeof accountSchema> => ({
  id: account.id,
  connectionId: account.connection,
  provider: account.provider,
  iban: account.iban,
  bban: account.bban,
  maskedPan: account.maskedPan,
  currency: account.currency,
  kind: account.kind,
  product: account.product,
  name: account.name,
  ownerName: account.ownerName,
  status: account.status,
  inConsent: account.isInConsent,
  balances: account.balances.map(toBalance),
  bookedTotal: account.total,
  coveredFrom: account.coveredFrom,
  coveredTo: account.coveredTo,
  holes: account.holes.map(([from, to]) => ({ from, to })),
  asOf: at(account.asOf),
  lastAttemptAt: at(account.lastAttemptAt),
  lastError: account.lastError,
  outcome: account.outcome,
  gate: account.gate,
  gateOff: account.gateOff,
})

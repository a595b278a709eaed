import { type Instant, type Money, toInstant, toMoney } from '@nostro/core'
import { z } from 'zod'
import { isTimestamp, parseTimestamp } from './timestamp.ts'

const decimalText = z.string().regex(/^-?\d+(\.\d+)?$/, 'must be a decimal number as text')

const currencyCode = z.string().regex(/^[A-Z]{3}$/, 'must be three capital letters')

/** Schemas list what is read, and take `null` for absent everywhere: bunq adds fields without notice. */
export const amountSchema = z.object({ value: decimalText, currency: currencyCode })

const noAmountSchema = z.object({ value: z.null(), currency: z.string().nullable() })

/** An amount that may be absent: at accounts of other banks bunq writes it with `null` in it. */
export const optionalAmountSchema = z.preprocess(
  (value) => (noAmountSchema.safeParse(value).success ? null : value),
  amountSchema.nullish(),
)

export const pointerSchema = z.object({
  type: z.string(),
  value: z.string().nullish(),
  name: z.string().nullish(),
})

/** The other side in answers, and the own one under `alias`. Card and iDEAL parties have names only. */
export const labelSchema = z.object({
  iban: z.string().nullish(),
  display_name: z.string().nullish(),
  swift_bic: z.string().nullish(),
  label_user: z.object({ display_name: z.string().nullish() }).nullish(),
  merchant_category_code: z.string().nullish(),
})

export type WireAmount = z.infer<typeof amountSchema>
export type WireLabel = z.infer<typeof labelSchema>

/** A time as bunq writes it, where the entry can do without it. */
export const optionalTimeSchema = z.string().refine(isTimestamp, 'is not a time as bunq writes it').nullish()

export const toOptionalInstant = (text: string | null | undefined): Instant | undefined =>
  text == null ? undefined : toInstant(parseTimestamp(text))

export const toOptionalMoney = (amount: WireAmount | null | undefined): Money | undefined =>
  amount == null ? undefined : toMoney(amount.value, amount.currency)

/** bunq writes the empty text for absent. */
export const toOptionalText = (text: string | null | undefined): string | undefined =>
  text == null || text === '' ? undefined : text

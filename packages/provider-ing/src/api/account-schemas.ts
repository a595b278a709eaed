import { z } from 'zod'
import {
  currencyCode,
  optionalDate,
  optionalHref,
  optionalInstant,
  optionalText,
  sentDay,
  sentMoment,
  sentText,
  wireAmountSchema,
} from './wire-fields.ts'

const linksSchema = z
  .object({ balances: optionalHref, transactions: optionalHref })
  .nullish()
  .transform((links) => links ?? { balances: undefined, transactions: undefined })

export const wireAccountSchema = z.object({
  resourceId: z.string().min(1),
  iban: optionalText,
  maskedPan: optionalText,
  name: optionalText,
  currency: currencyCode,
  product: optionalText,
  _links: linksSchema,
})

/** Entries are checked one by one, so that one bad entry does not hide the others. */
export const accountsSchema = z.object({ accounts: z.array(z.unknown()) })

export const wireBalanceSchema = z.object({
  balanceType: z.string(),
  balanceAmount: wireAmountSchema,
  lastChangeDateTime: optionalInstant,
  referenceDate: optionalDate,
})

export const balancesSchema = z.object({ balances: z.array(z.unknown()) })

/** May be `{}`; `bban` is a number in places and arrives as its digits (see `decimalKeys`). */
const wirePartySchema = z
  .object({ iban: optionalText, bban: optionalText, bic: optionalText })
  .nullish()
  .transform((party) => party ?? undefined)

/**
 * The specification has `referenceType` and `referenceIssuer`, examples have `type` and `issuer`, a few only a text. The
 * object is tried first: each entry that has one would else pay for the refusal of the text.
 */
const structuredSchema = z
  .union([
    z.object({
      reference: sentText,
      referenceType: sentText,
      referenceIssuer: sentText,
      type: sentText,
      issuer: sentText,
    }),
    z.string(),
  ])
  .nullish()

const sentPartySchema = z.object({ iban: sentText, bban: sentText, bic: sentText }).nullish()

/** Entries as they came: the mapper reads them with `textOf`, `dayOf` and `momentOf`. */
export const wireTransactionSchema = z.object({
  transactionId: sentText,
  endToEndId: sentText,
  bookingDate: sentDay,
  valueDate: sentDay,
  executionDateTime: sentMoment,
  transactionAmount: wireAmountSchema,
  creditorName: sentText,
  debtorName: sentText,
  creditorAccount: sentPartySchema,
  debtorAccount: sentPartySchema,
  transactionType: sentText,
  remittanceInformationUnstructured: sentText,
  remittanceInformationStructured: structuredSchema,
})

/**
 * As sent, without a transform, here and in the links: a page that went through one of zod's outlives several collections
 * of young objects, and copying dead pages about then costs as much as mapping them (measured with zod 4.6, Node 20).
 */
const entries = z.array(z.unknown()).nullish()

const nextLink = z.object({ next: z.object({ href: sentText }).nullish() }).nullish()

/** `transactions` may be null and its arrays missing; an answer without the member is none of ING’s. */
export const transactionsSchema = z.object({
  transactions: z
    .object({
      booked: entries,
      pending: entries,
      info: entries,
      standingOrderAgreementInformation: entries,
      _links: nextLink,
    })
    .nullable(),
})

export const wireCardTransactionSchema = z.object({
  cardTransactionId: optionalText,
  transactionDate: optionalDate,
  bookingDate: optionalDate,
  transactionAmount: wireAmountSchema,
  maskedPan: optionalText,
  transactionDetails: optionalText,
})

/** `cardAccount` is an object or an array of one by source; it is not read. */
export const cardTransactionsSchema = z.object({
  cardTransactions: z.object({ booked: entries, pending: entries, _links: nextLink }).nullish(),
})

const standingOrderDetailsSchema = z.object({
  startDate: optionalDate,
  endDate: optionalDate,
  frequency: optionalText,
  dayOfExecution: optionalText,
})

export const wireStandingOrderSchema = z.object({
  transactionAmount: wireAmountSchema,
  creditorAccount: wirePartySchema,
  creditorName: optionalText,
  transactionType: optionalText,
  remittanceInformationUnstructured: optionalText,
  additionalInformationStructured: z
    .object({
      standingOrderDetails: standingOrderDetailsSchema.nullish(),
      StandingOrderDetails: standingOrderDetailsSchema.nullish(),
    })
    .nullish(),
})

export type WireAccount = z.infer<typeof wireAccountSchema>
export type WireBalance = z.infer<typeof wireBalanceSchema>
export type WireTransaction = z.infer<typeof wireTransactionSchema>
export type WireCardTransaction = z.infer<typeof wireCardTransactionSchema>
export type WireStandingOrder = z.infer<typeof wireStandingOrderSchema>

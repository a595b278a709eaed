import { z } from 'zod'

/** Absent and `null` mean the same: some banks send nulls. */
const optional = <T extends z.ZodType>(schema: T) =>
  schema
    .nullish()
    .transform((value) => value ?? undefined)
    .optional()

const text = z.string()

/** An object with `href`, or a bare text; anything else is no link. */
const linkSchema = z.union([text, z.object({ href: text }).transform(({ href }) => href)])
export const linksSchema = optional(z.record(z.string(), linkSchema.optional().catch(undefined)))

const methodSchema = z.object({
  authenticationMethodId: text,
  name: optional(text),
  authenticationType: optional(text),
})
const challengeDataSchema = z.object({
  image: optional(text),
  data: optional(z.array(text)),
  additionalInformation: optional(text),
})

/** What every answer on the way of an authorisation may hold. */
const stepShape = {
  scaStatus: optional(text),
  authorisationId: optional(text),
  scaMethods: optional(z.array(methodSchema)),
  chosenScaMethod: optional(methodSchema),
  challengeData: optional(challengeDataSchema),
  psuMessage: optional(text),
  _links: linksSchema,
}

export const stepSchema = z.object(stepShape)
export type Step = z.infer<typeof stepSchema>

export const createdConsentSchema = z.object({ ...stepShape, consentId: text.min(1), consentStatus: optional(text) })
export const consentSchema = z.object({ consentStatus: text, validUntil: optional(text) })
export const metadataSchema = z.object({ authorization_endpoint: z.url(), token_endpoint: z.url() })
export const tokenSchema = z.object({
  access_token: text.min(1),
  refresh_token: optional(text),
  expires_in: optional(z.number()),
})

export const moneySchema = z.object({ currency: text, amount: text })

export const balanceSchema = z.object({
  balanceAmount: moneySchema,
  balanceType: optional(text),
  lastChangeDateTime: optional(text),
  referenceDate: optional(text),
})
export type WireBalance = z.infer<typeof balanceSchema>

export const accountSchema = z.object({
  resourceId: text.min(1),
  iban: optional(text),
  bban: optional(text),
  maskedPan: optional(text),
  currency: optional(text),
  ownerName: optional(text),
  name: optional(text),
  displayName: optional(text),
  product: optional(text),
  cashAccountType: optional(text),
  status: optional(text),
  bic: optional(text),
  _links: linksSchema,
})
/** What an account of a list is called by when a consent names it. */
export const listedAccountSchema = z.object({ iban: optional(text), bban: optional(text), msisdn: optional(text) })
export type WireAccount = z.infer<typeof accountSchema>

export const accountsSchema = z.object({
  accounts: optional(z.array(z.unknown())),
  cardAccounts: optional(z.array(z.unknown())),
})
export const balancesSchema = z.object({ balances: z.array(z.unknown()) })

const partyAccount = optional(z.object({ iban: optional(text), bban: optional(text) }))

export const transactionSchema = z.object({
  transactionId: optional(text),
  cardTransactionId: optional(text),
  entryReference: optional(text),
  endToEndId: optional(text),
  mandateId: optional(text),
  creditorId: optional(text),
  bookingDate: optional(text),
  valueDate: optional(text),
  transactionDate: optional(text),
  transactionAmount: moneySchema,
  originalAmount: optional(moneySchema),
  currencyExchange: optional(z.array(z.object({ exchangeRate: optional(text) }))),
  creditorName: optional(text),
  creditorAccount: partyAccount,
  creditorAgent: optional(text),
  debtorName: optional(text),
  debtorAccount: partyAccount,
  debtorAgent: optional(text),
  cardAcceptorId: optional(text),
  transactionDetails: optional(text),
  remittanceInformationUnstructured: optional(text),
  remittanceInformationUnstructuredArray: optional(z.array(text)),
  /** A text in older versions, an object in newer ones. */
  remittanceInformationStructured: optional(
    z.union([text, z.object({ reference: text }).transform(({ reference }) => reference)]),
  ),
  bankTransactionCode: optional(text),
  proprietaryBankTransactionCode: optional(text),
  balanceAfterTransaction: optional(z.object({ balanceAmount: moneySchema })),
})
export type WireTransaction = z.infer<typeof transactionSchema>

export const transactionsSchema = z.object({
  transactions: optional(
    z.object({
      booked: optional(z.array(z.unknown())),
      pending: optional(z.array(z.unknown())),
      information: optional(z.array(z.unknown())),
      _links: linksSchema,
    }),
  ),
  cardTransactions: optional(
    z.object({ booked: optional(z.array(z.unknown())), pending: optional(z.array(z.unknown())), _links: linksSchema }),
  ),
  _links: linksSchema,
})
export type WireTransactions = z.infer<typeof transactionsSchema>

export const createdPaymentSchema = z.object({ ...stepShape, paymentId: text.min(1), transactionStatus: text })
export const fundsSchema = z.object({ fundsAvailable: z.boolean() })
export const paymentStatusSchema = z.object({
  transactionStatus: text,
  fundsAvailable: optional(z.boolean()),
  psuMessage: optional(text),
})

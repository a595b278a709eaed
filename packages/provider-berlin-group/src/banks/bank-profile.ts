import { z } from 'zod'

const path = z.string().regex(/^(\/[^/?#]+)*$/, 'must be a path such as /berlingroup/v1, without a slash at its end')

const signatureSchema = z.strictObject({
  /** How `keyId` writes the serial number: hexadecimal by the standard, decimal at many banks. */
  serial: z.enum(['hex', 'decimal']).default('hex'),
  /** Whose name stands in `keyId`. */
  name: z.enum(['issuer', 'subject']).default('issuer'),
  /** Some banks want the name without blanks. */
  blanks: z.enum(['kept', 'removed']).default('kept'),
  /** The word in `algorithm`; the signature is RSA with the hash of `hash` whatever the word says. */
  algorithm: z.string().default('rsa-sha256'),
  hash: z.enum(['sha256', 'sha512']).default('sha256'),
  /** Names to sign, in order; those that a request lacks are left out. */
  headers: z
    .array(z.string())
    .readonly()
    .default(['digest', 'x-request-id', 'psu-id', 'psu-corporate-id', 'tpp-redirect-uri']),
  /** What a request without a body has the digest of. */
  emptyBody: z.enum(['nothing', 'braces']).default('nothing'),
})

const oauthSchema = z.strictObject({
  /** A token before the consent. */
  preStep: z.boolean().default(false),
  /** Where the answers of the bank name no metadata. */
  authorizeUrl: z.url().optional(),
  tokenUrl: z.url().optional(),
  /** `{id}` is the consent's or payment's. */
  accountsScope: z.string().default('AIS:{id}'),
  paymentsScope: z.string().default('PIS:{id}'),
  fundsScope: z.string().default('PIIS:{id}'),
})

/** One bank as data: everything in which it differs from another that speaks the same standard. */
export const bankProfileSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  name: z.string().min(1),
  country: z.string().regex(/^[A-Z]{2}$/),
  bic: z.string().optional(),
  /** Where the row comes from, and when it was last looked at. */
  source: z.string().min(1),
  checked: z.string().regex(/^\d{4}(-\d{2})?$/),
  /** Against what the row was ever tried. */
  tried: z.enum(['untried', 'simulator', 'sandbox', 'live']),
  /** Origin, and what stands in front of the prefixes. */
  baseUrl: z.url({ protocol: /^https$/ }),
  prefixes: z
    .strictObject({
      consents: path.default('/v1'),
      accounts: path.default('/v1'),
      payments: path.default('/v1'),
      /** `funds-confirmations`. */
      funds: path.default('/v1'),
      /** `consents/confirmation-of-funds`: version 2 in the standard. */
      fundsConsents: path.default('/v2'),
    })
    .prefault({}),
  /**
   * The forms of `access` that the bank takes, the preferred one first. `global`: `allPsd2`. `bankOffered`: the customer chooses
   * at the bank. `dedicated`: named accounts. `availableAccounts` and `availableAccountsWithBalance` only list accounts (with
   * their balances): beside `dedicated` they find the accounts that are then asked for; alone, nothing else can be read.
   */
  consentKinds: z
    .array(z.enum(['global', 'bankOffered', 'dedicated', 'availableAccounts', 'availableAccountsWithBalance']))
    .min(1)
    .readonly(),
  /** Asks for the owner's name too, in all forms but `bankOffered`. */
  ownerName: z.boolean().default(false),
  /**
   * Confirmation of funds. `api`: the customer consents to it over the API; `bank`: at the bank, outside the API. Absent: the
   * bank has none.
   */
  funds: z.strictObject({ consent: z.enum(['api', 'bank']) }).optional(),
  /** Longest validity in days; absent: 9999-12-31 asks for the maximum. */
  maxValidityDays: z.int().min(1).optional(),
  frequencyPerDay: z.int().min(1).max(4).default(4),
  psuId: z.enum(['never', 'optional', 'required']).default('optional'),
  psuIdType: z.string().optional(),
  /** Preferences sent to a bank that offers several ways. */
  prefersRedirect: z.boolean().default(true),
  /** Names of headers besides the standard's; their values come from the option `headers`. */
  extraHeaders: z.array(z.string()).readonly().default([]),
  /** Headers that all must be there for a read to count as attended. */
  attendedHeaders: z.array(z.string()).readonly().default(['psu-ip-address']),
  bookingStatus: z.enum(['booked', 'both']).default('both'),
  /** In which form the bank lists transactions. Only JSON is read: for the others the listing is refused before it is asked for. */
  transactionLists: z.enum(['json', 'xml', 'mt940']).default('json'),
  withBalance: z.boolean().default(false),
  cards: z.boolean().default(false),
  /** Days without a fresh login, today included. */
  historyDays: z.int().min(1).default(90),
  /** Debits come positive, and the side that is named tells them apart. */
  positiveDebits: z.boolean().default(false),
  signature: signatureSchema.optional(),
  oauth: oauthSchema.optional(),
  products: z
    .strictObject({
      sepa: z.string(),
      instant: z.string(),
      'cross-border': z.string(),
      'target-2': z.string(),
      domestic: z.string(),
    })
    .partial()
    .default({}),
  paymentKinds: z
    .array(z.enum(['single', 'instant', 'scheduled', 'periodic', 'bulk']))
    .readonly()
    .default([]),
  debtorOptional: z.boolean().default(false),
  /** Statuses after which nothing more comes. */
  finalStatuses: z.array(z.string()).readonly().default(['ACSC', 'ACCC', 'RJCT', 'CANC']),
})

/** A row as it is used, all defaults filled in. */
export type BankProfile = z.infer<typeof bankProfileSchema>

/** A row as it is written. */
export type BankRow = z.input<typeof bankProfileSchema>

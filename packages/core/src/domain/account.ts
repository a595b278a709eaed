/** What kind of account it is. A bank's new kind is `unknown`; its own word stays under `raw`. */
export type AccountKind = 'current' | 'savings' | 'joint' | 'card' | 'loan' | 'external' | 'unknown'

/** Whether an account can be used; `unknown` for words that are not known here. */
export type AccountStatus = 'enabled' | 'blocked' | 'closed' | 'unknown'

/** Enough to ask the bank about an account again. Keep this, not only the id: some banks want the link or currency. */
export interface AccountRef {
  /** The bank's resource id, never the IBAN. Its scope and stability stand in the manifest. */
  readonly id: string
  readonly kind: AccountKind
  /** ISO 4217. An account in several currencies is one `Account` per currency. */
  readonly currency?: string | undefined
  /** Links of the bank, by relation (`balances`, `transactions`): targets on its own origin, path and query. */
  readonly links?: Readonly<Record<string, string>> | undefined
}

/** By what an account is found again after a consent was renewed, when the bank gives it another id. */
export interface AccountRecognition {
  readonly iban?: string | undefined
  /** The bank's hash of the account's identification, stable over consents (Enable Banking). */
  readonly identificationHash?: string | undefined
  readonly maskedPan?: string | undefined
  readonly currency?: string | undefined
}

/** The bank that holds an account, where a provider stands for many. */
export interface Institution {
  readonly name: string
  /** ISO 3166 alpha-2. */
  readonly country?: string | undefined
  readonly bic?: string | undefined
}

/** An account number of another scheme than IBAN. */
export interface AccountIdentification {
  /** `bankgiro`, `plusgiro`, `sort-code`, `msisdn`: an open set. */
  readonly scheme: string
  readonly identification: string
}

/** A payment account or card account at one bank. */
export interface Account extends AccountRef {
  /** Unique in its connection: the bank's most stable id, and the currency. See `accountIdentity`. */
  readonly key: string
  readonly recognition: AccountRecognition
  readonly institution?: Institution | undefined
  readonly otherIdentifications?: readonly AccountIdentification[] | undefined
  /** Manifest id of the provider. */
  readonly provider: string
  readonly iban?: string | undefined
  readonly bban?: string | undefined
  readonly bic?: string | undefined
  /** Card accounts: the card number with its middle masked by the bank. */
  readonly maskedPan?: string | undefined
  readonly name?: string | undefined
  readonly ownerName?: string | undefined
  readonly product?: string | undefined
  readonly status: AccountStatus
  /** The bank's original, as parsed. */
  readonly raw: unknown
}

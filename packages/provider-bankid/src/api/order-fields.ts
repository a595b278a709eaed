/** What kinds of order there are, each named as its method. */
export type OrderOperation = 'auth' | 'sign' | 'payment' | 'phoneAuth' | 'phoneSign' | 'otherPayment'

/** What the person or the app must fulfil (reference section 5.6). */
export interface Requirement {
  /** The security code must be typed even where a fingerprint would do. */
  readonly pinCode?: boolean | undefined
  /** A passport or national identity card must be scanned. */
  readonly mrtd?: boolean | undefined
  readonly cardReader?: 'class1' | 'class2' | undefined
  /** OIDs; one `*` at the end, from the fifth arc on. */
  readonly certificatePolicies?: readonly string[] | undefined
  /** 12 digits: only this person may finish the order. It does not start the app. */
  readonly personalNumber?: string | undefined
  readonly risk?: 'low' | 'moderate' | undefined
}

export interface WebDevice {
  /** 3 to 253 of `a-z 0-9 . -`. */
  readonly referringDomain?: string | undefined
  /** 1 to 256 characters. */
  readonly userAgent?: string | undefined
  /** 1 to 64 characters, stable for a browser, not its session cookie. */
  readonly deviceIdentifier?: string | undefined
}

export interface AppDevice {
  readonly appIdentifier?: string | undefined
  readonly deviceOS?: string | undefined
  readonly deviceModelName?: string | undefined
  readonly deviceIdentifier?: string | undefined
}

interface TextFields {
  /** Base64 of UTF-8, counted after encoding: see {@link encodeText}. */
  readonly userVisibleData?: string | undefined
  /** Base64 of any bytes. */
  readonly userNonVisibleData?: string | undefined
  readonly userVisibleDataFormat?: 'plaintext' | 'simpleMarkdownV1' | undefined
}

interface DeviceFields {
  /** 1 to 512 characters, an absolute URL. */
  readonly returnUrl?: string | undefined
  readonly returnRisk?: boolean | undefined
  /** Never together with `app`. */
  readonly web?: WebDevice | undefined
  readonly app?: AppDevice | undefined
}

export interface AuthFields extends TextFields, DeviceFields {
  readonly endUserIp: string
  readonly requirement?: Requirement | undefined
}

export interface SignFields extends AuthFields {
  readonly userVisibleData: string
}

export interface VisibleTransaction {
  readonly transactionType: 'card' | 'npa'
  /** 1 to 40 characters. */
  readonly recipient: { readonly name: string }
  /** With a comma: `1000,00`. Not for `npa`. */
  readonly money?: { readonly amount: string; readonly currency: string } | undefined
  readonly riskWarning?: string | undefined
}

/** What a relying party may say about a transaction's risk (`riskFlags`). */
export const riskFlags = [
  'newCard',
  'newCustomer',
  'newRecipient',
  'highRiskRecipient',
  'largeAmount',
  'foreignCurrency',
  'cryptoCurrencyPurchase',
  'moneyTransfer',
  'overseasTransaction',
  'recurringPayment',
  'suspiciousPaymentPattern',
  'other',
] as const

interface TransactionFields {
  readonly userVisibleTransaction: VisibleTransaction
  readonly riskFlags?: readonly (typeof riskFlags)[number][] | undefined
}

export interface PaymentFields extends AuthFields, TransactionFields {}

export interface PhoneAuthFields extends TextFields {
  /** 12 digits. */
  readonly personalNumber: string
  /** Who called whom. */
  readonly callInitiator: 'user' | 'RP'
  readonly requirement?: Pick<Requirement, 'pinCode' | 'cardReader' | 'certificatePolicies'> | undefined
}

export interface PhoneSignFields extends PhoneAuthFields {
  readonly userVisibleData: string
}

export interface OtherPaymentFields extends TextFields, DeviceFields, TransactionFields {
  readonly personalNumber: string
  readonly requirement?: Omit<Requirement, 'personalNumber'> | undefined
}

/** The fields of each operation, as BankID names them (RP API v6.0). */
export interface FieldsOf {
  readonly auth: AuthFields
  readonly sign: SignFields
  readonly payment: PaymentFields
  readonly phoneAuth: PhoneAuthFields
  readonly phoneSign: PhoneSignFields
  readonly otherPayment: OtherPaymentFields
}

/**
 * A text as `userVisibleData` wants it.
 *
 * @example
 * encodeText('Jag godkänner') // 'SmFnIGdvZGvDpG5uZXI='
 */
export const encodeText = (text: string): string => Buffer.from(text, 'utf8').toString('base64')

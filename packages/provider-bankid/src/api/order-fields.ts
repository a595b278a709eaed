/** What kinds of order there are, each named as its method. */
export type OrderOperation = 'auth' | 'sign' | 'payment' | 'phoneAuth' | 'phoneSign' | 'otherPayment'

/** What the person or the app must fulfil (reference section 5.6). */
export interface Requirement {
  /** The security code must be typed even where a fingerprint would do. */
  readonly pinCode?: boolean
  /** A passport or national identity card must be scanned. */
  readonly mrtd?: boolean
  readonly cardReader?: 'class1' | 'class2'
  /** OIDs; one `*` at the end, from the fifth arc on. */
  readonly certificatePolicies?: readonly string[]
  /** 12 digits: only this person may finish the order. It does not start the app. */
  readonly personalNumber?: string
  readonly risk?: 'low' | 'moderate'
}

export interface WebDevice {
  /** 3 to 253 of `a-z 0-9 . -`. */
  readonly referringDomain?: string
  /** 1 to 256 characters. */
  readonly userAgent?: string
  /** 1 to 64 characters, stable for a browser, not its session cookie. */
  readonly deviceIdentifier?: string
}

export interface AppDevice {
  readonly appIdentifier?: string
  readonly deviceOS?: string
  readonly deviceModelName?: string
  readonly deviceIdentifier?: string
}

interface TextFields {
  /** Base64 of UTF-8, counted after encoding: see {@link encodeText}. */
  readonly userVisibleData?: string
  /** Base64 of any bytes. */
  readonly userNonVisibleData?: string
  readonly userVisibleDataFormat?: 'plaintext' | 'simpleMarkdownV1'
}

interface DeviceFields {
  /** 1 to 512 characters, an absolute URL. */
  readonly returnUrl?: string
  readonly returnRisk?: boolean
  /** Never together with `app`. */
  readonly web?: WebDevice
  readonly app?: AppDevice
}

export interface AuthFields extends TextFields, DeviceFields {
  readonly endUserIp: string
  readonly requirement?: Requirement
}

export interface SignFields extends AuthFields {
  readonly userVisibleData: string
}

export interface VisibleTransaction {
  readonly transactionType: 'card' | 'npa'
  /** 1 to 40 characters. */
  readonly recipient: { readonly name: string }
  /** With a comma: `1000,00`. Not for `npa`. */
  readonly money?: { readonly amount: string; readonly currency: string }
  readonly riskWarning?: string
}

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
  readonly riskFlags?: readonly (typeof riskFlags)[number][]
}

export interface PaymentFields extends AuthFields, TransactionFields {}

export interface PhoneAuthFields extends TextFields {
  /** 12 digits. */
  readonly personalNumber: string
  /** Who called whom. */
  readonly callInitiator: 'user' | 'RP'
  readonly requirement?: Pick<Requirement, 'pinCode' | 'cardReader' | 'certificatePolicies'>
}

export interface PhoneSignFields extends PhoneAuthFields {
  readonly userVisibleData: string
}

export interface OtherPaymentFields extends TextFields, DeviceFields, TransactionFields {
  readonly personalNumber: string
  readonly requirement?: Omit<Requirement, 'personalNumber'>
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

/** A text as `userVisibleData` wants it. */
export const encodeText = (text: string): string => Buffer.from(text, 'utf8').toString('base64')

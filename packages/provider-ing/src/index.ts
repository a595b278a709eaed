export type { BalanceOptions, IngAccountsProvider } from './accounts/accounts-provider.ts'
export type { StandingOrder } from './accounts/standing-orders.ts'
export type { IngTransactionPage, IngTransactionQuery, OmittableField } from './accounts/transactions.ts'
export type { WireJwk } from './api/registration-client.ts'
export type { IngAuth } from './auth/ing-auth.ts'
export { countries, type IngCountry } from './countries.ts'
export { fileOptions, type IngOptions, type IngSigningOptions, optionsSchema } from './options.ts'
export type { IngPaymentRequest, PaymentRequests, ReceivedPayment } from './payment-requests/payment-requests.ts'
export type { MerchantRegistration } from './payment-requests/to-wire-merchant.ts'
export type { NewPaymentRequest } from './payment-requests/to-wire-request.ts'
export type { IngPaymentFields } from './payments/ing-payment.ts'
export type { IngInitiateOptions } from './payments/initiate-payment.ts'
export type { IngPaymentsProvider, PaymentDetails, StatusOptions } from './payments/payments-provider.ts'
export { createIngProvider, type IngProvider, ingProvider, ingProvider as createProvider } from './provider.ts'
export type { ApplicationChange, CertificatePair, IngApplication, Registration } from './registration/registration.ts'
export type { Greeting, Showcase } from './showcase/showcase.ts'
export {
  createDetachedJwsSigner,
  createHttpSignatureSigner,
  type HttpSignatureSettings,
  type JwsSettings,
} from './signing/request-signer.ts'
export type { IngSigners } from './signing/signers.ts'

import { type AccountClient, createAccountClient } from './account-client.ts'
import type { Caller, TokenAuthorizer } from './caller.ts'
import { createFundsClient, type FundsClient } from './funds-client.ts'
import { createOauthClient, type OauthClient } from './oauth-client.ts'
import { createPaymentClient, type PaymentClient } from './payment-client.ts'
import { createPaymentEndpoints, type PaymentSignature } from './payment-endpoints.ts'
import { createPaymentRequestClient, type PaymentRequestClient } from './payment-request-client.ts'
import { createRegistrationClient, type RegistrationClient } from './registration-client.ts'
import { createShowcaseClient, type ShowcaseClient } from './showcase-client.ts'

/** ING's wire: one typed method for each endpoint, by interface. */
export interface IngClient {
  readonly oauth: OauthClient
  readonly accounts: AccountClient
  readonly payments: PaymentClient
  readonly funds: FundsClient
  readonly registration: RegistrationClient
  readonly showcase: ShowcaseClient
  readonly paymentRequests: PaymentRequestClient
}

/** Authorizers of the application's own tokens, one for each call. */
export interface ApplicationAuthorizers {
  httpSignature(): TokenAuthorizer<'http-signature-application'>
  mtls(): TokenAuthorizer<'mtls-application'>
}

export interface IngClientParts {
  readonly caller: Caller
  readonly paymentSignature: PaymentSignature
  readonly fundsPath: string
  /** Given, so that the wire does not know how tokens are made: those are made by calls of this client. */
  readonly authorize: ApplicationAuthorizers
}

export const createIngClient = ({ caller, paymentSignature, fundsPath, authorize }: IngClientParts): IngClient => ({
  oauth: createOauthClient(caller),
  accounts: createAccountClient(caller),
  payments: createPaymentClient({
    caller,
    endpoints: createPaymentEndpoints(paymentSignature),
    authorize: () => (paymentSignature === 'jws' ? authorize.mtls() : authorize.httpSignature()),
  }),
  funds: createFundsClient(caller, fundsPath),
  registration: createRegistrationClient(caller),
  showcase: createShowcaseClient(caller),
  paymentRequests: createPaymentRequestClient(caller, () => authorize.httpSignature()),
})

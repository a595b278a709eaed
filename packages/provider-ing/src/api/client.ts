import type { TokenSource } from '../auth/application-token.ts'
import { authorizeApplication } from '../auth/authorizers.ts'
import { type AccountClient, createAccountClient } from './account-client.ts'
import type { Caller } from './caller.ts'
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

export interface IngClientParts {
  readonly caller: Caller
  readonly paymentSignature: PaymentSignature
  readonly fundsPath: string
  /** Asked at each call: the sources themselves are built on this client. */
  tokens(): {
    readonly httpSignature: TokenSource<'http-signature-application'>
    readonly mtls: TokenSource<'mtls-application'>
  }
}

export const createIngClient = ({ caller, paymentSignature, fundsPath, tokens }: IngClientParts): IngClient => ({
  oauth: createOauthClient(caller),
  accounts: createAccountClient(caller),
  payments: createPaymentClient({
    caller,
    endpoints: createPaymentEndpoints(paymentSignature),
    authorize: () =>
      paymentSignature === 'jws' ? authorizeApplication(tokens().mtls) : authorizeApplication(tokens().httpSignature),
  }),
  funds: createFundsClient(caller, fundsPath),
  registration: createRegistrationClient(caller),
  showcase: createShowcaseClient(caller),
  paymentRequests: createPaymentRequestClient(caller, () => authorizeApplication(tokens().httpSignature)),
})

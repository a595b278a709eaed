import type { Caller, TokenAuthorizer } from '../api/caller.ts'
import { endpoints } from '../api/endpoints.ts'
import type { ApplicationTokenSource } from './application-token.ts'
import { authorizeApplication } from './authorizers.ts'

declare const caller: Caller
declare const mtls: ApplicationTokenSource<'mtls-application'>
declare const signed: ApplicationTokenSource<'http-signature-application'>
declare const customer: TokenAuthorizer<'customer'>
const ctx = undefined

export const calls = [
  () => caller.send(endpoints.signedGreeting, { ctx, authorize: authorizeApplication(signed) }),
  () => caller.send(endpoints.mtlsGreeting, { ctx, authorize: authorizeApplication(mtls) }),
  () => caller.send(endpoints.accounts, { ctx, authorize: customer }),
  // @ts-expect-error: the two kinds of application token are not interchangeable
  () => caller.send(endpoints.signedGreeting, { ctx, authorize: authorizeApplication(mtls) }),
  // @ts-expect-error: nor the other way round
  () => caller.send(endpoints.mtlsGreeting, { ctx, authorize: authorizeApplication(signed) }),
  // @ts-expect-error: accounts belong to the customer
  () => caller.send(endpoints.accounts, { ctx, authorize: authorizeApplication(signed) }),
  // @ts-expect-error: no call that needs a token goes without one
  () => caller.send(endpoints.accounts, { ctx }),
]

import type { BankRequest } from '../http/bank-handler.ts'
import type { AccessToken } from './oauth/grants.ts'
import type { SignatureScheme } from './route.ts'
import type { IngWorld } from './world.ts'

type Settled = 'http' | 'jws' | 'none'

/**
 * ING's documents contradict each other on how payments are signed. Where both ways are open, the header sent
 * decides, and the token when there are both or neither; row 12 then asks that token and signature agree.
 */
const forPayments = (world: IngWorld, request: BankRequest, token: AccessToken): Settled => {
  const { paymentSignature } = world.settings
  if (paymentSignature !== 'both') return paymentSignature
  const jws = request.header('x-jws-signature') !== undefined
  const http = request.header('signature') !== undefined
  if (jws !== http) return jws ? 'jws' : 'http'
  return token.kind === 'mtls' ? 'jws' : 'http'
}

export const settleScheme = (
  world: IngWorld,
  request: BankRequest,
  scheme: SignatureScheme,
  token: AccessToken,
): Settled => {
  if (scheme === 'payments') return forPayments(world, request, token)
  if (scheme === 'by-token') return token.kind === 'signed' ? 'http' : 'none'
  return scheme
}

import type { BankAnswer, BankRequest } from '../http/bank-handler.ts'
import { familyOf } from './api-family.ts'
import type { IngWorld } from './world.ts'

/** Headers that stand on every answer: the trace id, what is echoed, and the bank's own time. */
export const withCommonHeaders = (world: IngWorld, request: BankRequest, answer: BankAnswer): BankAnswer => {
  const family = familyOf(request.path)
  const requestId = request.header('x-request-id')
  const ingRequestId = request.header('x-ing-reqid')
  const echoes = family === 'ais' || family === 'pis' || family === 'caf'
  return {
    ...answer,
    headers: {
      Date: new Date(world.now()).toUTCString(),
      'X-ING-Response-ID': world.uuid(),
      ...(echoes && requestId !== undefined ? { 'X-Request-ID': requestId } : {}),
      ...(ingRequestId === undefined ? {} : { 'X-ING-ReqID': ingRequestId }),
      'X-Content-Type-Options': 'nosniff',
      'X-XSS-Protection': '1; mode=block',
      'Cache-Control': 'no-cache, no-store, max-age=0, must-revalidate',
      Pragma: 'no-cache',
      'Strict-Transport-Security': 'max-age=31622400; includeSubDomains',
      'X-Frame-Options': 'deny',
      ...(request.path === '/oauth2/token' ? { Expires: '0' } : {}),
      ...answer.headers,
    },
  }
}

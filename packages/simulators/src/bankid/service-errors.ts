import type { BankAnswer, BankRequest } from '../http/bank-handler.ts'
import { json, refuse } from './answers.ts'
import { transportFault } from './checks/transport-checks.ts'
import type { BankIdSettings } from './settings.ts'

/** How long a body may take to arrive, milliseconds. */
export const bodyTimeoutMs = 10_000

const errorCodes: Readonly<Record<number, string>> = {
  400: 'invalidParameters',
  401: 'unauthorized',
  403: 'unauthorized',
  404: 'notFound',
  405: 'methodNotAllowed',
  408: 'requestTimeout',
  415: 'unsupportedMediaType',
  429: 'tooManyRequests',
  500: 'internalError',
  503: 'maintenance',
}

/** The service's form of a status that no check gave. A body that nobody read is just an invalid one. */
export const errorAnswer = (status: number): BankAnswer => {
  if (status === 413) return json(400, { errorCode: 'invalidParameters', details: 'Invalid request' })
  return json(status, { errorCode: errorCodes[status] ?? 'internalError', details: `Answered with ${status}` })
}

/** T7: what came before the body is judged first. */
export const bodyTimedOut = (request: BankRequest, settings: BankIdSettings): BankAnswer =>
  refuse(
    transportFault(request, settings) ?? {
      check: 'T7',
      status: 408,
      errorCode: 'requestTimeout',
      details: 'The request took too long to arrive',
      reason: `the body was not complete after ${bodyTimeoutMs} ms`,
    },
  )

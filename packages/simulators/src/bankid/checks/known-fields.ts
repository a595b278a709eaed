import { invalidParameters } from '../answers.ts'
import { describe, type FieldCheck, strangers } from './field-check.ts'

/** Fields of another endpoint get a row of their own, later in the order. */
const misplaced = ['endUserIp', 'returnUrl', 'returnRisk', 'web', 'app'] as const

const textFields = [
  'endUserIp',
  'personalNumber',
  'callInitiator',
  'userVisibleData',
  'userNonVisibleData',
  'userVisibleDataFormat',
] as const

/** A1: unknown properties (a v5 `personalNumber` among them) and known ones of the wrong JSON type. */
export const onlyKnownFields: FieldCheck = ({ body, endpoint, settings }) => {
  const later: readonly string[] = endpoint.remote ? misplaced : []
  const unknown = strangers(body, [...endpoint.fields, ...later])
  if (unknown.length > 0 && !settings.lenientProperties) {
    return invalidParameters('A1', 'Invalid request', {
      reason: `${endpoint.operation} has no property ${unknown.join(', ')}`,
      expected: endpoint.fields.join(', '),
      received: Object.keys(body).join(', '),
    })
  }
  for (const field of textFields) {
    const value = body[field]
    if (!endpoint.fields.includes(field) || value === undefined || typeof value === 'string') continue
    return invalidParameters('A1', 'Invalid request', {
      reason: `${field} has the wrong JSON type`,
      expected: 'a string',
      received: describe(value),
    })
  }
  return undefined
}

/** P4: what only a device at hand can have, on an order without one. */
export const nothingOfADevice: FieldCheck = ({ body, endpoint }) => {
  const found = misplaced.filter((field) => field in body && !endpoint.fields.includes(field))
  return found.length === 0
    ? undefined
    : invalidParameters('P4', 'Invalid request', {
        reason: `${endpoint.operation} takes no ${found.join(', ')}`,
        expected: endpoint.fields.join(', '),
        received: Object.keys(body).join(', '),
      })
}

import { isIP } from 'node:net'
import { invalidParameters, type Refusal } from '../answers.ts'
import { isObject } from '../strict-json.ts'
import { describe, type FieldCheck, show } from './field-check.ts'

const twelveDigits = /^\d{12}$/

/** The service looks at the length alone: neither the date nor the check digit is judged. */
const incorrectPersonalNumber = (check: string, value: unknown): Refusal | undefined =>
  typeof value === 'string' && twelveDigits.test(value)
    ? undefined
    : invalidParameters(check, 'Incorrect personalNumber', {
        reason: 'the personal number is not 12 digits',
        expected: '12 digits',
        received: describe(value),
      })

/** An IPv4 address as sockets of both kinds write it: BankID takes the plain form alone. */
const isMapped = (address: string): boolean =>
  isIP(address) === 6 && /^\[::ffff:[^:]+:[^:]+\]$/.test(new URL(`http://[${address}]`).hostname)

/** A2: an IPv4 or IPv6 literal, without brackets and zone. */
export const endUserIpIsAddress: FieldCheck = ({ body }) => {
  const value = body['endUserIp']
  if (typeof value === 'string' && isIP(value) !== 0 && !value.includes('%') && !isMapped(value)) return undefined
  return invalidParameters('A2', 'Invalid endUserIp', {
    reason: 'endUserIp is not an IP address',
    expected: 'an IPv4 or IPv6 literal',
    received: show(value),
  })
}

/** A3: the person that alone may finish the order. */
export const requiredPersonHasTwelveDigits: FieldCheck = ({ body, endpoint }) => {
  const requirement = body['requirement']
  if (!endpoint.requirementMembers.includes('personalNumber')) return undefined
  if (!isObject(requirement) || requirement['personalNumber'] === undefined) return undefined
  return incorrectPersonalNumber('A3', requirement['personalNumber'])
}

/** P1: the person that an order without a device is for. */
export const personHasTwelveDigits: FieldCheck = ({ body }) => incorrectPersonalNumber('P1', body['personalNumber'])

/** P2: who called whom; the case matters. */
export const callInitiatorIsKnown: FieldCheck = ({ body }) => {
  const value = body['callInitiator']
  if (value === 'user' || value === 'RP') return undefined
  return invalidParameters('P2', 'Incorrect callInitiator', {
    reason: 'callInitiator is neither user nor RP',
    expected: 'user or RP',
    received: show(value),
  })
}

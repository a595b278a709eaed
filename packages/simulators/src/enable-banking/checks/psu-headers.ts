import { isIP } from 'node:net'
import type { BankRequest } from '../../http/bank-handler.ts'
import type { Aspsp } from '../aspsp.ts'
import { refuse } from '../refusal.ts'

/** All headers by which a client hands on what it knows of the customer who is present. */
const names = [
  'psu-ip-address',
  'psu-user-agent',
  'psu-referer',
  'psu-accept',
  'psu-accept-charset',
  'psu-accept-encoding',
  'psu-accept-language',
  'psu-geo-location',
] as const

const forms: Readonly<Partial<Record<(typeof names)[number], (value: string) => boolean>>> = {
  'psu-ip-address': (value) => isIP(value) !== 0,
  'psu-geo-location': (value) => /^-?\d{1,2}(\.\d+)?,-?\d{1,3}(\.\d+)?$/.test(value),
}

/** Checks 14 and 15: all of the bank's headers or none, each of its form. The answer: whether the customer is present. */
export const checkPsuHeaders = (request: BankRequest, aspsp: Aspsp): boolean => {
  const present = names.filter((name) => request.header(name) !== undefined)
  if (present.length === 0) return false
  const missing = aspsp.habits.requiredPsuHeaders.filter((name) => request.header(name) === undefined)
  if (missing.length > 0) {
    return refuse({
      row: 14,
      status: 422,
      error: 'PSU_HEADER_NOT_PROVIDED',
      reason: `Some headers of the customer are sent, but not ${missing.join(', ')}`,
      expected: `all of ${aspsp.habits.requiredPsuHeaders.join(', ')}, or none`,
      received: present.join(', '),
    })
  }
  for (const name of present) {
    const value = request.header(name) ?? ''
    if (value.trim() === '' || forms[name]?.(value) === false) {
      refuse({ row: 15, status: 422, error: 'PSU_HEADER_INVALID', reason: `${name} has another form`, received: value })
    }
  }
  return true
}

import type { BankAnswer, BankRequest } from '../http/bank-handler.ts'
import { RawNumber, writeJson } from '../ing/json.ts'
import type { BankProfile, Resource } from './bank-profile.ts'

export const jsonAnswer = (
  request: BankRequest,
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): BankAnswer => ({
  status,
  headers: { 'Content-Type': 'application/json', 'X-Request-ID': request.header('x-request-id') ?? '', ...headers },
  body: writeJson(value),
})

export const emptyAnswer = (request: BankRequest): BankAnswer => ({
  status: 204,
  headers: { 'X-Request-ID': request.header('x-request-id') ?? '' },
})

/** A link as the bank writes it: an object with an absolute or relative address, or a bare text. */
export const linkTo = (profile: BankProfile, selfUrl: string, resource: Resource, path: string): unknown => {
  const relative = `${profile.prefixes[resource]}${path}`
  const absolute = `${selfUrl}/${profile.id}${relative}`
  if (profile.links === 'bare') return absolute
  return { href: profile.links === 'relative' ? relative : absolute }
}

/** Where a page for the customer stands: always absolute. */
export const pageLink = (profile: BankProfile, selfUrl: string, path: string): unknown => {
  const absolute = `${selfUrl}/${profile.id}${path}`
  return profile.links === 'bare' ? absolute : { href: absolute }
}

export const locationOf = (profile: BankProfile, selfUrl: string, resource: Resource, path: string): string => {
  const relative = `${profile.prefixes[resource]}${path}`
  const absolute = `${selfUrl}/${profile.id}${relative}`
  if (profile.location === 'json') return JSON.stringify({ href: absolute })
  return profile.location === 'relative' ? relative : absolute
}

/** Minor units in this bank's form. */
export const amountWire = (
  profile: BankProfile,
  minor: bigint,
  currency: string,
): { currency: string; amount: unknown } => {
  const text = (minor < 0n ? -minor : minor).toString().padStart(3, '0')
  const amount = `${minor < 0n ? '-' : ''}${text.slice(0, -2)}.${text.slice(-2)}`
  return { currency, amount: profile.amounts === 'number' ? new RawNumber(amount) : amount }
}

/** An absent text: left out, or `null` at the banks that send it so. */
export const orNull = (profile: BankProfile, value: string | undefined): string | null | undefined =>
  value ?? (profile.nulls ? null : undefined)

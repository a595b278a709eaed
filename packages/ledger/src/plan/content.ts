import { hash } from 'node:crypto'
import { amountKey } from './amounts.ts'
import type { Facts } from './types.ts'

/** Grows when the way in which facts are normalised or hashed changes (R9, R14). */
export const contentVersion = 1

/** What makes an entry what it is. Ids of the bank are left out: banks issue them anew without any other change. */
const contentFacts = [
  'day',
  'valueDay',
  'executedAt',
  'amount',
  'currency',
  'originalAmount',
  'originalCurrency',
  'exchangeRate',
  'endToEndId',
  'counterpartyName',
  'counterpartyIban',
  'counterpartyBban',
  'counterpartyBic',
  'text',
  'reference',
  'mandateId',
  'creditorId',
  'code',
  'balanceAfter',
] as const satisfies readonly (keyof Facts)[]

const amounts: ReadonlySet<string> = new Set(['amount', 'originalAmount', 'balanceAfter'])

/** Blanks folded, NFC: what a bank changes without meaning anything by it. */
const normalise = (name: string, value: string | number | null): string => {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  if (amounts.has(name)) return amountKey(value)
  return value.normalize('NFC').replace(/\s+/g, ' ').trim()
}

/** Sixteen bytes of SHA-256 over the normalised facts, as base64url text. */
export const contentOf = (facts: Facts): string => {
  const parts: string[] = []
  for (const name of contentFacts) parts.push(normalise(name, facts[name]))
  return hash('sha256', parts.join('\u0000'), 'base64url').slice(0, 22)
}

/** Names of the facts that differ in meaning. */
export const changedFacts = (before: Facts, after: Facts): readonly string[] =>
  contentFacts.filter((name) => normalise(name, before[name]) !== normalise(name, after[name]))

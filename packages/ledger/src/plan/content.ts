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

/** Something that {@link normalise} would change: a character that is not plain ASCII, or a blank that is not single and inside. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the parts are joined by U+0000, as they always were
const unusual = /[^\u0000\u0020-\u007e]|(?:^|[\u0000 ]) | (?:\u0000|$)/

/** Sixteen bytes of SHA-256 over the normalised facts, as base64url text. */
export const contentOf = (facts: Facts): string => {
  const original = facts.originalAmount === null ? '' : amountKey(facts.originalAmount)
  const balance = facts.balanceAfter === null ? '' : amountKey(facts.balanceAfter)
  // Written out, in the order of `contentFacts`: this runs once for every entry that a bank lists.
  const plain = `${facts.day}\u0000${facts.valueDay ?? ''}\u0000${facts.executedAt ?? ''}\u0000${amountKey(facts.amount)}\u0000${facts.currency}\u0000${original}\u0000${facts.originalCurrency ?? ''}\u0000${facts.exchangeRate ?? ''}\u0000${facts.endToEndId ?? ''}\u0000${facts.counterpartyName ?? ''}\u0000${facts.counterpartyIban ?? ''}\u0000${facts.counterpartyBban ?? ''}\u0000${facts.counterpartyBic ?? ''}\u0000${facts.text ?? ''}\u0000${facts.reference ?? ''}\u0000${facts.mandateId ?? ''}\u0000${facts.creditorId ?? ''}\u0000${facts.code ?? ''}\u0000${balance}`
  const text = unusual.test(plain) ? contentFacts.map((name) => normalise(name, facts[name])).join('\u0000') : plain
  return hash('sha256', text, 'base64url').slice(0, 22)
}

/** Names of the facts that differ in meaning. */
export const changedFacts = (before: Facts, after: Facts): readonly string[] =>
  contentFacts.filter((name) => normalise(name, before[name]) !== normalise(name, after[name]))

import type { BankProfile, ConsentKind } from '../bank-profile.ts'
import {
  accountReference,
  booleanField,
  dayField,
  listField,
  type Members,
  objectField,
  requireKnown,
} from '../checks/fields.ts'
import { formatError, refuse } from '../refusal.ts'
import type { Rights } from '../state.ts'

export interface ConsentRequest {
  readonly kind: ConsentKind
  readonly access: Members
  readonly rights: Rights
  readonly recurring: boolean
  readonly validUntil: string
  readonly frequency: number
}

const words = ['allPsd2', 'availableAccounts', 'availableAccountsWithBalance'] as const
const lists = ['accounts', 'balances', 'transactions'] as const
const values = ['allAccounts', 'allAccountsWithOwnerName'] as const

const dayMs = 86_400_000
const dayOf = (instant: number): string => new Date(instant).toISOString().slice(0, 10)

const numberOf = ({ iban, maskedPan, pan, bban, msisdn }: Members): string =>
  String(iban ?? maskedPan ?? pan ?? bban ?? msisdn ?? '')

/** Checks 20 and 23: the lists of accounts. */
const readLists = (access: Members): { kind: ConsentKind; rights: Rights } => {
  const given = lists.flatMap((name) => (access[name] === undefined ? [] : [name]))
  const read = new Map(
    given.map((name) => {
      const path = `access.${name}`
      const references = listField(access[name], { row: 20, path })
      const numbers = references.map((item, at) =>
        numberOf(accountReference(item, { row: 23, path: `${path}[${at}]` })),
      )
      return [name, numbers] as const
    }),
  )
  const sizes = [...read.values()].map((numbers) => numbers.length)
  const isOffered = sizes.every((size) => size === 0)
  if (!isOffered && sizes.includes(0)) formatError(20, 'access', 'If one list is empty all must be')
  const ownerName = objectOf(access['additionalInformation'])['ownerName'] !== undefined
  if (isOffered) {
    const right = (name: 'balances' | 'transactions') => (read.has(name) ? 'chosen' : 'none')
    return {
      kind: 'bankOffered',
      rights: { accounts: 'chosen', balances: right('balances'), transactions: right('transactions'), ownerName },
    }
  }
  const [accounts, balances, transactions] = [
    read.get('accounts') ?? [],
    read.get('balances') ?? [],
    read.get('transactions') ?? [],
  ]
  return { kind: 'dedicated', rights: { accounts, balances, transactions, ownerName } }
}

const objectOf = (value: unknown): Members => (typeof value === 'object' && value !== null ? (value as Members) : {})

/** Check 20: either lists or one of the words. */
const readKind = (access: Members): { kind: ConsentKind; rights: Rights } => {
  requireKnown(access, [...words, ...lists, 'additionalInformation', 'restrictedTo'], 'access')
  const word = words.filter((name) => access[name] !== undefined)
  const named = lists.filter((name) => access[name] !== undefined)
  if (word.length + named.length === 0) return formatError(20, 'access', 'access names nothing')
  if (word.length > 1 || (word.length === 1 && named.length > 0)) {
    return formatError(20, 'access', 'Lists and words exclude each other', { received: [...word, ...named].join(', ') })
  }
  const [name] = word
  if (name === undefined) return readLists(access)
  const value = access[name]
  if (!values.some((each) => each === value)) {
    return formatError(20, `access.${name}`, 'An unknown word', {
      expected: values.join(', '),
      received: String(value),
    })
  }
  const ownerName = value === 'allAccountsWithOwnerName'
  if (name === 'allPsd2')
    return { kind: 'global', rights: { accounts: 'all', balances: 'all', transactions: 'all', ownerName } }
  const balances = name === 'availableAccountsWithBalance' ? 'all' : 'none'
  return { kind: name, rights: { accounts: 'all', balances, transactions: 'none', ownerName } }
}

/** Check 19, and the bank's own maximum: it shortens rather than refuses. */
const readValidUntil = (body: Members, profile: BankProfile, now: number): string => {
  const text = dayField(body['validUntil'], { row: 18, path: 'validUntil', required: true }) ?? ''
  if (text < dayOf(now)) formatError(19, 'validUntil', 'validUntil lies in the past', { received: text })
  if (profile.maxValidityDays === undefined) return text
  const latest = dayOf(now + profile.maxValidityDays * dayMs)
  // Days in this form sort as texts.
  return [text, latest].toSorted()[0] ?? text
}

/** Checks 18 and 19. */
const readFrequency = (body: Members, recurring: boolean): number => {
  const frequency = body['frequencyPerDay']
  if (frequency === undefined) formatError(18, 'frequencyPerDay', 'frequencyPerDay is missing')
  if (typeof frequency !== 'number' || !Number.isInteger(frequency) || frequency < 1) {
    return formatError(19, 'frequencyPerDay', 'frequencyPerDay must be a whole number from 1', {
      received: JSON.stringify(frequency),
    })
  }
  if (!recurring && frequency !== 1) {
    return formatError(19, 'frequencyPerDay', 'A one-off consent has frequency 1', {
      expected: '1',
      received: String(frequency),
    })
  }
  return Math.min(frequency, 4)
}

/** Check 21 and 22: what this bank does not offer. */
const requireSupported = (profile: BankProfile, kind: ConsentKind, combined: boolean): void => {
  if (!profile.consentKinds.some((each) => each === kind)) {
    const expected = profile.consentKinds.join(', ')
    refuse({
      row: 21,
      status: 400,
      code: 'SERVICE_INVALID',
      path: 'access',
      reason: 'The bank does not offer this kind of consent',
      expected,
      received: kind,
    })
  }
  if (kind === 'bankOffered' && profile.approaches.every((approach) => approach === 'embedded')) {
    refuse({ row: 21, status: 400, code: 'SERVICE_INVALID', reason: 'A choice at the bank needs a page of the bank' })
  }
  if (combined && !profile.combinedSessions) {
    refuse({
      row: 22,
      status: 400,
      code: 'SESSIONS_NOT_SUPPORTED',
      path: 'combinedServiceIndicator',
      reason: 'The bank has no combined sessions',
    })
  }
}

/** Checks 17 to 23 of the body of POST /consents. */
export const readConsent = (body: Members, profile: BankProfile, now: number): ConsentRequest => {
  requireKnown(body, ['access', 'recurringIndicator', 'validUntil', 'frequencyPerDay', 'combinedServiceIndicator'], '')
  const access = objectField(body['access'], { row: 18, path: 'access' })
  const recurring =
    booleanField(body['recurringIndicator'], { row: 18, path: 'recurringIndicator', required: true }) ?? false
  const validUntil = readValidUntil(body, profile, now)
  const frequency = readFrequency(body, recurring)
  const combined =
    booleanField(body['combinedServiceIndicator'], { row: 17, path: 'combinedServiceIndicator' }) ?? false
  const { kind, rights } = readKind(access)
  requireSupported(profile, kind, combined)
  return { kind, access, rights, recurring, validUntil, frequency }
}

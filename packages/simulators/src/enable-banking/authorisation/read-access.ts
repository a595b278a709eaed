import type { Aspsp } from '../aspsp.ts'
import { type Members, objectIn, optionalBoolean } from '../checks/fields.ts'
import { wrongParameters } from '../refusal.ts'
import type { Access } from '../state.ts'

/** RFC 3339 with an offset, any number of decimals: the official samples send none and six. */
const instantForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i

const readValidUntil = (value: unknown, aspsp: Aspsp, now: number): { text: string; ms: number } => {
  if (typeof value !== 'string' || !instantForm.test(value) || Number.isNaN(Date.parse(value))) {
    const sides = { expected: 'an RFC 3339 instant with an offset', received: JSON.stringify(value) ?? 'nothing' }
    return wrongParameters(16, 'access.valid_until must be an instant with an offset', sides)
  }
  const ms = Date.parse(value)
  if (ms <= now) {
    const sides = { expected: `after ${new Date(now).toISOString()}`, received: value }
    return wrongParameters(16, 'access.valid_until lies in the past', sides)
  }
  const latest = now + aspsp.habits.maximumConsentSeconds * 1000
  if (ms > latest) {
    const sides = { expected: `at most ${new Date(latest).toISOString()}`, received: value }
    return wrongParameters(16, "access.valid_until lies beyond the bank's maximum_consent_validity", sides)
  }
  return { text: value, ms }
}

const readAccounts = (value: unknown): readonly string[] | undefined => {
  if (value === undefined || value === null) return undefined
  const wrong = () => wrongParameters(13, 'access.accounts must be a list of {iban} or {other}')
  if (!Array.isArray(value)) return wrong()
  return value.map((item: unknown) => {
    if (typeof item !== 'object' || item === null) return wrong()
    const { iban, other } = item as { iban?: unknown; other?: { identification?: unknown } }
    if (typeof iban === 'string') return iban
    return typeof other?.identification === 'string' ? other.identification : wrong()
  })
}

/** Checks 13 and 16: what is to be allowed, and until when. */
export const readAccess = (body: Members, aspsp: Aspsp, now: number): Access => {
  const access = objectIn(body, 'access')
  const { text, ms } = readValidUntil(access['valid_until'], aspsp, now)
  return {
    validUntil: text,
    validUntilMs: ms,
    balances: optionalBoolean(access, 'balances', true, 'access.balances'),
    transactions: optionalBoolean(access, 'transactions', true, 'access.transactions'),
    accounts: readAccounts(access['accounts']),
  }
}

import type { BankAnswer } from '../http/bank-handler.ts'
import type { RefusalDetails } from './refusal.ts'

export const jsonAnswer = (status: number, value: unknown): BankAnswer => ({
  status,
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(value),
})

/** `WRONG_DATE_INTERVAL` is said as `Wrong date interval`. */
const wordsOf = (code: string): string => {
  const words = code.toLowerCase().replaceAll('_', ' ')
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`
}

/** `{message, code, error, detail}`, or the bank's own form where that comes through. */
export const errorBody = (details: Omit<RefusalDetails, 'row' | 'reason'>): Readonly<Record<string, unknown>> =>
  details.body ?? {
    message: details.message ?? wordsOf(details.error ?? 'Error'),
    code: details.status,
    error: details.error,
    detail: details.detail ?? null,
  }

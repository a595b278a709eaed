import {
  type BankReading,
  type BankResponse,
  type CallContext,
  errorFor,
  NostroError,
  parseJsonBody,
  parseResponse,
  type Schema,
} from '@nostro/core'
import { z } from 'zod'
import { bank } from './bank.ts'

// your bank: the form of its errors.
const errorSchema = z.object({ error: z.string() })

/** The bank's own words, where it says any. */
const wordsOf = (response: BankResponse): string | undefined => {
  try {
    return errorSchema.safeParse(parseJsonBody(response)).data?.error
  } catch {
    return undefined
  }
}

/** One call of the bank, as its client is asked for it. */
export interface Call<T> {
  readonly route: string
  readonly target: string
  readonly schema: Schema<T>
  readonly ctx?: CallContext | undefined
}

interface Answered {
  readonly route: string
  /** The bank's time: `transport.bankNow()`. */
  readonly now: number
  /** Words of the bank that mean more than their status. */
  readonly readings?: Readonly<Record<string, BankReading>> | undefined
}

/** @throws NostroError for an answer that is a refusal */
export const refuseFailure = (response: BankResponse, { route, now, readings = {} }: Answered): void => {
  if (response.status < 300) return
  const text = wordsOf(response)
  const messages = text === undefined ? [] : [{ text }]
  const reading = text === undefined ? undefined : readings[text]
  const { provider, name } = bank
  throw errorFor(response, { provider, bank: name, route, idempotent: true, now, messages, reading })
}

/** What the bank answered. @throws NostroError for a refusal, and for what has another form */
export const readAnswer = <T>(response: BankResponse, schema: Schema<T>, answered: Answered): T => {
  refuseFailure(response, answered)
  return parseResponse(response, schema, { provider: bank.provider, what: `the answer to ${answered.route}` })
}

/** The secrets of a session. @throws NostroError `session_expired` when they are not what the bank needs */
export const readSecrets = <T>(secrets: unknown, schema: z.ZodType<T>): T => {
  const parsed = schema.safeParse(secrets)
  if (parsed.success) return parsed.data
  const message = 'The session lacks what the bank needs.'
  throw new NostroError({ code: 'session_expired', provider: bank.provider, message, hint: 'Connect the bank again.' })
}

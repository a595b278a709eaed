import type { BankMessage } from '@nostro/core'

type Members = Readonly<Record<string, unknown>>

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value : undefined

const toMessage = (code: unknown, text: unknown, path: unknown): BankMessage[] => {
  const message = { code: textOf(code), text: textOf(text), path: textOf(path) }
  const present = Object.entries(message).filter(([, value]) => value !== undefined)
  return present.length === 0 ? [] : [Object.fromEntries(present) as BankMessage]
}

/** Account information and payments. */
const fromTppMessages = (body: Members): BankMessage[] =>
  Array.isArray(body['tppMessages'])
    ? body['tppMessages'].filter(isMembers).flatMap((entry) => toMessage(entry['code'], entry['text'], entry['path']))
    : []

/** RFC 6749: `{"error":"INVALID_GRANT"}`. */
const fromOauthError = (body: Members): BankMessage[] =>
  typeof body['error'] === 'string' ? toMessage(body['error'], body['error_description'], undefined) : []

/** Showcase, with the causes inside; Payment Request has the same under `error`; OAuth has `message` alone. */
const fromMessage = (body: Members): BankMessage[] => [
  ...toMessage(body['code'], body['message'], body['target']),
  ...(Array.isArray(body['innerErrors'])
    ? body['innerErrors'].filter(isMembers).flatMap(fromMessage).slice(0, 10)
    : []),
]

/** The five shapes in which ING says no. An unknown one gives no messages. */
export const readMessages = (body: unknown): readonly BankMessage[] => {
  if (!isMembers(body)) return []
  for (const read of [fromTppMessages, fromOauthError]) {
    const messages = read(body)
    if (messages.length > 0) return messages
  }
  return isMembers(body['error']) ? fromMessage(body['error']) : fromMessage(body)
}

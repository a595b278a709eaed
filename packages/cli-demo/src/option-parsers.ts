import { isLocalDate, type LocalDate, parseInstant } from '@nostro/core'
import { InvalidArgumentError } from 'commander'

export const parseDateOption = (text: string): LocalDate => {
  if (isLocalDate(text)) return text
  throw new InvalidArgumentError('Write a day of the calendar as YYYY-MM-DD, for example 2024-05-31.')
}

/** Epoch milliseconds of an ISO 8601 instant. */
export const parseInstantOption = (text: string): number => {
  const value = parseInstant(text)
  if (value !== undefined) return value
  throw new InvalidArgumentError('Write an instant as ISO 8601 with its zone, for example 2024-05-01T22:30:00Z.')
}

export const nonNegativeInteger = (text: string): number => {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('Write a whole number, 0 or more.')
}

export const portNumber = (text: string): number => {
  const value = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (value <= 65_535) return value
  throw new InvalidArgumentError('Write a port from 0 to 65535; 0 takes a free one.')
}

/** A repeatable option of web addresses, kept exactly as given. */
export const webAddresses = (text: string, before: readonly string[] = []): readonly string[] => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return [...before, text]
  throw new InvalidArgumentError('Write a whole address, for example https://tpp.example/cb.')
}

import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { NostroError } from '@nostro/core'
import type { CheckException } from '@nostro/provider-testkit'

/** What cannot hold at a bank of ours, and why. Each counts on the score card, and only up to its day. */
const builtIn: Readonly<Record<string, readonly CheckException[]>> = {
  ing: [
    {
      id: 'zones.period',
      reason:
        'ING counts the days of a period in UTC, while entries have the day of Amsterdam: it has no other period to ask for.',
      until: '2027-12-31',
    },
  ],
}

const refuse = (problem: string): NostroError =>
  new NostroError({
    code: 'invalid_config',
    message: `The file of exceptions ${problem}.`,
    hint: 'Write a list: [{ "id": "area.law", "reason": "why it cannot hold", "until": "2027-12-31" }].',
  })

const isException = (value: unknown): value is CheckException => {
  if (typeof value !== 'object' || value === null) return false
  const { id, reason, until } = value as Partial<Record<keyof CheckException, unknown>>
  const isDay = typeof until === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(until)
  return typeof id === 'string' && typeof reason === 'string' && reason.length > 10 && isDay
}

/** The exceptions of a provider of ours, or those of a file. @throws NostroError `invalid_config` */
export const readExceptions = (target: string, file: string | undefined, cwd: string): readonly CheckException[] => {
  if (file === undefined) return Object.hasOwn(builtIn, target) ? (builtIn[target] ?? []) : []
  let read: unknown
  try {
    read = JSON.parse(readFileSync(resolve(cwd, file), 'utf8'))
  } catch {
    throw refuse('cannot be read as JSON')
  }
  if (!Array.isArray(read) || !read.every(isException)) throw refuse('has another form')
  return read
}

import { createHash } from 'node:crypto'

/** What binds a line of the audit to the one before it. */
export const chainHash = (previous: string, body: string): string =>
  createHash('sha256').update(`${previous}\n${body}`).digest('hex')

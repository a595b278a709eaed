import { type Connections, toInstant } from '@nostro/core'
import { plain } from '../render/harmless.ts'
import type { Terminal } from '../terminal.ts'

/** Says once for each notice (14, 7 and 1 days before) that a consent ends, while the customer can still renew it. */
export const announceExpiry = async (connections: Connections, terminal: Terminal): Promise<void> => {
  for (const { connection, label, daysLeft, expired, validUntil } of await connections.consentNotices()) {
    const name = label === undefined ? connection : `${connection} (${label})`
    const day = toInstant(validUntil).slice(0, 10)
    const left = daysLeft === 0 ? 'in less than a day' : daysLeft === 1 ? 'in a day' : `in ${daysLeft} days`
    terminal.err(
      plain`${name}: the consent ${expired ? `ended on ${day}` : `ends ${left}, on ${day}`}. Renew it with “nostro connections renew ${connection}”: nothing is lost by it.`,
    )
  }
}

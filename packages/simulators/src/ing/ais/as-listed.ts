import { createHash } from 'node:crypto'
import type { Consent } from '../oauth/grants.ts'
import type { IngModes } from '../state.ts'
import type { LedgerEntry } from './ledger.ts'

const DAY_MS = 86_400_000

const idUnder = (consent: Consent, id: string): string =>
  createHash('sha256')
    .update(`${consent.id} ${id}`)
    .digest('hex')
    .replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-8$4-$5')

/** An entry as a bank with bad habits tells it: under ids of this consent or none, pending ones on the day of the reading. */
export const asListed = (
  entry: LedgerEntry,
  modes: IngModes,
  { consent, now }: { readonly consent: Consent; readonly now: number },
): LedgerEntry => {
  const { transaction, status } = entry
  const id = modes.blankIds ? '' : modes.idsPerConsent && entry.id !== '' ? idUnder(consent, entry.id) : entry.id
  const moved = modes.pendingDaysShift && status === 'pending'
  const days = moved ? Math.floor(now / DAY_MS) - Math.floor(transaction.instant / DAY_MS) : 0
  return { id, status, transaction: { ...transaction, instant: transaction.instant + days * DAY_MS } }
}

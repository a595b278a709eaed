import { type EpochMs, type LocalDate, toInstant } from '@nostro/core'
import { invalidField } from '@nostro/provider-kit'
import { enableBanking } from '../api/bank.ts'

const dayMs = 86_400_000
/** A call takes time: exactly the maximum was refused when it arrived. */
const marginMs = 120_000
/** What is asked where the bank names no maximum: 180 days hold since October 2025 for most. */
const usualSeconds = 90 * 86_400

export interface Validity {
  readonly now: EpochMs
  /** Seconds, by the bank. */
  readonly maximum: number | undefined
  readonly consentDays: number | undefined
  /** Last day that is wished for. */
  readonly wished: LocalDate | undefined
}

/**
 * Until when the consent is asked for: as long as the bank allows, less a margin, unless less is wished.
 * @throws NostroError `invalid_request` for a day that has passed
 *
 * @example
 * validUntil({ now, maximum: 7_776_000, consentDays: undefined, wished: undefined }) // '2026-06-03T09:06:07.000Z'
 */
export const validUntil = ({ now, maximum, consentDays, wished }: Validity): string => {
  const longest = now + (maximum ?? usualSeconds) * 1000 - marginMs
  const configured = consentDays === undefined ? longest : now + consentDays * dayMs
  const wanted = wished === undefined ? longest : Date.parse(`${wished}T23:59:59Z`)
  if (wanted <= now) {
    throw invalidField(enableBanking, {
      field: 'validUntil',
      problem: 'has passed',
      hint: 'Give a day that lies ahead, or leave it out for the bank’s maximum.',
    })
  }
  return toInstant(Math.floor(Math.min(longest, configured, wanted) / 1000) * 1000)
}

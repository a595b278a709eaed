import type { Clock } from '../../contracts/clock.ts'
import type { BankResponse } from '../../contracts/http-message.ts'
import { type EpochMs, parseHttpDate } from '../../domain/dates.ts'

/** How far the bank's clock is from ours, learnt from every `Date` header (which counts whole seconds). */
export interface ClockOffset {
  learn(response: BankResponse): void
  bankNow(): EpochMs
  /** The moment to sign for: ours, unless it is further from the bank's than the bank allows. */
  signingNow(limitMs: number): EpochMs
  exceeds(limitMs: number): boolean
}

export const createClockOffset = (clock: Clock): ClockOffset => {
  let offset = 0
  // Many answers of one second say the same: it is read once.
  let last: { readonly text: string; readonly at: EpochMs | undefined } = { text: '', at: undefined }
  return {
    learn: ({ headers }) => {
      const text = headers['date'] ?? ''
      if (text !== last.text) last = { text, at: parseHttpDate(text) }
      if (last.at !== undefined) offset = last.at - clock.now()
    },
    bankNow: () => clock.now() + (Math.abs(offset) < 1000 ? 0 : offset),
    signingNow: (limitMs) => clock.now() + (Math.abs(offset) > limitMs ? offset : 0),
    exceeds: (limitMs) => Math.abs(offset) > limitMs,
  }
}

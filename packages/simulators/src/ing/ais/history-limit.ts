import type { Consent } from '../oauth/grants.ts'
import type { IngAccount } from './ing-account.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000

/** Days of history in the hour after the customer's authentication (two years, says ING Luxembourg). */
const FRESH_DAYS = 730

/** Where history is limited (by profile, or by a mode for all of them), the start moves up and two headers say so; elsewhere nothing happens. */
export const adjustHistory = (
  account: IngAccount,
  consent: Consent,
  from: number,
  { now, everyProfile }: { readonly now: number; readonly everyProfile: number },
): { readonly from: number; readonly headers: Readonly<Record<string, string>> } => {
  const historyDays = everyProfile > 0 ? everyProfile : account.quirks.historyDays
  if (historyDays === undefined) return { from, headers: {} }
  const days = now <= consent.grantedAt + HOUR_MS ? FRESH_DAYS : historyDays
  const earliest = Math.floor(now / DAY_MS) * DAY_MS - days * DAY_MS
  const validity = { 'X-ING-AIS-TRANSACTION-VALIDITY-PERIOD': `P${days}D` }
  if (from >= earliest) return { from, headers: validity }
  const adjusted = new Date(earliest).toISOString().replace('.000Z', 'Z')
  return { from: earliest, headers: { ...validity, 'X-ING-AIS-ADJUSTED-DATEFROM': adjusted } }
}

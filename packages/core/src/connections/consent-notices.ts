import type { ConnectionRecord, ConnectionStore } from '../contracts/connection-store.ts'
import { consentStatus } from '../domain/consent.ts'
import type { EpochMs } from '../domain/dates.ts'
import type { ConnectionKeeper } from './connection-keeper.ts'

/** One announcement of the end of a consent. */
export interface ConsentNotice {
  readonly connection: string
  readonly instance: string
  readonly label?: string | undefined
  readonly owner?: string | undefined
  readonly validUntil: EpochMs
  /** Whole days that are left; 0 on the last day and once the consent has ended. */
  readonly daysLeft: number
  readonly expired: boolean
}

/** The notices that are due and were not given yet. They count as given when this resolves. */
export const takeConsentNotices = async (
  store: ConnectionStore,
  keeper: ConnectionKeeper,
  now: EpochMs,
): Promise<readonly ConsentNotice[]> => {
  const notices: ConsentNotice[] = []
  for (const listed of await store.list()) {
    if (dueNotice(listed, now) === undefined) continue
    let taken: number | undefined
    const record = await keeper.change(listed.id, (current) => {
      taken = dueNotice(current, now)
      if (taken === undefined) return undefined
      return { ...current, consent: { ...current.consent, announced: [...(current.consent?.announced ?? []), taken] } }
    })
    if (record !== undefined && taken !== undefined) notices.push(toNotice(record, taken, now))
  }
  return notices
}

/** Days before the end of the tightest notice that is due and not yet given; 0 for a consent that has ended. */
const dueNotice = ({ consent }: ConnectionRecord, now: EpochMs): number | undefined => {
  const status = consentStatus({ consentValidUntil: consent?.validUntil }, now)
  const notice = status.status === 'expired' ? 0 : status.status === 'expiring' ? status.notice : undefined
  return notice === undefined || consent?.announced?.includes(notice) === true ? undefined : notice
}

const toNotice = (record: ConnectionRecord, notice: number, now: EpochMs): ConsentNotice => {
  const validUntil = record.consent?.validUntil ?? now
  return {
    connection: record.id,
    instance: record.instance,
    label: record.label,
    owner: record.owner,
    validUntil,
    daysLeft: Math.max(0, Math.floor((validUntil - now) / 86_400_000)),
    expired: notice === 0,
  }
}

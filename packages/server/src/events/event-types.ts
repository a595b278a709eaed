/** Everything that a reader can be notified of. Bodies hold ids and counts; no amounts, no names. */
export const eventTypes = [
  'connection.created',
  'connection.renewed',
  'connection.failed',
  'connection.revoked',
  'connection.removed',
  'connection.expiring',
  'sync.started',
  'sync.progress',
  'sync.completed',
  'sync.failed',
  'transactions.changed',
  'payment.status_changed',
  'challenge.changed',
  'match.made',
  'match.suggested',
  'match.confirmed',
  'match.returned',
  'match.conflict',
  'webhook.disabled',
  'webhook.test',
] as const

export type EventType = (typeof eventTypes)[number]

export type EventData = Readonly<Record<string, string | number | boolean | null>>

export interface NewEvent {
  readonly type: EventType
  readonly data: EventData
}

export interface StoredEvent extends NewEvent {
  /** Position in the log: what readers resume after. */
  readonly seq: number
  readonly id: string
  readonly at: number
}

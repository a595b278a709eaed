import type { ConnectionFilter, ConnectionRecord } from '../contracts/connection-store.ts'
import { assertNextRevision } from './assert-revision.ts'
import { compareText } from './payment-intent-rules.ts'
import { assertRecordId } from './record-id.ts'

/** @throws NostroError `invalid_request` for an id or a revision that stores do not take */
export const assertConnectionWrite = (record: ConnectionRecord, expectedRevision: number | undefined): void => {
  assertRecordId(record.id, 'connection')
  assertNextRevision('connection', record.revision, expectedRevision)
}

export const connectionMatches = (record: ConnectionRecord, filter: ConnectionFilter): boolean =>
  (filter.instance === undefined || record.instance === filter.instance) &&
  (filter.owner === undefined || record.owner === filter.owner)

/** Order of a list of connections. */
export const compareConnections = (left: ConnectionRecord, right: ConnectionRecord): number =>
  left.createdAt - right.createdAt || compareText(left.id, right.id)

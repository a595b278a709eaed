import { must, readObjects, readText } from '../http/body.ts'
import { list, object, required, text } from '../http/fields.ts'
import { refusal } from '../http/refusal.ts'
import { findHere, listReply } from '../http/replies.ts'
import { emptyReply, idReply, type Reply, type Route, type SessionCall } from '../http/route.ts'
import type { NotificationFailure, NotificationFilter, PinnedCertificate } from '../state/records.ts'
import { filterWire, isCategory, isWebhookTarget } from '../webhooks/notification-filter.ts'
import { wireTimestamp } from '../wire/timestamp.ts'

const TARGETS_A_CATEGORY = 2

const refuseTarget = (field: string, reason: string, received: string) =>
  refusal(36, 400, `Invalid value for field "${field}".`, reason, { received })

/** Row 36: known categories, https (or this machine), two targets for a category. */
const readFilters = (call: SessionCall, kind: NotificationFilter['kind']) => {
  const targets = new Map<string, Set<string>>()
  return readObjects(call.body, 'notification_filters').map((entry) => {
    const category = must(readText(entry, 'category'))
    const target = readText(entry, 'notification_target')
    if (!isCategory(category)) throw refuseTarget('category', 'the category is unknown', category)
    if (kind === 'url') {
      if (target === undefined || !isWebhookTarget(target)) {
        throw refuseTarget('notification_target', 'the target is not an https URL', target ?? '')
      }
      const known = (targets.get(category) ?? new Set()).add(target)
      targets.set(category, known)
      if (known.size > TARGETS_A_CATEGORY) {
        throw refuseTarget('notification_target', 'a category takes two targets', target)
      }
    }
    return { category, target: target ?? null }
  })
}

const isHere =
  (call: SessionCall, kind: NotificationFilter['kind'], accountId: number | null) => (filter: NotificationFilter) =>
    filter.kind === kind && filter.userId === call.user.id && filter.accountId === accountId

const accountIdOf = (call: SessionCall, ofAccount: boolean): number | null => (ofAccount ? call.account.id : null)

/** A POST replaces the whole set. */
const replace =
  (kind: NotificationFilter['kind'], ofAccount: boolean) =>
  (call: SessionCall): Reply => {
    const { filters } = call.state.records
    const wanted = readFilters(call, kind)
    const accountId = accountIdOf(call, ofAccount)
    const isOld = isHere(call, kind, accountId)
    filters.splice(0, filters.length, ...filters.filter((filter) => !isOld(filter)))
    const at = call.state.now()
    const added = wanted.map(
      (filter): NotificationFilter => ({
        ...filter,
        id: call.state.nextId(),
        created: at,
        updated: at,
        kind,
        userId: call.user.id,
        accountId,
      }),
    )
    filters.push(...added)
    return { objects: added.map(filterWire) }
  }

const listFilters =
  (kind: NotificationFilter['kind'], ofAccount: boolean) =>
  (call: SessionCall): Reply =>
    listReply(call, call.state.records.filters.filter(isHere(call, kind, accountIdOf(call, ofAccount))), filterWire)

const failureWire = (failure: NotificationFailure): object => ({
  NotificationFilterFailure: {
    id: failure.id,
    created: wireTimestamp(failure.created),
    updated: wireTimestamp(failure.updated),
    notification_filters: [filterWire(failure.filter)],
    category: failure.filter.category,
    event_type: failure.eventType,
    object_id: failure.objectId,
    exception_message: failure.message,
    response_code: failure.responseCode,
  },
})

const MOST_RETRIES = 100

const failuresOf = (call: SessionCall) => call.state.records.failures.filter(({ userId }) => userId === call.user.id)

const retryFailures = (call: SessionCall): Reply => {
  const name = 'notification_filter_failed_ids'
  const ids = must(readText(call.body, name)).split(',')
  const failures = ids.map((id) => failuresOf(call).find((failure) => String(failure.id) === id.trim()))
  if (ids.length > MOST_RETRIES || failures.includes(undefined)) {
    throw refusal(23, 400, `Invalid value for field "${name}".`, 'unknown ids, or more than 100', {
      received: ids.join(','),
    })
  }
  const { failures: all } = call.state.records
  for (const failure of failures) {
    if (failure === undefined) continue
    all.splice(all.indexOf(failure), 1)
    call.state.redeliver(failure)
  }
  return { objects: failures.flatMap((failure) => (failure === undefined ? [] : [failureWire(failure)])) }
}

const pinnedOf = (call: SessionCall): readonly PinnedCertificate[] =>
  call.state.records.pinned.filter(({ userId }) => userId === call.user.id)

const pinnedWire = ({ id, chain }: PinnedCertificate): object => ({
  CertificatePinned: { id, certificate_chain: chain.map((certificate) => ({ certificate })) },
})

const pin = (call: SessionCall): Reply => {
  const chain = readObjects(call.body, 'certificate_chain').map((entry) => must(readText(entry, 'certificate')))
  const pinned = { id: call.state.nextId(), userId: call.user.id, chain }
  call.state.records.pinned.push(pinned)
  return idReply(pinned.id)
}

const unpin = (call: SessionCall): Reply => {
  const { pinned } = call.state.records
  pinned.splice(pinned.indexOf(findHere(call, pinnedOf(call), 'Certificate pinned')), 1)
  return emptyReply
}

const entryField = object({ category: required(text()), notification_target: text() })

const filterRoutes = (base: string, kind: NotificationFilter['kind'], ofAccount: boolean): readonly Route[] => {
  const path = `${base}/notification-filter-${kind}`
  const fields = { notification_filters: required(list(entryField)) }
  return [
    { method: 'GET', path, token: 'session', handle: listFilters(kind, ofAccount) },
    { method: 'POST', path, token: 'session', fields, handle: replace(kind, ofAccount) },
    { method: 'PUT', path, token: 'session', fields, handle: replace(kind, ofAccount) },
  ]
}

const kinds = ['url', 'push', 'email'] as const

/** What a user wants to hear of, where it is sent, and what could not be delivered. */
export const notificationRoutes: readonly Route[] = [
  ...kinds.flatMap((kind) => filterRoutes('user/{user}', kind, false)),
  ...kinds.flatMap((kind) => filterRoutes('user/{user}/monetary-account/{account}', kind, true)),
  {
    method: 'GET',
    path: 'user/{user}/notification-filter-failure',
    token: 'session',
    handle: (call) => listReply(call, failuresOf(call), failureWire),
  },
  {
    method: 'POST',
    path: 'user/{user}/notification-filter-failure',
    token: 'session',
    fields: { notification_filter_failed_ids: required(text()) },
    handle: retryFailures,
  },
  {
    method: 'POST',
    path: 'user/{user}/certificate-pinned',
    token: 'session',
    fields: { certificate_chain: required(list(object({ certificate: required(text()) }))) },
    handle: pin,
  },
  {
    method: 'GET',
    path: 'user/{user}/certificate-pinned',
    token: 'session',
    handle: (call) => listReply(call, pinnedOf(call), pinnedWire),
  },
  {
    method: 'GET',
    path: 'user/{user}/certificate-pinned/{id}',
    token: 'session',
    handle: (call) => ({ objects: [pinnedWire(findHere(call, pinnedOf(call), 'Certificate pinned'))] }),
  },
  { method: 'DELETE', path: 'user/{user}/certificate-pinned/{id}', token: 'session', handle: unpin },
]

import type { NotificationFilter } from '../state/records.ts'
import { wireTimestamp } from '../wire/timestamp.ts'

const categories = new Set([
  'BILLING',
  'BUNQME_TAB',
  'CARD',
  'CARD_TOKENIZATION',
  'CARD_TRANSACTION_FAILED',
  'CARD_TRANSACTION_REFUND',
  'CARD_TRANSACTION_SUCCESSFUL',
  'CARD_TRANSACTION_UPDATED',
  'CHAT',
  'DRAFT_PAYMENT',
  'IDEAL',
  'MONETARY_ACCOUNT_PROFILE',
  'MUTATION',
  'OAUTH',
  'PAYMENT',
  'REQUEST',
  'SCHEDULE_RESULT',
  'SCHEDULE_STATUS',
  'SHARE',
  'SOFORT',
  'SUPPORT',
  'TAB_RESULT',
])

export const isCategory = (text: string): boolean => categories.has(text)

const parse = (text: string): URL | undefined => {
  try {
    return new URL(text)
  } catch {
    return undefined
  }
}

const loopback = new Set(['127.0.0.1', 'localhost', '[::1]'])

/** Receivers on this machine are the only ones that the simulator sends anything to. */
export const isLocal = (target: string): boolean => loopback.has(parse(target)?.hostname ?? '')

/** The bank takes https alone; plain http is let pass for a receiver on this machine, which needs no certificate then. */
export const isWebhookTarget = (text: string): boolean => {
  const protocol = parse(text)?.protocol
  return protocol === 'https:' || (protocol === 'http:' && isLocal(text))
}

const wrappers = {
  url: 'NotificationFilterUrl',
  push: 'NotificationFilterPush',
  email: 'NotificationFilterEmail',
} as const

export const filterWire = (filter: NotificationFilter): object => ({
  [wrappers[filter.kind]]: {
    id: filter.id,
    created: wireTimestamp(filter.created),
    updated: wireTimestamp(filter.updated),
    category: filter.category,
    ...(filter.kind === 'url' ? { notification_target: filter.target } : {}),
    all_user_id: [],
    all_monetary_account_id: filter.accountId === null ? [] : [filter.accountId],
    all_verification_type: [],
  },
})

import { signal } from '@preact/signals'
import { eventTypes } from './api-words.ts'
import { invalidate } from './resource.ts'

/** How far a running sync is. */
export interface SyncProgress {
  readonly syncId: string
  readonly accounts: number
  readonly pages: number
  readonly entries: number
}

interface Message {
  readonly type: string
  readonly data: Readonly<Record<string, unknown>>
}

/** The sync that runs now, if any. */
export const syncProgress = signal<SyncProgress | undefined>(undefined)
/** Whether events arrive. */
export const isLive = signal(false)

/** `reset`: the stream lost its place, and everything may have changed. */
const types = [...eventTypes, 'reset'] as const

const tagsOf = (type: string): readonly string[] => {
  const [subject = ''] = type.split('.')
  const tags: Readonly<Record<string, readonly string[]>> = {
    connection: ['connections', 'accounts'],
    sync: ['connections', 'accounts', 'syncs', 'status'],
    transactions: ['transactions', 'accounts', 'summary', 'matches'],
    payment: ['payments'],
    match: ['matches', 'invoices'],
    challenge: ['connections', 'payments'],
    webhook: ['webhooks'],
    reset: ['connections', 'accounts', 'transactions', 'payments', 'matches', 'invoices', 'summary', 'webhooks'],
  }
  return tags[subject] ?? []
}

const take = ({ type, data }: Message): void => {
  if (type === 'sync.started' || type === 'sync.progress') {
    const count = (name: string): number => (typeof data[name] === 'number' ? data[name] : 0)
    syncProgress.value = {
      syncId: String(data['syncId'] ?? ''),
      accounts: count('accounts'),
      pages: count('pages'),
      entries: count('entries'),
    }
    if (type === 'sync.progress') return
  }
  if (type === 'sync.completed' || type === 'sync.failed') syncProgress.value = undefined
  invalidate(...tagsOf(type))
}

const toMessage = (type: string, text: string): Message => {
  const body = JSON.parse(text) as Readonly<Record<string, unknown>>
  // Kept events are wrapped, progress is not.
  const inner = body['data']
  return { type, data: typeof inner === 'object' && inner !== null ? (inner as Message['data']) : body }
}

const listen = (hand: (message: Message) => void): EventSource => {
  const source = new EventSource('/v1/events/stream')
  source.onopen = () => {
    isLive.value = true
  }
  source.onerror = () => {
    isLive.value = false
  }
  for (const type of types)
    source.addEventListener(type, (event: MessageEvent<string>) => hand(toMessage(type, event.data)))
  return source
}

/**
 * Follows the events of the server. A browser has six connections for a host: one tab holds the stream and hands what comes to the
 * others, and when it is closed another takes over.
 * @returns how to stop
 */
export const followEvents = (): (() => void) => {
  const over = new AbortController()
  const channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('nostro-events')
  if (channel !== undefined) {
    channel.onmessage = (event: MessageEvent<Message>) => {
      isLive.value = true
      take(event.data)
    }
  }
  const lead = (): Promise<void> =>
    new Promise((resolve) => {
      const source = listen((message) => {
        take(message)
        channel?.postMessage(message)
      })
      over.signal.addEventListener('abort', () => {
        source.close()
        resolve()
      })
    })
  if ('locks' in navigator) {
    navigator.locks.request('nostro-events', { signal: over.signal }, lead).catch(() => undefined)
  } else void lead()
  return () => {
    over.abort()
    channel?.close()
    isLive.value = false
  }
}

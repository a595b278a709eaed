import type { CallContext } from './call-context.ts'
import type { SessionAccess } from './session-access.ts'

/** A webhook as registered at the bank. */
export interface EventSubscription {
  readonly id?: string | undefined
  /** The bank's category word. */
  readonly category: string
  readonly url: string
}

/** A webhook delivery as received. `body` is raw: a parsed and re-written body cannot be verified. */
export interface IncomingEvent {
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
  readonly remoteAddress?: string | undefined
}

/** What a bank reported by a webhook. */
export interface BankEvent {
  readonly provider: string
  readonly category: string
  readonly type: string
  /** The same for repeated deliveries of one happening. */
  readonly deduplicationKey: string
  /** `verified` when a signature was present and holds; otherwise re-read the object before acting on it. */
  readonly authenticity: 'verified' | 'unverified'
  readonly accountId?: string | undefined
  readonly objectType: string
  readonly objectId?: string | undefined
  readonly raw: unknown
}

/** Webhooks: register, receive, trust. */
export interface EventsProvider {
  subscriptions(access: SessionAccess, ctx?: CallContext): Promise<readonly EventSubscription[]>
  /** Replaces the whole set, as banks do. */
  subscribe(
    access: SessionAccess,
    wanted: readonly EventSubscription[],
    ctx?: CallContext,
  ): Promise<readonly EventSubscription[]>
  /** @throws NostroError `verification_failed` when a signature is present and wrong, or the source is not the bank's. */
  receive(access: SessionAccess | undefined, event: IncomingEvent, ctx?: CallContext): Promise<BankEvent>
}

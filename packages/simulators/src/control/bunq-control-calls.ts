import type { Switches } from '../bunq/state/bunq-state.ts'
import { type ControlCall, itemsOf, typed } from './control-call.ts'
import type { EntryChange, NewEntry } from './entry-calls.ts'

export interface BunqCustomerView {
  /** The seed's id. */
  readonly customer: string
  readonly name: string
  readonly email: string
  readonly userId: number
  readonly accountIds: readonly number[]
}

export interface WaitingDeliveryView {
  readonly url: string
  readonly eventType: string
  readonly objectId: number
  /** How often it was sent. */
  readonly tries: number
  /** ISO instant of the bank's clock. */
  readonly nextTryAt: string
}

/** The bank's and the customers' side of the simulated bunq. Amounts are texts such as `12.50`. */
export interface BunqControl {
  /** A key of the next free customer, of a named one (id, name or e-mail address), or of a new user without history. */
  createApiKey(options?: {
    readonly customer?: string | undefined
    readonly empty?: boolean | undefined
  }): Promise<{ readonly apiKey: string; readonly userId: number }>
  revokeApiKey(apiKey: string): Promise<void>
  customers(): Promise<readonly BunqCustomerView[]>
  /** The sum over all accounts and the world outside, by currency: `0.00` each, always. */
  totals(): Promise<readonly { readonly currency: string; readonly total: string }[]>
  /** Webhooks that their receiver did not take and that wait for the next try. */
  waitingDeliveries(): Promise<readonly WaitingDeliveryView[]>
  /** What a browser would be sent to when the customer decides on the OAuth page. */
  decideConsent(
    authorizeUrl: string,
    decision?: {
      readonly decision?: 'approve' | 'cancel' | undefined
      readonly userId?: number | undefined
      readonly accounts?: readonly number[] | undefined
    },
  ): Promise<string>
  /** Money arrives from another bank; `times` makes a long history. */
  deposit(
    accountId: number,
    deposit: {
      readonly amount: string
      readonly name?: string | undefined
      readonly description?: string | undefined
      readonly times?: number | undefined
    },
  ): Promise<{ readonly paymentId: number }>
  /**
   * A given movement: a payment, or when pending a card action that becomes one. One that lies ahead has no number yet.
   */
  addEntry(
    accountId: number,
    entry: NewEntry,
  ): Promise<{ readonly paymentId?: number; readonly actionId?: number; readonly at?: string }>
  /** A card action that is authorised becomes a payment now. */
  settleEntry(accountId: number, actionId: number, change?: EntryChange): Promise<{ readonly paymentId: number }>
  /** The bank writes a payment anew; its number stays, balances follow. */
  correctEntry(accountId: number, paymentId: number, change: EntryChange): Promise<{ readonly paymentId: number }>
  /** A payment is listed no more. */
  withdrawEntry(accountId: number, paymentId: number): Promise<void>
  /** The bank blocks an account; `null` sets it free. */
  block(
    accountId: number,
    blocked: 'COMPLETELY' | 'ONLY_ACCEPTING_INCOMING' | null,
  ): Promise<{ readonly status: string; readonly subStatus: string }>
  /** The holder pays with a card: authorised now, a payment two days later. */
  payByCard(
    cardId: number,
    payment: { readonly amount: string; readonly merchant?: string | undefined },
  ): Promise<{ readonly actionId: number }>
  /** Somebody outside pays a bunq.me tab. */
  payTab(
    tabId: number,
    payment?: { readonly amount?: string | undefined; readonly name?: string | undefined },
  ): Promise<{ readonly paymentId: number }>
  /** Ends all sessions; keys go on. */
  endSessions(): Promise<void>
  /** A cent arrives, and the webhook of it is given in place of being sent. */
  delivery(
    accountId: number,
    options?: { readonly category?: string | undefined; readonly signature?: 'good' | 'none' | 'wrong' | undefined },
  ): Promise<{ readonly headers: Readonly<Record<string, string>>; readonly body: string }>
  switches(): Promise<Switches>
  setSwitches(switches: Partial<Switches>): Promise<Switches>
}

export const createBunqControl = (call: ControlCall): BunqControl => ({
  createApiKey: (options = {}) => typed(call('POST', '/bunq/api-keys', { ...options })),
  revokeApiKey: async (apiKey) => {
    await call('POST', '/bunq/api-keys/revoke', { apiKey })
  },
  customers: () => itemsOf(call('GET', '/bunq/customers')),
  totals: () => itemsOf(call('GET', '/bunq/totals')),
  waitingDeliveries: () => itemsOf(call('GET', '/bunq/deliveries')),
  decideConsent: async (authorizeUrl, decision = {}) => {
    const answer = await typed<{ location: string }>(call('POST', '/bunq/consents', { authorizeUrl, ...decision }))
    return answer.location
  },
  deposit: (accountId, deposit) => typed(call('POST', `/bunq/accounts/${accountId}/deposit`, { ...deposit })),
  addEntry: (accountId, entry) => typed(call('POST', `/bunq/accounts/${accountId}/entries`, { ...entry })),
  settleEntry: (accountId, actionId, change = {}) =>
    typed(call('POST', `/bunq/accounts/${accountId}/settle`, { actionId, ...change })),
  correctEntry: (accountId, paymentId, change) =>
    typed(call('POST', `/bunq/accounts/${accountId}/correct`, { paymentId, ...change })),
  withdrawEntry: async (accountId, paymentId) => {
    await call('POST', `/bunq/accounts/${accountId}/withdraw`, { paymentId })
  },
  block: (accountId, blocked) => typed(call('POST', `/bunq/accounts/${accountId}/block`, { blocked })),
  payByCard: (cardId, payment) => typed(call('POST', `/bunq/cards/${cardId}/pay`, { ...payment })),
  payTab: (tabId, payment = {}) => typed(call('POST', `/bunq/tabs/${tabId}/pay`, { ...payment })),
  endSessions: async () => {
    await call('POST', '/bunq/sessions/end')
  },
  delivery: (accountId, options = {}) => typed(call('POST', `/bunq/accounts/${accountId}/delivery`, { ...options })),
  switches: () => typed(call('GET', '/bunq/switches')),
  setSwitches: (switches) => typed(call('POST', '/bunq/switches', { ...switches })),
})

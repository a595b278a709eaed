import type { Switches } from '../bunq/state/bunq-state.ts'
import { type ControlCall, itemsOf, typed } from './control-call.ts'

export interface BunqCustomerView {
  /** The seed's id. */
  readonly customer: string
  readonly name: string
  readonly email: string
  readonly userId: number
  readonly accountIds: readonly number[]
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
  decideConsent: async (authorizeUrl, decision = {}) => {
    const answer = await typed<{ location: string }>(call('POST', '/bunq/consents', { authorizeUrl, ...decision }))
    return answer.location
  },
  deposit: (accountId, deposit) => typed(call('POST', `/bunq/accounts/${accountId}/deposit`, { ...deposit })),
  block: (accountId, blocked) => typed(call('POST', `/bunq/accounts/${accountId}/block`, { blocked })),
  payByCard: (cardId, payment) => typed(call('POST', `/bunq/cards/${cardId}/pay`, { ...payment })),
  payTab: (tabId, payment = {}) => typed(call('POST', `/bunq/tabs/${tabId}/pay`, { ...payment })),
  switches: () => typed(call('GET', '/bunq/switches')),
  setSwitches: (switches) => typed(call('POST', '/bunq/switches', { ...switches })),
})

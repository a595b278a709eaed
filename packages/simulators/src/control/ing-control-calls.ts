import type { IngModes } from '../ing/state.ts'
import type { Tpp, TrustedTpp } from '../ing/tpp/tpp.ts'
import { type ControlCall, itemsOf, typed } from './control-call.ts'
import type { IngEntryChange, IngEntryView, NewIngEntry } from './entry-calls.ts'

/** What the customer does on ING's page. */
export interface ConsentDecision {
  readonly decision?: 'approve' | 'cancel' | undefined
  /** Which of the offered customers is logged in, by id or name. */
  readonly profile?: string | undefined
  /** Which accounts are consented to, by id or IBAN; all of them when absent. */
  readonly accounts?: readonly string[] | undefined
}

export interface IngProfileView {
  readonly id: string
  readonly name: string
  readonly country: string
  readonly accounts: readonly {
    readonly resourceId: string
    /** Empty for cards. */
    readonly iban: string
    readonly maskedPan?: string
    readonly product: string
    readonly currencies: readonly string[]
  }[]
}

export interface IngPaymentView {
  readonly paymentId: string
  readonly service: string
  readonly product: string
  readonly status: string
  readonly createdAt: string
}

/** The bank's and the customers' side of the simulated ING. */
export interface IngControl {
  /** What a browser would be sent to when the customer decides on the authorization page. */
  decideConsent(authorizeUrl: string, decision?: ConsentDecision): Promise<string>
  profiles(): Promise<readonly IngProfileView[]>
  /** A history of that many movements in place of the account's own. */
  setHistory(resourceId: string, transactions: number): Promise<void>
  /** The newest 200 of an account's first currency, newest first. */
  entries(resourceId: string): Promise<readonly IngEntryView[]>
  /** A given movement, now or on a coming day. */
  addEntry(
    resourceId: string,
    entry: NewIngEntry,
  ): Promise<{ readonly transactionId: string; readonly status: string; readonly bookedId?: string }>
  /** A pending entry books now, under another id; with `keepPending` it stays listed all the same. */
  settleEntry(
    resourceId: string,
    transactionId: string,
    change?: IngEntryChange & { readonly keepPending?: boolean | undefined },
  ): Promise<{ readonly transactionId: string }>
  /** The bank writes an entry anew: amount, days, texts, id. */
  correctEntry(
    resourceId: string,
    transactionId: string,
    change: IngEntryChange,
  ): Promise<{ readonly transactionId: string }>
  /** An entry is listed no more. */
  withdrawEntry(resourceId: string, transactionId: string, currency?: string): Promise<void>
  /**
   * Plans what happens on coming days: each brings a booked entry that is written anew a day later, and a pending one that
   * books two days later under another id. They appear as the clock moves.
   */
  planNews(
    resourceId: string,
    days: number,
  ): Promise<readonly { readonly transactionId: string; readonly at: string }[]>
  payments(): Promise<readonly IngPaymentView[]>
  /** The customer's decision on a payment; `location` is where the browser goes. */
  decidePayment(
    paymentId: string,
    decision: 'authorise' | 'reject',
    options?: { readonly account?: string | undefined },
  ): Promise<{ readonly status: string; readonly location: string }>
  /** A customer pays a merchant's request. */
  payPaymentRequest(id: string): Promise<{ readonly transactionId: string; readonly status: string }>
  modes(): Promise<IngModes>
  setModes(modes: Partial<IngModes>): Promise<IngModes>
  resetModes(): Promise<IngModes>
  /** Registers a TPP with certificates that the simulated ING did not issue, and trusts them. */
  addTpp(tpp: Tpp): Promise<TrustedTpp>
  revokeCertificate(
    which: { readonly serial: string } | { readonly certificate: string },
  ): Promise<{ readonly revoked: number }>
  /** Ends tokens on the bank's side, or withdraws the customers' consents. */
  revokeTokens(kind?: 'all' | 'access' | 'refresh' | 'consents'): Promise<void>
  /** Takes a registration away, so that it can be made anew. */
  removeApplication(clientId: string): Promise<void>
}

const part = encodeURIComponent

export const createIngControl = (call: ControlCall): IngControl => ({
  decideConsent: async (authorizeUrl, decision = {}) => {
    const answer = await typed<{ location: string }>(call('POST', '/ing/consents', { authorizeUrl, ...decision }))
    return answer.location
  },
  profiles: () => itemsOf(call('GET', '/ing/profiles')),
  setHistory: async (resourceId, transactions) => {
    await call('POST', `/ing/accounts/${part(resourceId)}/history`, { transactions })
  },
  entries: (resourceId) => itemsOf(call('GET', `/ing/accounts/${part(resourceId)}/entries`)),
  addEntry: (resourceId, entry) => typed(call('POST', `/ing/accounts/${part(resourceId)}/entries`, { ...entry })),
  settleEntry: (resourceId, transactionId, change = {}) =>
    typed(call('POST', `/ing/accounts/${part(resourceId)}/settle`, { transactionId, ...change })),
  correctEntry: (resourceId, transactionId, change) =>
    typed(call('POST', `/ing/accounts/${part(resourceId)}/correct`, { transactionId, ...change })),
  withdrawEntry: async (resourceId, transactionId, currency) => {
    await call('POST', `/ing/accounts/${part(resourceId)}/withdraw`, { transactionId, currency })
  },
  planNews: (resourceId, days) => itemsOf(call('POST', `/ing/accounts/${part(resourceId)}/news`, { days })),
  payments: () => itemsOf(call('GET', '/ing/payments')),
  decidePayment: (paymentId, decision, options = {}) =>
    typed(call('POST', `/ing/payments/${part(paymentId)}/${decision}`, { ...options })),
  payPaymentRequest: (id) => typed(call('POST', `/ing/payment-requests/${part(id)}/pay`)),
  modes: () => typed(call('GET', '/ing/modes')),
  setModes: (modes) => typed(call('POST', '/ing/modes', { ...modes })),
  resetModes: () => typed(call('DELETE', '/ing/modes')),
  addTpp: (tpp) => typed(call('POST', '/ing/tpps', { ...tpp })),
  revokeCertificate: (which) => typed(call('POST', '/ing/certificates/revoke', { ...which })),
  revokeTokens: async (kind = 'all') => {
    await call('POST', '/ing/tokens/revoke', { kind })
  },
  removeApplication: async (clientId) => {
    await call('DELETE', `/ing/applications/${part(clientId)}`)
  },
})

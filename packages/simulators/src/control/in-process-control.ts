import type { ControlRoute } from '../http/bank-handler.ts'
import { dispatchControl } from './dispatch-control.ts'

export interface ConsentDecision {
  readonly decision?: 'approve' | 'cancel'
  /** Which of the offered customers is logged in. */
  readonly profile?: string
  /** Which accounts are consented to; all of them when absent. */
  readonly accounts?: readonly string[]
}

export interface OrderAction {
  readonly personalNumber?: string
  readonly hintCode?: string
}

/** The control address without HTTP: the same routes, for tests in the same process. */
export interface InProcessControl {
  /** Any route; throws with the route's own words when it refuses. */
  call(method: 'GET' | 'POST' | 'DELETE', path: string, body?: Readonly<Record<string, unknown>>): Promise<unknown>
  /** The customer decides on ING's authorization page; the answer is the redirect that the browser would get. */
  decideIngConsent(authorizeUrl: string, decision?: ConsentDecision): Promise<string>
  /** The user's side of a BankID order. */
  actOnBankIdOrder(
    orderRef: string,
    verb: 'open' | 'approve' | 'cancel' | 'fail',
    action?: OrderAction,
  ): Promise<unknown>
}

const errorText = (body: unknown): string =>
  typeof body === 'object' && body !== null && 'error' in body ? String(body.error) : JSON.stringify(body)

export const createInProcessControl = (routes: readonly ControlRoute[]): InProcessControl => {
  const call: InProcessControl['call'] = async (method, target, body = {}) => {
    const { pathname: path, searchParams: query } = new URL(target, 'http://control')
    const answer = await dispatchControl(routes, { method, path, query, body })
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${errorText(answer.body)}`)
    return answer.body
  }
  return {
    call,
    decideIngConsent: async (authorizeUrl, decision = {}) => {
      const body = await call('POST', '/ing/consents', { authorizeUrl, ...decision })
      if (typeof body !== 'object' || body === null || !('location' in body)) throw new TypeError('No location')
      return String(body.location)
    },
    actOnBankIdOrder: (orderRef, verb, action = {}) =>
      call('POST', `/bankid/orders/${encodeURIComponent(orderRef)}/${verb}`, { ...action }),
  }
}

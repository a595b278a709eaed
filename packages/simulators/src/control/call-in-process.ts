import type { ControlRoute } from '../http/bank-handler.ts'
import type { ControlCall } from './control-call.ts'
import { dispatchControl } from './dispatch-control.ts'

const errorText = (body: unknown): string =>
  typeof body === 'object' && body !== null && 'error' in body ? String(body.error) : JSON.stringify(body)

/** The control address without HTTP: the same routes, for tests in the same process. */
export const callInProcess =
  (routes: readonly ControlRoute[]): ControlCall =>
  async (method, target, body = {}) => {
    const { pathname: path, searchParams: query } = new URL(target, 'http://control')
    // As over HTTP: members without a value are not there.
    const sent = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined))
    const answer = await dispatchControl(routes, { method, path, query, body: sent })
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${errorText(answer.body)}`)
    return answer.body
  }

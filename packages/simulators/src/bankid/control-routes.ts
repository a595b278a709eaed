import type { ControlAnswer, ControlInput, ControlRoute } from '../http/bank-handler.ts'
import type { Order } from './orders/order.ts'
import type { OrderBook } from './orders/order-book.ts'
import { type OrderView, orderView } from './orders/order-view.ts'
import type { ActionResult, Actor, UserActions } from './orders/user-actions.ts'

export interface ControlParts {
  readonly book: OrderBook
  readonly actions: UserActions
  readonly now: () => number
}

type Body = ControlInput['body']

const text = (body: Body, name: string): string | undefined => {
  const value = body[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

export const actorOf = (body: Body): Actor => {
  const [personalNumber, ipAddress] = [text(body, 'personalNumber'), text(body, 'ipAddress')]
  return {
    ...(personalNumber === undefined ? {} : { personalNumber }),
    ...(ipAddress === undefined ? {} : { ipAddress }),
  }
}

type OrderAction = (actions: UserActions, order: Order, body: Body) => ActionResult

/** What a user may do with an order that is named by its reference. */
const orderActions: Readonly<Record<string, OrderAction>> = {
  open: (actions, order, body) => {
    const hintCode = text(body, 'hintCode')
    return hintCode === undefined ? actions.open(order, actorOf(body)) : actions.showHint(order, hintCode)
  },
  approve: (actions, order, body) => actions.approve(order, actorOf(body)),
  cancel: (actions, order) => actions.fail(order, 'userCancel'),
  fail: (actions, order, body) => actions.fail(order, text(body, 'hintCode') ?? 'certificateErr'),
  confirm: (actions, order) => actions.confirmCall(order, true),
  decline: (actions, order) => actions.confirmCall(order, false),
  document: (actions, order) => actions.scanDocument(order),
  wrongcode: (actions, order) => actions.enterWrongCode(order),
}

const error = (status: number, message: string): ControlAnswer => ({ status, body: { error: message } })

export const createOrderRoutes = ({ book, actions, now }: ControlParts): readonly ControlRoute[] => {
  const view = (order: Order): OrderView => orderView(order, now())
  const answer = (result: ActionResult): ControlAnswer => {
    if (result.ok) return { status: 200, body: view(result.order) }
    return {
      status: 409,
      body: { error: result.reason, ...(result.order === undefined ? {} : { order: view(result.order) }) },
    }
  }
  /** The reference, where a path has one, must be that of the order that the token starts. */
  const start = ({ params, body }: ControlInput, how: 'scan' | 'launch'): ControlAnswer => {
    const field = how === 'scan' ? 'qrData' : 'autoStartToken'
    const value = text(body, field)
    if (value === undefined) return error(400, `${field} is missing: give it as a string.`)
    const [orderRef] = params
    if (orderRef !== undefined && book.find(orderRef) === undefined) return error(404, 'No such order.')
    return answer(actions[how](value, actorOf(body)))
  }
  return [
    {
      method: 'GET',
      pattern: /^\/bankid\/orders$/,
      handle: () => ({ status: 200, body: { items: book.all().map(view) } }),
    },
    { method: 'POST', pattern: /^\/bankid\/(?:orders\/([^/]+)\/)?scan$/, handle: (input) => start(input, 'scan') },
    { method: 'POST', pattern: /^\/bankid\/(?:orders\/([^/]+)\/)?launch$/, handle: (input) => start(input, 'launch') },
    {
      method: 'POST',
      pattern: /^\/bankid\/orders\/([^/]+)\/([a-z]+)$/,
      handle: ({ params: [orderRef = '', name = ''], body }) => {
        const act = orderActions[name]
        if (act === undefined) return error(404, `No such action. There are ${Object.keys(orderActions).join(', ')}.`)
        const order = book.find(orderRef)
        return order === undefined ? error(404, 'No such order.') : answer(act(actions, order, body))
      },
    },
  ]
}

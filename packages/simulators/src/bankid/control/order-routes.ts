import type { ControlAnswer, ControlInput, ControlRoute } from '../../http/bank-handler.ts'
import { isBehaviourName, planBehaviour } from '../orders/behaviours.ts'
import type { Order } from '../orders/order.ts'
import type { OrderBook } from '../orders/order-book.ts'
import { type OrderView, orderView } from '../orders/order-view.ts'
import type { ActionResult, UserActions } from '../orders/user-actions.ts'
import { noSuchBehaviour } from './behaviour-routes.ts'
import { actorOf, type ControlBody, controlError, items, textOf } from './control-body.ts'

export interface ControlParts {
  readonly book: OrderBook
  readonly actions: UserActions
  /** The same actions, done at another time than now. */
  readonly actionsAt: (at: number) => UserActions
  readonly now: () => number
}

type OrderAction = (actions: UserActions, order: Order, body: ControlBody) => ActionResult

/** What a user may do with an order that is named by its reference. */
const orderActions: Readonly<Record<string, OrderAction>> = {
  open: (actions, order, body) => {
    const hintCode = textOf(body, 'hintCode')
    return hintCode === undefined ? actions.open(order, actorOf(body)) : actions.showHint(order, hintCode)
  },
  approve: (actions, order, body) => actions.approve(order, actorOf(body)),
  cancel: (actions, order) => actions.fail(order, 'userCancel'),
  fail: (actions, order, body) => actions.fail(order, textOf(body, 'hintCode') ?? 'certificateErr'),
  confirm: (actions, order) => actions.confirmCall(order, true),
  decline: (actions, order) => actions.confirmCall(order, false),
  document: (actions, order) => actions.scanDocument(order),
  wrongcode: (actions, order) => actions.enterWrongCode(order),
}

export const createOrderRoutes = ({ book, actions, actionsAt, now }: ControlParts): readonly ControlRoute[] => {
  const view = (order: Order): OrderView => orderView(order, now())
  const answer = (result: ActionResult): ControlAnswer => {
    if (result.ok) return { status: 200, body: view(result.order) }
    return {
      status: 409,
      body: { error: result.reason, order: result.order === undefined ? undefined : view(result.order) },
    }
  }
  /** A path may name the order as well: then the token must be its own. */
  const start = ({ params, body }: ControlInput, how: 'scan' | 'launch'): ControlAnswer => {
    const field = how === 'scan' ? 'qrData' : 'autoStartToken'
    const value = textOf(body, field)
    if (value === undefined) return controlError(400, `${field} is missing: give it as a string.`)
    const orderRef = params[0] ?? ''
    if (orderRef === '') return answer(actions[how](value, actorOf(body)))
    const tokens = book.find(orderRef)?.tokens
    if (tokens === undefined) return controlError(404, 'No such order that an app could start.')
    const isOwn = how === 'scan' ? value.split('.')[1] === tokens.qrStartToken : value === tokens.autoStartToken
    return isOwn ? answer(actions[how](value, actorOf(body))) : controlError(409, `${field} is not of this order.`)
  }
  const behave = (order: Order, body: ControlBody): ControlAnswer => {
    const behaviour = body['behaviour']
    if (!isBehaviourName(behaviour)) return noSuchBehaviour()
    planBehaviour(order, behaviour, actorOf(body), now(), actionsAt)
    return { status: 200, body: view(order) }
  }
  return [
    {
      method: 'GET',
      pattern: /^\/bankid\/orders$/,
      handle: () => items(book.all().map(view)),
    },
    { method: 'POST', pattern: /^\/bankid\/(?:orders\/([^/]+)\/)?scan$/, handle: (input) => start(input, 'scan') },
    { method: 'POST', pattern: /^\/bankid\/(?:orders\/([^/]+)\/)?launch$/, handle: (input) => start(input, 'launch') },
    {
      method: 'POST',
      pattern: /^\/bankid\/orders\/([^/]+)\/([a-z]+)$/,
      handle: ({ params: [orderRef = '', name = ''], body }) => {
        const order = book.find(orderRef)
        if (order === undefined) return controlError(404, 'No such order.')
        if (name === 'behave') return behave(order, body)
        const act = orderActions[name]
        return act === undefined
          ? controlError(404, `No such action. There are behave, ${Object.keys(orderActions).join(', ')}.`)
          : answer(act(actions, order, body))
      },
    },
  ]
}

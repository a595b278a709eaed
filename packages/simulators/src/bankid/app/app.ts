import type { BankAnswer, BankRequest } from '../../http/bank-handler.ts'
import { type Order, textField } from '../orders/order.ts'
import type { OrderBook } from '../orders/order-book.ts'
import type { People } from '../orders/people.ts'
import type { ActionResult, UserActions } from '../orders/user-actions.ts'
import { endPage, orderPage, securityCode, startPage } from './app-pages.ts'
import { type AppSession, createAppSessions } from './app-sessions.ts'
import { html, htmlPage, redirect, styleSheet } from './html.ts'

export interface AppParts {
  readonly book: OrderBook
  readonly actions: UserActions
  readonly people: People
  readonly randomBytes: (size: number) => Buffer
}

/** The emulated app, played in a browser: plain pages and forms, no script. */
export interface App {
  /** Whether a path is one of the app's; everything else belongs to the API. */
  owns(path: string): boolean
  handle(request: BankRequest): BankAnswer
  clear(): void
}

type OrderAction = (actions: UserActions, order: Order, form: URLSearchParams) => ActionResult

const orderActions: ReadonlyMap<string, OrderAction> = new Map<string, OrderAction>([
  ['confirm', (actions, order) => actions.confirmCall(order, true)],
  ['decline', (actions, order) => actions.confirmCall(order, false)],
  ['document', (actions, order) => actions.scanDocument(order)],
  ['cancel', (actions, order) => actions.fail(order, 'userCancel')],
  [
    'code',
    (actions, order, form) =>
      form.get('code') === securityCode ? actions.approve(order, {}) : actions.enterWrongCode(order),
  ],
])

const notFound = (): BankAnswer => htmlPage(404, 'Not found', html`<p><a href="/app">To the app</a></p>`)

const foreignForm = (): BankAnswer =>
  htmlPage(
    403,
    'This form is not from here',
    html`<p class="message" role="alert">The form was not sent from a page of this app, or the app was restarted.</p>
<p><a href="/app">Start over</a></p>`,
  )

/** The query of a start link, of whichever platform. */
const linkQuery = (text: string): URLSearchParams | undefined =>
  URL.canParse(text) ? new URL(text).searchParams : undefined

const endMessage = (order: Order): string =>
  order.state.status === 'complete'
    ? 'Done.'
    : `The order has ended: ${order.state.status === 'failed' ? order.state.hintCode : ''}.`

export const createApp = ({ book, actions, people, randomBytes }: AppParts): App => {
  const sessions = createAppSessions(randomBytes)

  const showStart = (session: AppSession, link: string, message?: string, status = 200): BankAnswer =>
    startPage({
      session,
      people: people.all,
      link,
      status,
      cookie: sessions.cookie(session),
      message,
    })
  const startOrder = (start: string, personalNumber: string, app: 'current' | 'old'): ActionResult => {
    const actor = { personalNumber, app }
    if (start.startsWith('bankid.')) return actions.scan(start, actor)
    const token = linkQuery(start)?.get('autostarttoken')
    if (token !== undefined && token !== null) return actions.launch(token, actor)
    if (start !== '') return { ok: false, reason: 'This is neither a QR code nor a start link of BankID.' }
    const waiting = book.inProgress(personalNumber)
    return waiting === undefined
      ? { ok: false, reason: 'No order waits for this person.' }
      : actions.open(waiting, actor)
  }
  const start = (session: AppSession, form: URLSearchParams): BankAnswer => {
    const text = (form.get('start') ?? '').trim()
    const person = people.all[Number(form.get('person') ?? '0')] ?? people.anybody
    const result = startOrder(text, person.personalNumber, form.get('app') === 'old' ? 'old' : 'current')
    if (!result.ok && result.order === undefined) return showStart(session, text, result.reason, 409)
    const back = linkQuery(text)?.get('redirect')
    if (result.order !== undefined) session.orderRef = result.order.orderRef
    if (!result.ok) session.message = result.reason
    if (back !== undefined && back !== null) session.redirect = back
    return redirect('/app/order')
  }
  const showOrder = (session: AppSession): BankAnswer => {
    const { message = '' } = session
    delete session.message
    const order = session.orderRef === undefined ? undefined : book.find(session.orderRef)
    if (order === undefined) return endPage(message === '' ? 'The order is over.' : message, session.redirect)
    if (order.state.status === 'pending') return orderPage(session, order, message === '' ? undefined : message)
    return endPage(message === '' ? endMessage(order) : message, textField(order, 'returnUrl') ?? session.redirect)
  }
  /** The relying party may collect the order before the next page is asked for. */
  const rememberEnd = (session: AppSession, order: Order): void => {
    session.message = endMessage(order)
    const back = textField(order, 'returnUrl')
    if (back !== undefined) session.redirect = back
  }
  const act = (session: AppSession, action: OrderAction, form: URLSearchParams): BankAnswer => {
    const order = session.orderRef === undefined ? undefined : book.find(session.orderRef)
    const result = order === undefined ? undefined : action(actions, order, form)
    if (result?.ok === false) session.message = result.reason
    else if (order !== undefined && order.state.status !== 'pending') rememberEnd(session, order)
    return redirect('/app/order')
  }
  const post = (session: AppSession | undefined, name: string, form: URLSearchParams): BankAnswer => {
    if (session === undefined || !sessions.isOwnForm(session, form.get('token'))) return foreignForm()
    if (name === 'start') return start(session, form)
    const action = orderActions.get(name)
    return action === undefined ? notFound() : act(session, action, form)
  }

  return {
    owns: (path) => path === '/app' || path.startsWith('/app/'),
    handle: ({ method, path, target, query, body, header }) => {
      const session = sessions.find(header('cookie'))
      if (method === 'POST')
        return post(session, path.slice('/app/'.length), new URLSearchParams(body.toString('utf8')))
      if (method !== 'GET') return { ...notFound(), status: 405 }
      if (path === '/app/style.css') return styleSheet()
      if (path === '/app/order') return session === undefined ? redirect('/app') : showOrder(session)
      if (path !== '/app') return notFound()
      const token = new URLSearchParams(query).get('autostarttoken')
      return showStart(
        session ?? sessions.create(),
        token === null ? '' : new URL(target, 'https://app.bankid.com').href,
      )
    },
    clear: sessions.clear,
  }
}

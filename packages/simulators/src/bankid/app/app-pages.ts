import type { BankAnswer } from '../../http/bank-handler.ts'
import { type Order, type Person, textField } from '../orders/order.ts'
import { maskedNumber, shownText } from '../orders/order-view.ts'
import { isObject } from '../strict-json.ts'
import type { AppSession } from './app-sessions.ts'
import { type Html, html, htmlPage } from './html.ts'
import { textHtml } from './render-text.ts'

/** The security code of every simulated BankID. */
export const securityCode = '123456'

const messageHtml = (message: string | undefined): Html =>
  message === undefined ? html`` : html`<p class="message" role="alert">${message}</p>`

const form = (session: AppSession, action: string, content: Html): Html =>
  html`<form method="post" action="/app/${action}"><input type="hidden" name="token" value="${session.formToken}">${content}</form>`

const button = (session: AppSession, action: string, label: string): Html =>
  form(session, action, html`<button type="submit">${label}</button>`)

export interface StartPage {
  readonly session: AppSession
  readonly people: readonly Person[]
  /** What the field holds already, when a start link was followed. */
  readonly link: string
  readonly message?: string | undefined
  readonly status?: number | undefined
  readonly cookie?: string | undefined
}

/** Where one scans: the user pastes what the camera or the link would have given. */
export const startPage = ({ session, people, link, message, status = 200, cookie }: StartPage): BankAnswer => {
  const options = people.map(
    ({ name, personalNumber }, index) =>
      html`<option value="${index}">${name} (${maskedNumber(personalNumber)})</option>`,
  )
  const fields = html`<label for="start">Text of the QR code, or start link</label>
<textarea id="start" name="start" rows="4" aria-describedby="start-help" autocomplete="off" spellcheck="false">${link}</textarea>
<p id="start-help">Leave it empty to open the app for an order that waits for this person, such as a phone order.</p>
<label for="person">Whose BankID</label>
<select id="person" name="person">${options}</select>
<label for="version">Version of the app</label>
<select id="version" name="app"><option value="current">Up to date</option><option value="old">Old</option></select>
<button type="submit">Open</button>`
  const body = html`${messageHtml(message)}
<p>The security code of everybody is ${securityCode}.</p>
${form(session, 'start', fields)}`
  return htmlPage(status, 'Scan or open', body, cookie)
}

const purposes: Readonly<Record<string, string>> = {
  auth: 'Identify yourself',
  'phone/auth': 'Identify yourself',
  sign: 'Sign',
  'phone/sign': 'Sign',
  payment: 'Confirm the payment',
  'other/payment': 'Confirm the payment',
}

const transactionHtml = (order: Order): Html => {
  const transaction = order.body['userVisibleTransaction']
  if (!isObject(transaction)) return html``
  const { recipient, money, warning } = {
    recipient: transaction['recipient'],
    money: transaction['money'],
    warning: transaction['riskWarning'],
  }
  const amount = isObject(money)
    ? html`<dt>Amount</dt><dd>${String(money['amount'])} ${String(money['currency'])}</dd>`
    : html``
  return html`<dl><dt>To</dt><dd>${isObject(recipient) ? String(recipient['name']) : ''}</dd>${amount}${
    typeof warning === 'string' ? html`<dt>Warning</dt><dd>${warning}</dd>` : html``
  }</dl>`
}

const codeForm = (session: AppSession, label: string): Html =>
  form(
    session,
    'code',
    html`<label for="code">Security code</label>
<input id="code" name="code" type="password" inputmode="numeric" autocomplete="off" required>
<button type="submit">${label}</button>`,
  )

/** What the user can do, by the hint that the relying party sees. */
const stepHtml = (session: AppSession, order: Order, hintCode: string): Html => {
  if (hintCode === 'userCallConfirm') {
    return html`<p>Are you on the phone with ${order.relyingParty.displayName}?</p>${button(session, 'confirm', 'Yes, I am')}${button(session, 'decline', 'No')}`
  }
  if (hintCode === 'userMrtd') {
    return html`<p>Your passport or identity card is needed.</p>${button(session, 'document', 'Hold the document to the phone')}`
  }
  if (hintCode === 'userSign') return codeForm(session, purposes[order.endpoint.operation] ?? 'Sign')
  return html`<p>No BankID of yours fits this order.</p>`
}

/** The order as the user sees it, with what is asked of him. */
export const orderPage = (session: AppSession, order: Order, message: string | undefined): BankAnswer => {
  const { state, relyingParty } = order
  const text = shownText(order)
  const format = textField(order, 'userVisibleDataFormat') ?? 'plaintext'
  const who = state.status === 'pending' ? state.pickedUp?.person : undefined
  const body = html`${messageHtml(message)}
<p><strong>${relyingParty.displayName}</strong> asks ${who === undefined ? 'you' : who.name}.</p>
${transactionHtml(order)}
${text === undefined ? html`` : html`<section class="text" aria-label="Text of the order">${textHtml(text, format)}</section>`}
${stepHtml(session, order, state.status === 'pending' ? state.hintCode : '')}
${button(session, 'cancel', 'Cancel')}`
  return htmlPage(200, purposes[order.endpoint.operation] ?? 'Order', body)
}

const isWebAddress = (text: string): boolean => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)

/** The end of an order. The way back is offered as a link, never followed by itself. */
export const endPage = (message: string, back: string | undefined): BankAnswer => {
  const link =
    back === undefined || !isWebAddress(back)
      ? html``
      : html`<p><a href="${back}" referrerpolicy="origin">Back to the service</a></p>`
  return htmlPage(200, 'Finished', html`${messageHtml(message)}${link}<p><a href="/app">Start over</a></p>`)
}

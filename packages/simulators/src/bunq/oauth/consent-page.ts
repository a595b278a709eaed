import type { BankAnswer, BankRequest } from '../../http/bank-handler.ts'
import { Refusal } from '../http/refusal.ts'
import type { BunqState } from '../state/bunq-state.ts'
import type { User } from '../state/entities.ts'
import { fromMinorUnits } from '../wire/amount.ts'
import { type AuthorizationRequest, readAuthorizationRequest } from './authorization-request.ts'
import { decide, waitingDrafts } from './grant.ts'

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

const page = (title: string, main: string): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title>
<style>body{font:1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem;color:#111;background:#fff}
fieldset{margin:1rem 0}label{display:block;padding:.25rem 0}button{font:inherit;padding:.5rem 1rem;margin-right:.5rem}
:focus-visible{outline:3px solid #0550ae}</style></head>
<body><main><h1>${escapeHtml(title)}</h1>
${main}
</main></body></html>
`

const html = (status: number, body: string): BankAnswer => ({
  status,
  headers: {
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
    'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  },
  body,
})

const customersOf = (state: BunqState): readonly User[] =>
  [...state.users.values()].filter(({ kind, system }) => kind !== 'UserPaymentServiceProvider' && system !== true)

const hidden = (query: URLSearchParams): string =>
  [...query]
    .map(([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`)
    .join('\n')

const draftsOf = (state: BunqState, request: AuthorizationRequest, user: User): string => {
  const items = waitingDrafts(state, request, user).map(({ order }) => {
    const amount = `${fromMinorUnits(order.amount.value)} ${order.amount.currency}`
    return `<li>${escapeHtml(user.displayName)} pays ${amount} to ${escapeHtml(order.pointer.name ?? order.pointer.value)}</li>`
  })
  return items.join('\n')
}

const accountsOf = (state: BunqState, user: User): string =>
  user.accountIds
    .map((id) => state.accounts.get(id))
    .filter((account) => account !== undefined)
    .map(
      (account) =>
        `<label><input type="checkbox" name="account" value="${account.id}"> ${escapeHtml(`${user.displayName}: ${account.description}`)}</label>`,
    )
    .join('\n')

const form = (state: BunqState, request: AuthorizationRequest, query: URLSearchParams): string => {
  const users = customersOf(state)
  const choices = users.map(
    (user, index) =>
      `<label><input type="radio" name="user" value="${user.id}"${index === 0 ? ' checked' : ''}> ${escapeHtml(user.displayName)}</label>`,
  )
  const drafts = users.map((user) => draftsOf(state, request, user)).join('\n')
  return `<p>${escapeHtml(request.client.displayName)} asks for access to accounts at this simulated bank. The bank shows a code
for its app here; in the simulator you choose who you are instead.</p>
${drafts.trim() === '' ? '' : `<h2>Payments that wait for your consent</h2><ul>${drafts}</ul>`}
<form method="post" action="/auth">
${hidden(query)}
<fieldset><legend>Who are you?</legend>
${choices.join('\n')}
</fieldset>
<fieldset><legend>Accounts to share (none chosen: all of yours)</legend>
${users.map((user) => accountsOf(state, user)).join('\n')}
</fieldset>
<button type="submit" name="decision" value="approve">Approve</button>
<button type="submit" name="decision" value="cancel">Cancel</button>
</form>`
}

const submit = (state: BunqState, request: AuthorizationRequest, fields: URLSearchParams): BankAnswer => {
  const user = customersOf(state).find(({ id }) => String(id) === fields.get('user'))
  if (user === undefined) return html(400, page('Who are you?', '<p>Choose a user and try again.</p>'))
  const chosen = fields.getAll('account').map(Number)
  const location = decide(state, request, {
    approved: fields.get('decision') === 'approve',
    user,
    accountIds: chosen.filter((id) => user.accountIds.includes(id)),
  })
  return { status: 302, headers: { Location: location, 'Cache-Control': 'no-store' } }
}

/** The OAuth consent page: GET shows the choice, POST takes it and sends the browser back. */
export const consentPage = (state: BunqState, request: BankRequest): BankAnswer => {
  if (request.method !== 'GET' && request.method !== 'POST') return html(405, page('Method not allowed', ''))
  const fields = new URLSearchParams(request.method === 'GET' ? request.query : request.body.toString('utf8'))
  try {
    const authorization = readAuthorizationRequest(state, fields)
    if (request.method === 'POST') return submit(state, authorization, fields)
    return html(200, page(`Connect ${authorization.client.displayName}`, form(state, authorization, fields)))
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const words = `<p>${escapeHtml(error.descriptions.join(' '))} ${escapeHtml(error.message)}.</p>`
    return { ...html(400, page('This link does not work', words)), rejection: error.rejection }
  }
}

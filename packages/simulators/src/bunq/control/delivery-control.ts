import type { KeyObject } from 'node:crypto'
import type { ControlAnswer, ControlInput, ControlRoute } from '../../http/bank-handler.ts'
import { type BunqState, type Occurrence, runDueJobs } from '../state/bunq-state.ts'
import { receive } from '../state/ledger.ts'
import { outsideParty } from '../state/outside-party.ts'
import { notificationBody, signatureHeader } from '../webhooks/webhooks.ts'

const problem = (status: number, error: string): ControlAnswer => ({ status, body: { error } })

const signatures = ['good', 'none', 'wrong'] as const

/** Somebody outside pays a cent, and what the bank reports of it is given in place of being sent. */
const deliver = (state: BunqState, privateKey: KeyObject, { params, body }: ControlInput): ControlAnswer => {
  const account = state.accounts.get(Number(params[0]))
  if (account === undefined) return problem(404, 'no such account')
  const signature = signatures.find((each) => each === (body['signature'] ?? 'good'))
  if (signature === undefined) return problem(400, `"signature" is one of: ${signatures.join(', ')}`)
  const seen: Occurrence[] = []
  const listener = (occurrence: Occurrence): void => void seen.push(occurrence)
  state.listeners.push(listener)
  const from = outsideParty('Webhook Payer', { iban: null, value: 'Webhook Payer' })
  receive(state, { account, from, amount: 1n, description: 'for a webhook' })
  state.listeners.splice(state.listeners.indexOf(listener), 1)
  const [occurrence] = seen
  const [notice] = occurrence?.notices ?? []
  if (occurrence === undefined || notice === undefined) return problem(409, 'the bank reports nothing of this account')
  const category = typeof body['category'] === 'string' ? body['category'] : notice[0]
  const text = notificationBody(occurrence, { category, eventType: notice[1], target: null })
  const signed = signatureHeader(signature === 'wrong' ? `${text} ` : text, privateKey)
  const headers = { 'Content-Type': 'application/json', ...(signature === 'none' ? {} : signed) }
  return { status: 200, body: { headers, body: text } }
}

/** `POST /bunq/accounts/{id}/delivery {category?, signature?}` gives the `{headers, body}` of a webhook. */
export const deliveryControl = (state: () => BunqState, privateKey: KeyObject): readonly ControlRoute[] => [
  {
    method: 'POST',
    pattern: /^\/bunq\/accounts\/(\d+)\/delivery$/,
    handle: (input) => {
      runDueJobs(state())
      return deliver(state(), privateKey, input)
    },
  },
]

import {
  type Amount,
  must,
  readAmount,
  readBoolean,
  readInteger,
  readObjects,
  readPointer,
  readText,
} from '../http/body.ts'
import {
  amountField,
  type Fields,
  type JsonObject,
  list,
  object,
  pointerField,
  required,
  text,
} from '../http/fields.ts'
import { pageOf } from '../http/paging.ts'
import { invalidField, notFound, refusal } from '../http/refusal.ts'
import { idReply, type Reply, type Route, type SessionCall } from '../http/route.ts'
import { findUser, receivingAccount } from '../state/counterparties.ts'
import type { Account, MoneyRequest, Party } from '../state/entities.ts'
import { isIban, normaliseIban } from '../state/iban.ts'
import { outsideParty } from '../state/outside-party.ts'
import { partyOfAccount } from '../state/party.ts'
import { checkCurrency, checkPositive, INTERNAL_DESCRIPTION } from '../state/payment-orders.ts'
import { acceptRequest, announceRequest, closeRequest, demandPending } from '../state/requests.ts'
import { SUGAR_DADDY } from '../state/system-parties.ts'
import { fromMinorUnits } from '../wire/amount.ts'
import { requestInquiryWire } from '../wire/request-wire.ts'

const SUGAR_DADDY_MOST = 500_00n
const LIFE_MS = 30 * 24 * 60 * 60 * 1000

export const requestInquiryFields: Fields = {
  amount_inquired: required(amountField),
  counterparty_alias: required(pointerField),
  description: required(text()),
  allow_bunqme: required({ type: 'boolean' }),
  attachment: list(object({ id: required({ type: 'integer' }) })),
  merchant_reference: text(),
  status: text(['PENDING']),
  minimum_age: { type: 'integer', min: 12, max: 100 },
  require_address: text(['BILLING', 'SHIPPING', 'BILLING_SHIPPING', 'NONE', 'OPTIONAL']),
  want_tip: { type: 'boolean' },
  allow_amount_lower: { type: 'boolean' },
  allow_amount_higher: { type: 'boolean' },
  redirect_url: text(),
  event_id: { type: 'integer' },
}

/** Who is asked: somebody at the bank, or an outsider who gets a link. */
const findPayer = (call: SessionCall, body: JsonObject, currency: string): Account | Party => {
  const pointer = must(readPointer(body, 'counterparty_alias'))
  const iban = normaliseIban(pointer.value)
  const known = pointer.type === 'IBAN' ? call.state.accountsByIban.get(iban) : findUser(call.state, pointer)
  if (known !== undefined && 'iban' in known) return known
  const account = known && receivingAccount(call.state, known, currency)
  if (account !== undefined) return account
  if (pointer.type === 'IBAN' && !isIban(iban)) {
    throw refusal(30, 400, 'Invalid counterparty alias.', 'the check digits of the IBAN are wrong')
  }
  if (readBoolean(body, 'allow_bunqme') !== true) {
    throw refusal(30, 400, 'Invalid counterparty alias.', 'nobody at the bank has this alias, and no link is allowed')
  }
  const name = pointer.name ?? pointer.value
  return outsideParty(name, { iban: pointer.type === 'IBAN' ? iban : null, value: pointer.value })
}

const checkReference = (call: SessionCall, reference: string | undefined): void => {
  if (reference === undefined) return
  const taken = call.state.requests.some(
    (request) => request.accountId === call.account.id && request.merchantReference === reference,
  )
  if (taken) throw invalidField('merchant_reference', 'the reference was used before on this account', reference)
}

/** A request that was found in order, and who is asked. */
export interface JudgedRequest {
  readonly body: JsonObject
  readonly amount: Amount
  readonly description: string
  readonly payer: Party
  /** Absent for outsiders. */
  readonly payerAccount?: Account
  readonly isSugarDaddy: boolean
}

const checkSugarDaddy = (amount: Amount): void => {
  if (amount.value <= SUGAR_DADDY_MOST) return
  const text = 'Sugar Daddy accepts at most 500.00 per request.'
  throw refusal(34, 400, text, 'more than 500.00 was asked of Sugar Daddy', { received: fromMinorUnits(amount.value) })
}

/** Rows 27, 29-31 and 34, before anything is made. */
export const judgeRequest = (call: SessionCall, body: JsonObject): JudgedRequest => {
  const { state, account } = call
  const amount = must(readAmount(body, 'amount_inquired'))
  checkPositive(amount)
  checkCurrency(account, amount.currency)
  const description = must(readText(body, 'description'))
  if ([...description].length > INTERNAL_DESCRIPTION) {
    throw refusal(31, 400, 'Description is too long.', 'a request describes itself in at most 9000 characters')
  }
  const found = findPayer(call, body, amount.currency)
  checkReference(call, readText(body, 'merchant_reference'))
  if (!('ownerIds' in found)) return { body, amount, description, payer: found, isSugarDaddy: false }
  if (found.id === account.id) {
    throw refusal(30, 400, 'Invalid counterparty alias.', 'asker and payer are the same account')
  }
  const isSugarDaddy = found.ownerIds.some((id) => state.users.get(id)?.email === SUGAR_DADDY)
  if (isSugarDaddy) checkSugarDaddy(amount)
  return { body, amount, description, payer: partyOfAccount(state, found), payerAccount: found, isSugarDaddy }
}

const toRequest = ({ state, account }: SessionCall, judged: JudgedRequest, batchId: number | null): MoneyRequest => {
  const { body, payerAccount } = judged
  const at = state.now()
  return {
    id: state.nextId(),
    responseId: state.nextId(),
    created: at,
    updated: at,
    respondedAt: null,
    expiresAt: at + LIFE_MS,
    accountId: account.id,
    ...(payerAccount === undefined ? {} : { payerAccountId: payerAccount.id }),
    payer: judged.payer,
    amount: judged.amount.value,
    currency: judged.amount.currency,
    amountResponded: null,
    description: judged.description,
    merchantReference: readText(body, 'merchant_reference') ?? null,
    minimumAge: readInteger(body, 'minimum_age') ?? null,
    requireAddress: readText(body, 'require_address') ?? 'NONE',
    redirectUrl: readText(body, 'redirect_url') ?? null,
    shareUrl: payerAccount === undefined ? `https://bunq.me/t/${state.uuid()}` : null,
    attachmentIds: readObjects(body, 'attachment').map((item) => must(readInteger(item, 'id'))),
    eventId: readInteger(body, 'event_id') ?? null,
    batchId,
    revokedByUserId: null,
    status: 'PENDING',
  }
}

/** Makes a judged request and, where Sugar Daddy is asked, has it paid at once. */
export const makeRequest = (call: SessionCall, judged: JudgedRequest, batchId: number | null): MoneyRequest => {
  const { state } = call
  const request = toRequest(call, judged, batchId)
  state.requests.push(request)
  announceRequest(state, request, 'CREATED')
  if (judged.isSugarDaddy && judged.payerAccount !== undefined) {
    acceptRequest(state, request, judged.payerAccount, request.amount)
  }
  state.jobs.push({
    at: request.expiresAt,
    run: () => {
      if (request.status === 'PENDING') closeRequest(state, request, 'EXPIRED')
    },
  })
  return request
}

const find = (call: SessionCall): MoneyRequest => {
  const request = call.state.requests.find(({ id, accountId }) => id === call.id('id') && accountId === call.account.id)
  if (request === undefined) throw notFound('Request inquiry', call.id('id'))
  return request
}

const revoke = (call: SessionCall): Reply => {
  const request = find(call)
  demandPending(request)
  request.revokedByUserId = call.user.id
  closeRequest(call.state, request, 'REVOKED')
  return { objects: [requestInquiryWire(call.state, request)] }
}

const base = 'user/{user}/monetary-account/{account}/request-inquiry'

/** Asking for money. */
export const requestInquiryRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: base,
    token: 'session',
    fields: requestInquiryFields,
    handle: (call) => idReply(makeRequest(call, judgeRequest(call, call.body), null).id),
  },
  {
    method: 'GET',
    path: base,
    token: 'session',
    handle: ({ state, account, page }) => {
      const own = state.requests.filter(({ accountId }) => accountId === account.id)
      const { items, pagination } = pageOf(own, page)
      return { objects: items.map((request) => requestInquiryWire(state, request)), pagination }
    },
  },
  {
    method: 'GET',
    path: `${base}/{id}`,
    token: 'session',
    handle: (call) => ({ objects: [requestInquiryWire(call.state, find(call))] }),
  },
  {
    method: 'PUT',
    path: `${base}/{id}`,
    token: 'session',
    fields: { status: required(text(['REVOKED'])) },
    handle: revoke,
  },
]

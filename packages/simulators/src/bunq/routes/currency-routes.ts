import { must, readAmount, readPointer, readText } from '../http/body.ts'
import { amountField, matching, pointerField, required, text } from '../http/fields.ts'
import { invalidField, refusal } from '../http/refusal.ts'
import { findHere, listReply, ofAccount } from '../http/replies.ts'
import { idReply, type Reply, type Route, type SessionCall } from '../http/route.ts'
import { resolveCounterparty } from '../state/counterparties.ts'
import { move, receive } from '../state/ledger.ts'
import { outsideParty } from '../state/outside-party.ts'
import { checkActive, checkAffordable, checkCurrency, checkPositive } from '../state/payment-orders.ts'
import type { Conversion, Quote } from '../state/records.ts'
import { fromMinorUnits, wireAmount } from '../wire/amount.ts'
import { labelOwnAccount } from '../wire/labels.ts'
import { paymentFieldsWire } from '../wire/payment-wire.ts'
import { wireDate, wireTimestamp } from '../wire/timestamp.ts'

/** Units of each currency for one euro, in ten-thousandths. */
const perEuro: Readonly<Record<string, bigint>> = { EUR: 1_0000n, USD: 1_0850n, GBP: 8550n, CHF: 9450n, SEK: 11_2500n }

const SCALE = 1_0000n
const LIFE_MS = 60_000

const rateOf = (source: string, target: string): bigint => {
  const [from, to] = [perEuro[source], perEuro[target]]
  if (from === undefined) throw invalidField('currency_source', 'the bank does not trade this currency', source)
  if (to === undefined) throw invalidField('currency_target', 'the bank does not trade this currency', target)
  return (to * SCALE) / from
}

const create = (call: SessionCall): Reply => {
  const { state, account, body } = call
  const given = must(readAmount(body, 'amount'))
  const [from, to] = [must(readText(body, 'currency_source')), must(readText(body, 'currency_target'))]
  checkPositive(given)
  checkCurrency(account, from)
  const sells = readText(body, 'order_type') === 'SELL'
  if (given.currency !== (sells ? from : to)) throw invalidField('currency', 'SELL names the source, BUY the target')
  const counterparty = resolveCounterparty(state, must(readPointer(body, 'counterparty_alias')), to)
  if (!('account' in counterparty) || !counterparty.account.ownerIds.includes(call.user.id)) {
    throw refusal(30, 400, 'Invalid counterparty alias.', 'a conversion goes to an account of the same user')
  }
  checkCurrency(counterparty.account, to)
  const rate = rateOf(from, to)
  const source = sells ? given.value : (given.value * SCALE) / rate
  const at = state.now()
  const quote: Quote = {
    id: state.nextId(),
    created: at,
    updated: at,
    accountId: account.id,
    expiresAt: at + LIFE_MS,
    status: 'PENDING',
    orderType: sells ? 'SELL' : 'BUY',
    source: { amount: source, currency: from },
    target: { amount: sells ? (given.value * rate) / SCALE : given.value, currency: to },
    rate: `${rate / SCALE}.${String(rate % SCALE).padStart(4, '0')}`,
    targetAccountId: counterparty.account.id,
  }
  state.records.quotes.push(quote)
  return idReply(quote.id)
}

const quoteWire = (call: SessionCall, quote: Quote): object => ({
  CurrencyConversionQuote: {
    id: quote.id,
    created: wireTimestamp(quote.created),
    updated: wireTimestamp(quote.updated),
    status: quote.status === 'PENDING' && call.state.now() > quote.expiresAt ? 'EXPIRED' : quote.status,
    amount_source: wireAmount(quote.source.amount, quote.source.currency),
    amount_target: wireAmount(quote.target.amount, quote.target.currency),
    rate: quote.rate,
    time_expiry: wireTimestamp(quote.expiresAt),
  },
})

/** Sells to the world outside and buys from it: the sum of each currency stays what it was. */
const convert = (call: SessionCall, quote: Quote): void => {
  const { state, account } = call
  const target = must(state.accounts.get(quote.targetAccountId))
  checkAffordable(state, account, quote.source.amount)
  checkActive(account)
  const desk = outsideParty('bunq Currency Exchange', { iban: null, value: 'currency desk' })
  const description = `${fromMinorUnits(quote.source.amount)} ${quote.source.currency} at ${quote.rate}`
  const sent = move(state, { account, counterparty: { outside: desk }, amount: quote.source.amount, description })
  receive(state, { account: target, from: desk, amount: quote.target.amount, description })
  const at = state.now()
  const conversion: Conversion = {
    id: state.nextId(),
    created: at,
    updated: at,
    accountId: account.id,
    quote,
    paymentId: sent.id,
  }
  state.records.conversions.push(conversion)
}

const find = (call: SessionCall): Quote =>
  findHere(call, ofAccount(call, call.state.records.quotes), 'Currency conversion quote')

const change = (call: SessionCall): Reply => {
  const quote = find(call)
  if (quote.status !== 'PENDING' || call.state.now() > quote.expiresAt) {
    throw invalidField('status', 'the quote is used up or has expired', quote.status)
  }
  const status = readText(call.body, 'status') === 'ACCEPTED' ? 'ACCEPTED' : 'CANCELLED'
  if (status === 'ACCEPTED') convert(call, quote)
  quote.status = status
  quote.updated = call.state.now()
  return { objects: [quoteWire(call, quote)] }
}

const conversionWire = (call: SessionCall, conversion: Conversion): object => {
  const { quote, paymentId } = conversion
  const target = call.state.accounts.get(quote.targetAccountId)
  const payment = call.account.payments.find(({ id }) => id === paymentId)
  return {
    CurrencyConversion: {
      id: conversion.id,
      created: wireTimestamp(conversion.created),
      updated: wireTimestamp(conversion.updated),
      status: 'COMPLETED',
      date_delivery_expected: wireDate(conversion.created),
      rate: quote.rate,
      amount: wireAmount(quote.source.amount, quote.source.currency),
      counter_amount: wireAmount(quote.target.amount, quote.target.currency),
      group_uuid: null,
      type: 'INSTANT',
      order_type: quote.orderType,
      label_monetary_account: labelOwnAccount(call.state, call.account),
      counter_label_monetary_account: target === undefined ? null : labelOwnAccount(call.state, target),
      payment: payment === undefined ? null : paymentFieldsWire(call.state, call.account, payment),
    },
  }
}

const base = 'user/{user}/monetary-account/{account}/currency-conversion'
const conversionsOf = (call: SessionCall) => ofAccount(call, call.state.records.conversions)
const currency = required(matching(/^[A-Z]{3}$/))

export const currencyRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: `${base}-quote`,
    token: 'session',
    fields: {
      amount: required(amountField),
      currency_source: currency,
      currency_target: currency,
      order_type: required(text(['SELL', 'BUY'])),
      counterparty_alias: required(pointerField),
      status: text(['PENDING']),
    },
    handle: create,
  },
  {
    method: 'GET',
    path: `${base}-quote/{id}`,
    token: 'session',
    handle: (call) => ({ objects: [quoteWire(call, find(call))] }),
  },
  {
    method: 'PUT',
    path: `${base}-quote/{id}`,
    token: 'session',
    fields: { status: required(text(['ACCEPTED', 'CANCELLED'])) },
    handle: change,
  },
  {
    method: 'GET',
    path: base,
    token: 'session',
    handle: (call) => listReply(call, conversionsOf(call), (conversion) => conversionWire(call, conversion)),
  },
  {
    method: 'GET',
    path: `${base}/{id}`,
    token: 'session',
    handle: (call) => ({
      objects: [conversionWire(call, findHere(call, conversionsOf(call), 'Currency conversion'))],
    }),
  },
]

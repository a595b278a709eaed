import type { Payment, StartRequest, TransactionQuery } from '@nostro/core'
import { type Check, CheckFailure, verify } from './check.ts'
import { accountsOf, attended } from './check-context.ts'
import type { Booked } from './entries.ts'
import { throughJson } from './outcomes.ts'
import { elevenEntries } from './paging-checks.ts'
import { nextKey, openPaying } from './payment-checks.ts'

const startMembers = [
  ...['redirectUri', 'country', 'institution', 'accounts', 'customerType', 'customerId', 'validUntil', 'scaMethod'],
  'previous',
] as const

const queryMembers = [
  'dateFrom',
  'dateTo',
  'order',
  'pageSize',
  'cursor',
] as const satisfies readonly (keyof TransactionQuery)[]
const paymentMembers = ['debtor', 'endToEndId', 'remittanceReference', 'product', 'executionRule'] as const

/** The value with these members too, each of them undefined where the value has none. */
const withUndefined = <T extends object>(value: T, names: readonly string[]): T => ({
  ...Object.fromEntries(names.map((name) => [name, undefined])),
  ...value,
})

const firstIds = async ({ provider, access, account }: Booked, query: TransactionQuery): Promise<string> => {
  const ctx = { ...attended(provider), signal: undefined, traceId: undefined }
  for await (const { items } of accountsOf(provider).transactions(access, account, query, ctx)) {
    return items.map(({ transactionId, amount }) => `${transactionId} ${amount.amount}`).join()
  }
  return ''
}

export const undefinedChecks: readonly Check[] = [
  {
    id: 'challenges.undefined-members',
    area: 'challenges',
    title: 'Members of a start request that are undefined count as absent.',
    why: 'Programs hand on what they may have: an absent wish is written as undefined.',
    source: 'core/contracts/auth.ts StartRequest',
    needs: [],
    run: async (context) => {
      const { open, bank, purpose, start: begin } = context
      const request: StartRequest = { ...bank.profile.start?.(purpose), purpose }
      const usual = await begin(open())
      const ctx = { signal: undefined, traceId: undefined }
      const made = await Promise.resolve()
        .then(() => open().auth.start(withUndefined(request, startMembers), ctx))
        .catch((error: unknown) => {
          throw new CheckFailure(`A start request with members that are undefined ended with ${String(error)}`)
        })
      verify(made.kind === usual.kind, `With members that are undefined the challenge is ${made.kind}.`)
    },
  },
  {
    id: 'paging.undefined-members',
    area: 'paging',
    title: 'Members of a query that are undefined count as absent.',
    why: 'An empty field of a form is undefined, not a period without a day.',
    source: 'core/contracts/accounts.ts TransactionQuery',
    needs: ['book'],
    run: async (context) => {
      const booked = await elevenEntries(context)
      const usual = await firstIds(booked, {})
      const seen = await firstIds(booked, withUndefined({}, queryMembers)).catch((error: unknown) => {
        throw new CheckFailure(`A query with members that are undefined ended with ${String(error)}`)
      })
      verify(seen === usual, 'A query with members that are undefined gives other entries.')
    },
  },
  {
    id: 'payments.undefined-members',
    area: 'payments',
    title: 'Members of a payment that are undefined count as absent, and do not make it another payment.',
    why: 'A payment that was kept as JSON comes back without them, and must not be a conflict with itself.',
    source: 'core/contracts/payments.ts PaymentsProvider.initiate',
    needs: ['payments'],
    run: async (context) => {
      const { pay, next, send } = await openPaying(context)
      const payment: Payment = withUndefined(await next(), paymentMembers)
      const key = nextKey(context)
      const stored = throughJson(payment)
      for (const given of [payment, stored]) {
        await send(given, key).catch((error: unknown) => {
          throw new CheckFailure(`A payment with members that are undefined ended with ${String(error)}`)
        })
      }
      const booked = await pay.booked(stored)
      verify(booked > 0, 'A payment with members that are undefined is not at the bank.')
    },
  },
]

import {
  type CallContext,
  type InitiatedPayment,
  mayHaveHappened,
  NostroError,
  type Payment,
  type Provider,
} from '@nostro/core'
import type { BankPayments } from '../bank.ts'
import { type Check, CheckFailure, verify } from './check.ts'
import type { CheckContext, Connected } from './check-context.ts'
import { refusal, throughJson } from './outcomes.ts'

const source = 'core/contracts/payments.ts PaymentsProvider.initiate'

const statuses = 'RCVD PDNG ACTC ACCP ACWC ACWP ACSP ACSC ACCC ACFC PATC PART ACTV EXPI CANC RJCT unknown'.split(' ')
const finals = ['ACSC', 'ACCC', 'RJCT', 'CANC', 'EXPI']
const open = ['RCVD', 'PDNG', 'ACTC', 'ACCP']

let serial = 0
/** A key that no other payment of this run has. */
export const nextKey = ({ clock }: CheckContext): string => `kit-${Math.floor(clock.now())}-${++serial}`

/** A provider that pays, and its bank's side. */
export interface Paying extends Connected {
  readonly payments: NonNullable<Provider['payments']>
  readonly pay: BankPayments
  /** A valid payment of the first kind, another one at each call. */
  next(): Promise<Payment>
  send(payment: unknown, key?: unknown): Promise<InitiatedPayment>
}

export const openPaying = async (context: CheckContext, limits?: 'real'): Promise<Paying> => {
  const { bank } = context
  const purpose = bank.profile.purposes.includes('payments') ? 'payments' : context.purpose
  const first = await context.connect(undefined, purpose)
  const provider = limits === undefined ? first.provider : context.open(limits)
  const connected = { ...first, provider, access: context.access(provider, first.session) }
  const { payments, manifest } = connected.provider
  const { pay } = bank
  const kind = manifest.paymentKinds.find((each) => each === 'single') ?? manifest.paymentKinds[0]
  if (payments === undefined || pay === undefined || kind === undefined)
    throw new CheckFailure('There are no payments.')
  return {
    ...connected,
    payments,
    pay,
    next: () => pay.valid(kind),
    send: (payment, key = nextKey(context)) =>
      payments.initiate(
        connected.access,
        payment as Payment,
        {
          idempotencyKey: key as string,
          startedAt: context.clock.now(),
          redirectUri: pay.redirectUri,
        },
        psuOf(connected.provider),
      ),
  }
}

/** The customer's presence, where the bank wants it for payments. */
export const psuOf = ({ manifest }: Provider): CallContext =>
  manifest.psuHeaders.payments === 'required' ? { psu: { ipAddress: '192.0.2.17' } } : {}

/** Each of the payments is refused before anything is sent, and nothing about it is open. */
export const refused = async (
  context: CheckContext,
  changes: (payment: Payment) => Readonly<Record<string, unknown>>,
) => {
  const { next, send } = await openPaying(context)
  const valid = await next()
  const calls = context.kit.calls.length
  for (const [what, payment] of Object.entries(changes(valid))) {
    const error = await refusal(`A payment with ${what}`, ['invalid_request'], () => send(payment))
    verify(!mayHaveHappened(error), `A payment with ${what} may have happened, though nothing was sent.`)
  }
  verify(context.kit.calls.length === calls, 'A request was sent for a payment that was refused.')
}

const amountOf = (payment: Payment, amount: unknown): unknown => ({ ...payment, amount: { amount, currency: 'EUR' } })

export const paymentChecks: readonly Check[] = [
  {
    id: 'payments.each-kind',
    area: 'payments',
    title: 'A payment of each kind of the manifest is made once.',
    why: 'What the manifest offers is used.',
    source: 'core/contracts/manifest.ts ProviderManifest.paymentKinds',
    needs: ['payments'],
    run: async (context) => {
      const { pay, send, provider } = await openPaying(context)
      const known = provider.manifest.paymentKinds.filter((kind) => pay.kinds?.includes(kind) ?? true)
      for (const kind of known) {
        const payment = await pay.valid(kind)
        await send(payment)
        const booked = await pay.booked(payment)
        verify(booked === 1, `A payment of the kind “${kind}” is at the bank ${booked} times.`)
      }
    },
  },
  {
    id: 'payments.unknown-kind',
    area: 'payments',
    title: 'A kind that does not exist, and what is no payment, is refused in words.',
    why: 'Plain JavaScript and stores pass anything.',
    source,
    needs: ['payments'],
    run: (context) =>
      refused(context, (payment) => ({
        'an unknown kind': { ...payment, kind: 'nonsense' },
        'no kind': { ...payment, kind: undefined },
        'nothing in it': {},
        'the value null': null,
      })),
  },
  {
    id: 'payments.kind-not-named',
    area: 'payments',
    title: 'A kind that the manifest does not name is refused before anything is sent.',
    why: 'A scheduled payment that is made at once is money gone too early.',
    source: 'core/contracts/manifest.ts ProviderManifest.paymentKinds',
    needs: ['payments'],
    run: async (context) => {
      const provider = context.open()
      const extra = { requestedExecutionDate: '2099-01-05', startDate: '2099-01-05', frequency: 'monthly' }
      const all = ['single', 'instant', 'scheduled', 'periodic', 'bulk', 'draft', 'request'] as const
      const missing = all.filter((kind) => !provider.manifest.paymentKinds.includes(kind))
      await refused(context, (payment) =>
        Object.fromEntries(
          missing.map((kind) => [
            `the kind “${kind}”`,
            kind === 'bulk' || kind === 'draft'
              ? { kind, payments: [payment] }
              : { ...payment, kind, ...(kind === 'scheduled' || kind === 'periodic' ? extra : {}) },
          ]),
        ),
      )
    },
  },
  {
    id: 'payments.amounts',
    area: 'payments',
    title: 'An amount that is no positive decimal text with the currency’s digits is refused.',
    why: 'Rounded or coerced, another amount is paid.',
    source: 'core/domain/money-types.ts Money.amount',
    needs: ['payments'],
    run: (context) =>
      refused(context, (payment) =>
        Object.fromEntries(
          ['0', '0.00', '-1.00', '1e3', '1,00', ' 1.00', '1.005', '', 'ten', '9'.repeat(60)].map((amount) => [
            `the amount “${amount.slice(0, 10)}”`,
            amountOf(payment, amount),
          ]),
        ),
      ),
  },
  {
    id: 'payments.amount-is-text',
    area: 'payments',
    title: 'An amount as a number is refused.',
    why: '0.1 + 0.2 is not 0.3.',
    source: 'core/domain/money-types.ts Money.amount',
    needs: ['payments'],
    run: (context) =>
      refused(context, (payment) => ({
        'a number as its amount': amountOf(payment, 12.5),
        'no amount': { ...payment, amount: undefined },
        'null as its amount': { ...payment, amount: null },
      })),
  },
  {
    id: 'payments.creditor',
    area: 'payments',
    title: 'A payment without a creditor is refused in words.',
    why: 'A crash says nothing to the user, and leaves the outcome open.',
    source: 'core/domain/payment.ts Creditor',
    needs: ['payments'],
    run: (context) =>
      refused(context, (payment) => ({
        'no creditor': { ...payment, creditor: undefined },
        'null as its creditor': { ...payment, creditor: null },
        'a text as its creditor': { ...payment, creditor: 'Kit Shop' },
      })),
  },
  {
    id: 'payments.iban',
    area: 'payments',
    title: 'An IBAN with a wrong checksum is refused before anything is sent.',
    why: 'A mistyped account is somebody else’s.',
    source: 'ISO 13616',
    needs: ['payments'],
    run: (context) =>
      refused(context, (payment) => ({
        'a wrong IBAN': { ...payment, creditor: { name: 'Kit Shop', iban: 'NL00INGB0123456789' } },
        'an IBAN that is none': { ...payment, creditor: { name: 'Kit Shop', iban: 'account' } },
      })),
  },
  {
    id: 'payments.misspelt',
    area: 'payments',
    title: 'A member that does not exist is refused.',
    why: 'A misspelt execution date is a payment made today.',
    source,
    needs: ['payments'],
    run: (context) =>
      refused(context, (payment) => ({ 'a misspelt member': { ...payment, remitanceInformation: 'x' } })),
  },
  {
    id: 'payments.keys',
    area: 'payments',
    title: 'An idempotency key that is missing, empty, too long, no text or no plain text is refused.',
    why: 'Without a key nobody can tell a repeat from a second payment.',
    source: 'core/contracts/payments.ts InitiateOptions.idempotencyKey',
    needs: ['payments'],
    run: async (context) => {
      const { next, send } = await openPaying(context)
      const payment = await next()
      const calls = context.kit.calls.length
      for (const key of ['', 'x'.repeat(5000), 'a\r\nX-Other: b', 7, null]) {
        await refusal(`The key ${JSON.stringify(key)?.slice(0, 20)}`, ['invalid_request'], () => send(payment, key))
      }
      verify(context.kit.calls.length === calls, 'A request was sent with a key that was refused.')
    },
  },
  {
    id: 'payments.same-key',
    area: 'payments',
    title: 'The same payment under the same key is made once.',
    why: 'A repeat after a time-out must not pay twice.',
    source: 'core/contracts/payment-intent-store.ts PaymentIntentStore',
    needs: ['payments'],
    run: async (context) => {
      const { next, send, pay } = await openPaying(context)
      const [payment, key] = [await next(), nextKey(context)]
      await send(payment, key)
      await send(payment, key)
      const booked = await pay.booked(payment)
      verify(booked === 1, `A payment repeated under one key is at the bank ${booked} times.`)
    },
  },
  {
    id: 'payments.key-of-another',
    area: 'payments',
    title: 'Another payment under a used key is refused.',
    why: 'The caller believes that it was made.',
    source: 'core/contracts/payment-intent-store.ts PaymentIntentStore.begin',
    needs: ['payments'],
    run: async (context) => {
      const { next, send, pay } = await openPaying(context)
      const [first, second, key] = [await next(), await next(), nextKey(context)]
      await send(first, key)
      await refusal('Another payment under a used key', ['conflict', 'invalid_request'], () => send(second, key))
      verify((await pay.booked(second)) === 0, 'The second payment was made.')
    },
  },
  {
    id: 'payments.other-key',
    area: 'payments',
    title: 'The same payment under another key is a second payment.',
    why: 'The rent is the same each month.',
    source: 'core/contracts/payments.ts InitiateOptions.idempotencyKey',
    needs: ['payments'],
    run: async (context) => {
      const { next, send, pay } = await openPaying(context)
      const payment = await next()
      await send(payment)
      await send(payment)
      const booked = await pay.booked(payment)
      verify(booked === 2, `A payment under two keys is at the bank ${booked} times.`)
    },
  },
  {
    id: 'payments.reference',
    area: 'payments',
    title: 'A reference is JSON and works in another instance.',
    why: 'It is kept, and asked for the next day.',
    source: 'core/domain/payment.ts PaymentRef',
    needs: ['payments'],
    run: async (context) => {
      const { next, send, session } = await openPaying(context)
      const ref = throughJson((await send(await next())).ref)
      const provider = context.open()
      const status = await provider.payments
        ?.status(context.access(provider, session), ref)
        .catch((error: unknown) => String(error))
      verify(typeof status === 'object', `The status in another instance ended with ${String(status)}`)
      verify(status.ref.id === ref.id, 'The status is that of another payment.')
    },
  },
  {
    id: 'payments.status',
    area: 'payments',
    title: 'A status is a code of ISO 20022, and final only where nothing changes any more.',
    why: 'Goods are shipped on it.',
    source: 'core/domain/payment.ts PaymentStatus',
    needs: ['payments'],
    run: async (context) => {
      const { next, send, payments, access } = await openPaying(context)
      const { ref } = await send(await next())
      const { transactionStatus, final, reasons } = await payments.status(access, ref)
      verify(statuses.includes(transactionStatus), `The status is “${transactionStatus}”.`)
      verify(!finals.includes(transactionStatus) || final, `“${transactionStatus}” is not called final.`)
      verify(!open.includes(transactionStatus) || !final, `“${transactionStatus}” is called final.`)
      verify(Array.isArray(reasons), 'The reasons are no list.')
    },
  },
  {
    id: 'payments.unknown-reference',
    area: 'payments',
    title: 'The status of another provider’s payment is refused.',
    why: 'Its id means another payment here.',
    source: 'core/domain/payment.ts PaymentRef.provider',
    needs: ['payments'],
    run: async (context) => {
      const { next, send, payments, access } = await openPaying(context)
      const { ref } = await send(await next())
      await refusal('A foreign reference', ['invalid_request'], () =>
        payments.status(access, { ...ref, provider: 'some-other' }),
      )
    },
  },
  {
    id: 'payments.aborted-before',
    area: 'payments',
    title: 'A signal that is aborted already sends no payment.',
    why: 'The user has pressed cancel.',
    source: 'core/contracts/call-context.ts CallContext.signal',
    needs: ['payments'],
    run: async (context) => {
      const { next, payments, access, pay, provider } = await openPaying(context)
      const payment = await next()
      const options = { idempotencyKey: nextKey(context), redirectUri: pay.redirectUri }
      const outcome = await payments
        .initiate(access, payment, options, {
          ...psuOf(provider),
          signal: AbortSignal.abort(),
        })
        .catch((error: unknown) => error)
      const isAborted = NostroError.isInstance(outcome) && outcome.code === 'aborted'
      verify(isAborted && !mayHaveHappened(outcome), `It ended with ${String(outcome)}`)
      verify((await pay.booked(payment)) === 0, 'The payment was made.')
    },
  },
  {
    id: 'payments.many',
    area: 'payments',
    title: 'Ten payments at once are ten at the bank.',
    why: 'Salaries are paid together.',
    source,
    needs: ['payments'],
    run: async (context) => {
      const { next, send, pay } = await openPaying(context)
      const all: Payment[] = []
      while (all.length < 10) all.push(await next())
      const outcomes = await Promise.allSettled(all.map((payment) => send(payment)))
      const failed = outcomes.find(({ status }) => status === 'rejected')
      verify(
        failed === undefined,
        `One of ten payments ended with ${String(failed && 'reason' in failed ? failed.reason : '')}`,
      )
      const booked = await Promise.all(all.map((payment) => pay.booked(payment)))
      verify(
        booked.every((count) => count === 1),
        `They are at the bank ${booked.join(', ')} times.`,
      )
    },
  },
]

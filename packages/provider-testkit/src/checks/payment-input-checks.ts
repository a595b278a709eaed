import { addDays, NostroError, type Payment, type PaymentKind, toInstant } from '@nostro/core'
import { type Check, NotProvableHere, verify } from './check.ts'
import type { CheckContext } from './check-context.ts'
import { refusal } from './outcomes.ts'
import { nextKey, openPaying, psuOf, refused } from './payment-checks.ts'

const source = 'core/contracts/payments.ts PaymentsProvider.initiate'

/** A payment of a kind, where the provider and the harness make it. */
const ofKind = async (context: CheckContext, kind: PaymentKind): Promise<Payment> => {
  const { provider, pay } = await openPaying(context)
  const isMade = provider.manifest.paymentKinds.includes(kind) && (pay.kinds?.includes(kind) ?? true)
  if (!isMade) throw new NotProvableHere(`Payments of the kind “${kind}” are not made here.`)
  return pay.valid(kind)
}

const refusedOf = async (
  context: CheckContext,
  kind: PaymentKind,
  changes: (payment: Payment) => Readonly<Record<string, unknown>>,
): Promise<void> => {
  const valid = await ofKind(context, kind)
  await refused(context, () => changes(valid))
}

const deepFreeze = <T>(value: T): T => {
  if (typeof value !== 'object' || value === null) return value
  for (const member of Object.values(value)) deepFreeze(member)
  return Object.freeze(value)
}

const firstOf = (payment: Payment): object => ('payments' in payment ? (payment.payments[0] ?? {}) : payment)

export const paymentInputChecks: readonly Check[] = [
  {
    id: 'payments.currency',
    area: 'payments',
    title: 'A currency that is none is refused before anything is sent.',
    why: 'The bank would take its own, or refuse it in words that nobody understands.',
    source: 'core/domain/money-types.ts Money.currency',
    needs: ['payments'],
    run: (context) =>
      refused(context, (payment) =>
        Object.fromEntries(
          ['EU', 'eur', 'EURO', '', 7, undefined].map((currency) => [
            `the currency ${String(currency)}`,
            { ...payment, amount: { amount: '1.00', currency } },
          ]),
        ),
      ),
  },
  {
    id: 'payments.names-the-field',
    area: 'payments',
    title: 'The refusal of a payment names the field.',
    why: 'The form must show where to correct.',
    source: `${source} @throws invalid_request`,
    needs: ['payments'],
    run: async (context) => {
      const { next, send } = await openPaying(context)
      const payment = { ...(await next()), amount: { amount: 'ten', currency: 'EUR' } }
      const { message } = await refusal('A payment of “ten”', ['invalid_request'], () => send(payment))
      verify(/amount/.test(message), `The refusal does not name the amount: ${message}`)
    },
  },
  {
    id: 'payments.hostile-text',
    area: 'payments',
    title: 'A text with control characters, or of any length, is made or refused in words.',
    why: 'Texts are pasted from anywhere, and a crash leaves the outcome open.',
    source,
    needs: ['payments'],
    run: async (context) => {
      const { next, send } = await openPaying(context)
      for (const text of ['\u0000\u001b[31m', 'x'.repeat(20_000), '\r\nX-Evil: yes', '\ud800']) {
        const payment = { ...(await next()), remittanceInformation: text }
        const outcome: unknown = await send(payment).catch((error: unknown) => error)
        const isSound = !(outcome instanceof Error) || NostroError.isInstance(outcome)
        verify(isSound, `The text ${JSON.stringify(text.slice(0, 12))} ended with ${String(outcome)}`)
      }
    },
  },
  {
    id: 'payments.past-day',
    area: 'payments',
    title: 'A day in the past, or none of the calendar, is refused for a scheduled payment.',
    why: 'Some banks pay at once then.',
    source: 'core/domain/payment.ts requestedExecutionDate',
    needs: ['payments'],
    run: (context) =>
      refusedOf(context, 'scheduled', (payment) => {
        const yesterday = addDays(toInstant(context.clock.now()).slice(0, 10), -3)
        return {
          'a day in the past': { ...payment, requestedExecutionDate: yesterday },
          'the 30th of February': { ...payment, requestedExecutionDate: '2099-02-30' },
          'no day': { ...payment, requestedExecutionDate: undefined },
        }
      }),
  },
  {
    id: 'payments.empty-bulk',
    area: 'payments',
    title: 'A bulk without payments is refused.',
    why: 'It is a mistake of the program that made it.',
    source: 'core/domain/payment.ts Payment',
    needs: ['payments'],
    run: (context) => refusedOf(context, 'bulk', (payment) => ({ 'no payments in it': { ...payment, payments: [] } })),
  },
  {
    id: 'payments.bulk-entry',
    area: 'payments',
    title: 'A bulk with one wrong entry is refused whole, before anything is sent.',
    why: 'Half of the salaries is worse than none.',
    source: 'core/domain/payment.ts Payment',
    needs: ['payments'],
    run: (context) =>
      refusedOf(context, 'bulk', (payment) => {
        const wrong = { ...firstOf(payment), amount: { amount: '-1.00', currency: 'EUR' } }
        return { 'a negative entry': { ...payment, payments: [firstOf(payment), wrong] } }
      }),
  },
  {
    id: 'payments.input-kept',
    area: 'payments',
    title: 'The payment that is handed over stays as it was.',
    why: 'It is the record of what was approved.',
    source,
    needs: ['payments'],
    run: async (context) => {
      const { next, send } = await openPaying(context)
      const payment = deepFreeze(await next())
      const before = JSON.stringify(payment)
      const outcome: unknown = await send(payment).catch((error: unknown) => error)
      verify(!(outcome instanceof Error), `A frozen payment ended with ${String(outcome)}`)
      verify(JSON.stringify(payment) === before, 'The payment was changed.')
    },
  },
  {
    id: 'payments.bad-options',
    area: 'payments',
    title: 'Options with a misspelt member or a time that is none are refused.',
    why: 'An approval under a wrong name is no approval.',
    source: 'core/contracts/payments.ts InitiateOptions',
    needs: ['payments'],
    run: async (context) => {
      const { next, payments, access, provider, pay } = await openPaying(context)
      const payment = await next()
      const calls = context.kit.calls.length
      for (const more of [{ aproval: {} }, { startedAt: 'now' }]) {
        const options = { idempotencyKey: nextKey(context), redirectUri: pay.redirectUri, ...more } as never
        await refusal(`Options with ${Object.keys(more).join()}`, ['invalid_request'], () =>
          payments.initiate(access, payment, options, psuOf(provider)),
        )
      }
      verify(context.kit.calls.length === calls, 'A request was sent with options that were refused.')
    },
  },
  {
    id: 'payments.hostile-references',
    area: 'payments',
    title: 'References whose ids are paths, empty or no texts are refused, and reach no other route.',
    why: 'They come from stores and browsers.',
    source: 'core/domain/payment.ts PaymentRef.id',
    needs: ['payments'],
    run: async (context) => {
      const { next, send, payments, access, provider } = await openPaying(context)
      const { ref } = await send(await next())
      for (const id of ['', '..', '../accounts', 'a/b', 'a\r\nX: y', 7, null]) {
        await refusal(`The id ${JSON.stringify(id)}`, ['not_found', 'invalid_request', 'forbidden'], () =>
          payments.status(access, { ...ref, id } as never, psuOf(provider)),
        )
      }
    },
  },
  {
    id: 'payments.unknown-payment',
    area: 'payments',
    title: 'The status of a payment that the bank does not know is an error.',
    why: 'Any status would be believed.',
    source: 'core/errors/error-codes.ts not_found',
    needs: ['payments'],
    run: async (context) => {
      const { next, send, payments, access, provider } = await openPaying(context)
      const { ref } = await send(await next())
      const digits = ref.id.replace(/[0-9a-f]/g, '9')
      await refusal('A payment that is not there', ['not_found', 'forbidden', 'invalid_request'], () =>
        payments.status(access, { ...ref, id: digits === ref.id ? `${digits}9` : digits }, psuOf(provider)),
      )
    },
  },
]

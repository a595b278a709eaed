import { NostroError, type Payment } from '@nostro/core'
import { row, type Wrong, withPart, withProvider } from './wrong.ts'

const given = (change: (payment: never) => unknown) =>
  withPart('payments', (payments) => ({
    initiate: (access, payment, options, ctx) =>
      payments.initiate(access, change(payment as never) as Payment, options, ctx),
  }))
const failing = (from: string, to: 'bank_unavailable') =>
  withPart('payments', (payments) => ({
    initiate: async (...args) => {
      try {
        return await payments.initiate(...args)
      } catch (error) {
        const isIt = NostroError.isInstance(error) && (error.httpStatus === 500 ? '500' : error.code) === from
        throw isIt ? new NostroError({ code: to, provider: 'paper', message: 'The bank does not answer.' }) : error
      }
    },
  }))

/** Wrong in payments, cancelling and closing. */
export const wrongPayments: readonly Wrong[] = [
  row(
    'payments.kind-not-named',
    'takes periodic for single',
    given(
      (payment: { kind?: string; requestedExecutionDate?: string; startDate?: string; frequency?: string } | null) => {
        if (payment?.kind !== 'periodic') return payment
        const { requestedExecutionDate: _day, startDate: _start, frequency: _frequency, ...rest } = payment
        return { ...rest, kind: 'single' }
      },
    ),
  ),
  row(
    'payments.amount-is-text',
    'takes numbers',
    given((payment: { amount?: { amount: unknown } } | null) =>
      typeof payment?.amount?.amount === 'number'
        ? { ...payment, amount: { ...payment.amount, amount: payment.amount.amount.toFixed(2) } }
        : payment,
    ),
  ),
  row(
    'payments.amounts',
    'takes a comma',
    given((payment: { amount?: { amount: unknown } } | null) =>
      payment?.amount?.amount === '1,00' ? { ...payment, amount: { ...payment.amount, amount: '1.00' } } : payment,
    ),
  ),
  row(
    'payments.undefined-members',
    'writes undefined as a text',
    given((payment: { endToEndId?: string } | null) =>
      typeof payment === 'object' && payment !== null && 'endToEndId' in payment && payment.endToEndId === undefined
        ? { ...payment, endToEndId: 'undefined' }
        : payment,
    ),
  ),
  row(
    'payments.misspelt',
    'ignores what it does not know',
    given((payment: { remitanceInformation?: string } | null) => {
      if (payment?.remitanceInformation === undefined) return payment
      const { remitanceInformation: _text, ...rest } = payment
      return rest
    }),
  ),
  row('payments.failed-afterwards', 'a 500 is a failure', failing('500', 'bank_unavailable')),
  row(
    'payments.unreadable-answer',
    'an unreadable answer is a failure',
    failing('protocol_violation', 'bank_unavailable'),
  ),
  row(
    'payments.lookup-made',
    'never finds anything',
    withPart('payments', () => ({ lookup: async () => ({ outcome: 'not_executed' as const }) })),
  ),
  row(
    'payments.status',
    'calls everything final',
    withPart('payments', (payments) => ({
      status: async (...args) => ({ ...(await payments.status(...args)), final: true }),
    })),
  ),
  row(
    'payments.unknown-reference',
    'takes any reference',
    withPart('payments', (payments) => ({
      status: (access, ref, ctx) => payments.status(access, { ...ref, provider: 'paper' }, ctx),
    })),
  ),
  row(
    'closing.twice',
    'cannot close twice',
    withProvider((provider) => {
      let closed = false
      return {
        ...provider,
        close: async () => {
          if (closed) throw new Error('It is closed.')
          closed = true
          await provider.close()
        },
      }
    }),
  ),
]

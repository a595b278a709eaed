import { type InitiatedPayment, NostroError, type Payment, type PaymentRef, toInstant } from '@nostro/core'
import type { PaperProvider } from '../paper/paper-provider.ts'
import { as, during, type Happenings, row, type Spoil, sends, type Wrong, withPart, withProvider } from './wrong.ts'

type Payments = PaperProvider['payments']
type Initiate = Payments['initiate']
type Given = Readonly<Record<string, unknown>> & {
  readonly amount?: { readonly amount: string; readonly currency: string }
}

const given = (change: (payment: Given) => unknown) =>
  withPart('payments', (payments) => ({
    initiate: (access, payment, ...rest) =>
      payments.initiate(
        access,
        (typeof payment === 'object' && payment !== null ? change(payment as unknown as Given) : payment) as Payment,
        ...rest,
      ),
  }))
const initiate = (change: (payments: Payments, seen: Happenings) => Initiate) =>
  during((seen) => withPart('payments', (payments) => ({ initiate: change(payments, seen) })))
const made = (id = '9f-0-made'): InitiatedPayment => ({
  ref: { provider: 'paper', kind: 'single', id },
  transactionStatus: 'ACCP',
  raw: null,
})
const crash = (): never => {
  throw new TypeError('Cannot read properties of null')
}
/** The outcome is called clear though it is open. */
const clearUnder = (kind: string, isMeant: (aborted: boolean) => boolean = () => true): Spoil =>
  initiate((payments, seen) => async (...args) => {
    try {
      return await payments.initiate(...args)
    } catch (error) {
      const isHit = seen.fault?.kind === kind && isMeant(args[3]?.signal?.aborted === true)
      throw isHit ? as(() => ({ code: 'bank_unavailable' }))(error) : error
    }
  })
/** What a look-up gives when it should give something else. */
const lookup = (isMeant: (seen: Happenings & { readonly initiated: number }) => boolean): Spoil =>
  during((seen) =>
    withPart('payments', (payments) => ({
      lookup: async (access, payment, options, ctx) => {
        const found = await payments.lookup?.(access, payment, options, ctx)
        const initiated = counts.get(seen) ?? 0
        if (found?.outcome !== 'not_executed' || !isMeant({ ...seen, initiated }))
          return found ?? { outcome: 'outcome_unknown' }
        return { outcome: 'executed', ref: { provider: 'paper', kind: payment.kind, id: '9f-0-pay' } }
      },
      initiate: (...args) => {
        counts.set(seen, (counts.get(seen) ?? 0) + 1)
        return payments.initiate(...args)
      },
    })),
  )
const counts = new WeakMap<object, number>()
const badStatus = (
  isMeant: (ref: PaymentRef) => boolean,
  instead: () => never | Awaited<ReturnType<Payments['status']>>,
) =>
  withPart('payments', (payments) => ({
    status: async (access, ref, ctx) => (isMeant(ref) ? instead() : payments.status(access, ref, ctx)),
  }))

/** Wrong in payments. */
export const wrongOrders: readonly Wrong[] = [
  row(
    'payments.aborted-before',
    'sends all the same',
    initiate(
      (payments) => (access, payment, options, ctx) =>
        payments.initiate(access, payment, options, ctx?.signal?.aborted === true ? {} : ctx),
    ),
  ),
  row(
    'payments.aborted-during',
    'calls it off',
    clearUnder('silence', (aborted) => aborted),
  ),
  row(
    'payments.silent-bank',
    'calls it off',
    clearUnder('silence', (aborted) => !aborted),
  ),
  row('payments.cut-off', 'calls it off', clearUnder('truncated')),
  row('payments.proxy-page', 'calls it off', clearUnder('html-502')),
  row('payments.lost-answer', 'calls it off', clearUnder('reset-after')),
  row(
    'payments.refused',
    'leaves it open',
    initiate((payments) => async (...args) => {
      try {
        return await payments.initiate(...args)
      } catch (error) {
        throw as(({ httpStatus }) => (httpStatus === 400 ? { code: 'outcome_unknown' } : {}))(error)
      }
    }),
  ),
  row(
    'secrets.payments',
    'in the message',
    initiate((payments) => async (...args) => {
      try {
        return await payments.initiate(...args)
      } catch (error) {
        throw as(({ httpStatus, message }) =>
          httpStatus === 400 ? { message: `${message} paper-client-secret-1` } : {},
        )(error)
      }
    }),
  ),
  row(
    'payments.names-the-field',
    'names nothing',
    initiate((payments) => async (access, payment, ...rest) => {
      try {
        return await payments.initiate(access, payment, ...rest)
      } catch (error) {
        const { amount } = Object(payment) as Given
        throw amount?.amount === 'ten' ? as(() => ({ message: 'It is wrong.' }))(error) : error
      }
    }),
  ),
  row(
    'payments.bad-options',
    'ignores what it does not know',
    initiate((payments) => (access, payment, options, ctx) => {
      const { idempotencyKey, redirectUri, startedAt } = options
      return payments.initiate(
        access,
        payment,
        { idempotencyKey, redirectUri, startedAt: typeof startedAt === 'number' ? startedAt : undefined },
        ctx,
      )
    }),
  ),
  row(
    'payments.bulk-entry',
    'leaves the entry out',
    given((payment) =>
      payment['kind'] === 'bulk' && Array.isArray(payment['payments'])
        ? { ...payment, payments: payment['payments'].filter(({ amount }: Given) => amount?.amount !== '-1.00') }
        : payment,
    ),
  ),
  row(
    'payments.empty-bulk',
    'takes it',
    initiate(
      (payments) =>
        async (access, payment, ...rest) =>
          payment?.kind === 'bulk' && payment.payments.length === 0
            ? made()
            : payments.initiate(access, payment, ...rest),
    ),
  ),
  row(
    'payments.creditor',
    'crashes',
    given((payment) => (payment['creditor'] === null ? crash() : payment)),
  ),
  row(
    'payments.currency',
    'in capitals',
    given((payment) =>
      payment.amount?.currency === 'eur' ? { ...payment, amount: { ...payment.amount, currency: 'EUR' } } : payment,
    ),
  ),
  row(
    'payments.iban',
    'corrects it',
    given((payment) => {
      const { iban, name } = Object(payment['creditor']) as { iban?: string; name?: string }
      return iban === 'NL00INGB0123456789' ? { ...payment, creditor: { name, iban: 'NL69INGB0123456789' } } : payment
    }),
  ),
  row(
    'payments.hostile-text',
    'crashes',
    given((payment) => (String(payment['remittanceInformation']).includes('\u0000') ? crash() : payment)),
  ),
  row(
    'payments.input-kept',
    'writes into it',
    given((payment) => {
      const written = payment as { kind: unknown }
      written.kind = payment['kind']
      return payment
    }),
  ),
  row(
    'payments.past-day',
    'takes today',
    withPart('payments', (payments, { clock }) => ({
      initiate: (access, payment, ...rest) => {
        const today = toInstant(clock.now()).slice(0, 10)
        const isPast = payment?.kind === 'scheduled' && payment.requestedExecutionDate < today
        return payments.initiate(access, isPast ? { ...payment, requestedExecutionDate: today } : payment, ...rest)
      },
    })),
  ),
  row(
    'payments.unknown-kind',
    'crashes',
    initiate(
      (payments) =>
        async (access, payment, ...rest) =>
          payment === null ? crash() : payments.initiate(access, payment, ...rest),
    ),
  ),
  row(
    'payments.each-kind',
    'makes none that is scheduled',
    withPart('payments', (payments, { clock }) => ({
      initiate: async (access, payment, ...rest) => {
        const today = toInstant(clock.now()).slice(0, 10)
        const isAhead = payment?.kind === 'scheduled' && payment.requestedExecutionDate > today
        return isAhead && payment.requestedExecutionDate < '2099' ? made() : payments.initiate(access, payment, ...rest)
      },
    })),
  ),
  row(
    'payments.keys',
    'makes a text of it',
    initiate((payments) => (access, payment, options, ctx) => {
      const key: unknown = options.idempotencyKey
      return payments.initiate(
        access,
        payment,
        typeof key === 'number' ? { ...options, idempotencyKey: `key-${key}` } : options,
        ctx,
      )
    }),
  ),
  row(
    'payments.key-of-another',
    'gives the first one',
    initiate((payments) => async (...args) => {
      try {
        return await payments.initiate(...args)
      } catch (error) {
        if (
          NostroError.isInstance(error) &&
          (error.code === 'conflict' || /key/i.test(error.message)) &&
          error.code !== 'invalid_request'
        )
          return made()
        throw error
      }
    }),
  ),
  row('payments.same-key', 'pays again', (bank) => {
    const done = new Map<string, number>()
    return withPart('payments', (payments) => ({
      initiate: async (access, payment, options, ctx) => {
        // With the names of members that are undefined: those that they count as absent have a check of their own.
        const place = `${String(options?.idempotencyKey)} ${Object.keys(payment ?? {}).join()} ${JSON.stringify(payment)}`
        const count = done.get(place) ?? 0
        const again = count > 0 ? { ...options, idempotencyKey: `${options.idempotencyKey}-${count}` } : options
        const result = await payments.initiate(access, payment, again, ctx)
        done.set(place, count + 1)
        return result
      },
    }))(bank)
  }),
  row('payments.repeat-after-loss', 'pays again', (bank) => {
    const lost = new Set<string>()
    return withPart('payments', (payments) => ({
      initiate: async (access, payment, options, ctx) => {
        const key = String(options?.idempotencyKey)
        try {
          return await payments.initiate(
            access,
            payment,
            lost.has(key) ? { ...options, idempotencyKey: `${key}-2` } : options,
            ctx,
          )
        } catch (error) {
          if (NostroError.isInstance(error) && error.code === 'outcome_unknown') lost.add(key)
          throw error
        }
      },
    }))(bank)
  }),
  row('payments.other-key', 'gives the first one', (bank) => {
    const known = new Map<string, readonly [key: string, InitiatedPayment]>()
    return during((seen) =>
      withPart('payments', (payments) => ({
        initiate: async (access, payment, options, ctx) => {
          const place = JSON.stringify(payment) ?? ''
          const [key, before] = known.get(place) ?? []
          if (before !== undefined && key !== options.idempotencyKey && seen.fault === undefined) return before
          const result = await payments.initiate(access, payment, options, ctx)
          known.set(place, [options.idempotencyKey, result])
          return result
        },
      })),
    )(bank)
  }),
  row(
    'payments.many',
    'loses some',
    withPart('payments', (payments) => {
      let active = 0
      return {
        initiate: async (...args) => {
          active += 1
          try {
            return active > 5 ? made(`9f-${active}-made`) : await payments.initiate(...args)
          } finally {
            active -= 1
          }
        },
      }
    }),
  ),
  row('payments.equal-before', 'takes any equal one', (bank) => {
    const known = new Map<string, PaymentRef>()
    return withPart('payments', (payments) => ({
      initiate: async (access, payment, ...rest) => {
        const result = await payments.initiate(access, payment, ...rest)
        known.set(JSON.stringify(payment) ?? '', result.ref)
        return result
      },
      lookup: async (access, payment, ...rest) => {
        const ref = known.get(JSON.stringify(payment) ?? '')
        return ref === undefined
          ? ((await payments.lookup?.(access, payment, ...rest)) ?? { outcome: 'outcome_unknown' })
          : { outcome: 'executed', ref }
      },
    }))(bank)
  }),
  row(
    'payments.lookup-not-made',
    'finds it',
    lookup(({ faults, initiated }) => faults.includes('reset-before') && initiated === 1),
  ),
  row(
    'payments.lookup-refused',
    'finds it',
    lookup(({ faults }) => faults.includes('status')),
  ),
  row(
    'payments.lookup-reads',
    'as if it could not be repeated',
    sends(
      (send) => (request, options) =>
        send(request, request.target.startsWith('/payments?key') ? { ...options, idempotent: false } : options),
    ),
  ),
  row(
    'payments.hostile-references',
    'crashes',
    badStatus(({ id }) => (id as unknown) === null, crash),
  ),
  row(
    'payments.unknown-payment',
    'calls it received',
    withPart('payments', (payments) => ({
      status: async (access, ref, ctx) => {
        try {
          return await payments.status(access, ref, ctx)
        } catch (error) {
          if (!NostroError.isInstance(error) || error.code !== 'not_found' || !/^[9a-z-]+$/.test(ref.id)) throw error
          return { ref, transactionStatus: 'RCVD', final: false, reasons: [], asOf: '2026-06-15T10:00:00Z', raw: null }
        }
      },
    })),
  ),
  row(
    'payments.reference',
    'knows its own alone',
    withPart('payments', (payments) => {
      const own = new Set<string>()
      return {
        initiate: async (...args) => {
          const result = await payments.initiate(...args)
          own.add(result.ref.id)
          return result
        },
        status: async (access, ref, ctx) => {
          if (ref.provider === 'paper' && /^9f-\d+-pay$/.test(ref.id) && !own.has(ref.id)) {
            throw new NostroError({ code: 'not_found', provider: 'paper', message: 'The payment is unknown.' })
          }
          return payments.status(access, ref, ctx)
        },
      }
    }),
  ),
  row(
    'closing.payments',
    'says yes',
    withProvider((provider) => {
      let isClosed = false
      return {
        ...provider,
        payments: {
          ...provider.payments,
          initiate: async (...args) => (isClosed ? made() : provider.payments.initiate(...args)),
        },
        close: async () => {
          isClosed = true
          await provider.close()
        },
      }
    }),
  ),
]

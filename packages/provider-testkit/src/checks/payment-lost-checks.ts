import { mayHaveHappened, NostroError, type Payment } from '@nostro/core'
import type { BankFault } from '../bank.ts'
import { type Check, verify } from './check.ts'
import type { CheckContext } from './check-context.ts'
import { nextKey, openPaying, type Paying, psuOf } from './payment-checks.ts'

const source = 'core/contracts/payments.ts PaymentsProvider'

interface Lost extends Paying {
  readonly payment: Payment
  readonly options: {
    readonly idempotencyKey: string
    readonly startedAt: number
    readonly redirectUri?: string | undefined
  }
  readonly error: unknown
}

/** A payment whose request meets a fault. */
const lose = async (context: CheckContext, fault: Omit<BankFault, 'on'>): Promise<Lost> => {
  const paying = await openPaying(context)
  const payment = await paying.next()
  const options = {
    idempotencyKey: nextKey(context),
    startedAt: context.clock.now(),
    redirectUri: paying.pay.redirectUri,
  }
  context.bank.fault?.({ ...fault, on: 'payments' })
  const error = await paying.payments.initiate(paying.access, payment, options, psuOf(paying.provider)).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  context.bank.heal?.()
  return { ...paying, payment, options, error }
}

/** What another process finds out. */
const lookup = async (context: CheckContext, { session, payment, options }: Lost) => {
  const provider = context.open()
  return provider.payments?.lookup?.(context.access(provider, session), payment, options, psuOf(provider))
}

const codeOf = (error: unknown): string => (NostroError.isInstance(error) ? error.code : String(error))

export const lostPaymentChecks: readonly Check[] = [
  {
    id: 'payments.lost-answer',
    area: 'payments',
    title: 'A payment whose answer is lost may have happened, and says so.',
    why: 'Called failed, it is paid again by hand.',
    source: `${source} @throws outcome_unknown`,
    needs: ['payments', 'fault:reset-after'],
    run: async (context) => {
      const { error, pay, payment } = await lose(context, { kind: 'reset-after', times: 5 })
      verify(mayHaveHappened(error), `A lost answer ended as ${codeOf(error)}.`)
      const booked = await pay.booked(payment)
      verify(booked === 1, `The payment is at the bank ${booked} times.`)
    },
  },
  {
    id: 'payments.failed-afterwards',
    area: 'payments',
    title: 'A 500 after the effect leaves the outcome open and is not sent again.',
    why: 'The bank may have paid before it failed.',
    source: `${source} @throws outcome_unknown`,
    needs: ['payments', 'fault:status-after'],
    run: async (context) => {
      const { error, pay, payment } = await lose(context, { kind: 'status-after', status: 500, times: 5 })
      verify(mayHaveHappened(error), `A 500 ended as ${codeOf(error)}.`)
      const booked = await pay.booked(payment)
      verify(booked === 1, `The payment is at the bank ${booked} times.`)
    },
  },
  {
    id: 'payments.unreadable-answer',
    area: 'payments',
    title: 'An answer that cannot be read leaves the outcome open.',
    why: 'The bank has the payment, only its answer is spoilt.',
    source: 'core/errors/may-have-happened.ts mayHaveHappened',
    needs: ['payments', 'fault:malformed-json'],
    run: async (context) => {
      const { error } = await lose(context, { kind: 'malformed-json', times: 5 })
      verify(mayHaveHappened(error), `An unreadable answer ended as ${codeOf(error)}.`)
    },
  },
  {
    id: 'payments.refused',
    area: 'payments',
    title: 'A payment that the bank refuses has not happened.',
    why: 'It can be corrected and sent again.',
    source: 'core/errors/may-have-happened.ts mayHaveHappened',
    needs: ['payments', 'fault:status'],
    run: async (context) => {
      const { error, pay, payment } = await lose(context, { kind: 'status', status: 400, times: 5 })
      verify(NostroError.isInstance(error) && !mayHaveHappened(error), `A 400 ended as ${codeOf(error)}.`)
      verify((await pay.booked(payment)) === 0, 'The refused payment is at the bank.')
    },
  },
  {
    id: 'payments.lookup-made',
    area: 'payments',
    title: 'Another process finds a payment that was made, or says that it does not know.',
    why: 'Called not executed, it is paid twice.',
    source: 'core/contracts/payments.ts PaymentsProvider.lookup',
    needs: ['payments', 'lookup', 'fault:reset-after'],
    run: async (context) => {
      const found = await lookup(context, await lose(context, { kind: 'reset-after', times: 5 }))
      verify(found?.outcome !== 'not_executed', 'A payment that was made is called not executed.')
    },
  },
  {
    id: 'payments.lookup-not-made',
    area: 'payments',
    title: 'A payment that never arrived is not called executed, and the look-up does not send it.',
    why: 'An invoice would stay unpaid, or be paid by a question.',
    source: 'core/contracts/payments.ts PaymentsProvider.lookup',
    needs: ['payments', 'lookup', 'fault:reset-before'],
    run: async (context) => {
      const lost = await lose(context, { kind: 'reset-before', times: 5 })
      const found = await lookup(context, lost)
      verify(found?.outcome !== 'executed', 'A payment that never arrived is called executed.')
      verify((await lost.pay.booked(lost.payment)) === 0, 'The look-up sent the payment.')
    },
  },
  {
    id: 'payments.repeat-after-loss',
    area: 'payments',
    title: 'A repeat under the same key after a lost answer does not pay twice.',
    why: 'It is the first thing that everybody does.',
    source: 'core/contracts/payment-intent-store.ts PaymentIntentStore',
    needs: ['payments', 'fault:reset-after'],
    run: async (context) => {
      const { payments, access, payment, options, pay, provider } = await lose(context, {
        kind: 'reset-after',
        times: 5,
      })
      await payments.initiate(access, payment, options, psuOf(provider)).catch(() => {})
      const booked = await pay.booked(payment)
      verify(booked === 1, `After a repeat the payment is at the bank ${booked} times.`)
    },
  },
  {
    id: 'payments.cut-off',
    area: 'payments',
    title: 'An answer that breaks off leaves the outcome open.',
    why: 'The bank has the payment.',
    source: 'core/errors/may-have-happened.ts mayHaveHappened',
    needs: ['payments', 'fault:truncated'],
    run: async (context) => {
      const { error } = await lose(context, { kind: 'truncated', times: 5 })
      verify(mayHaveHappened(error), `An answer that breaks off ended as ${codeOf(error)}.`)
    },
  },
  {
    id: 'payments.proxy-page',
    area: 'payments',
    title: 'A proxy’s page in place of an answer leaves the outcome open.',
    why: 'The bank behind it may have paid.',
    source: 'core/errors/may-have-happened.ts mayHaveHappened',
    needs: ['payments', 'fault:html-502'],
    run: async (context) => {
      const { error } = await lose(context, { kind: 'html-502', times: 5 })
      verify(mayHaveHappened(error), `A proxy’s page ended as ${codeOf(error)}.`)
    },
  },
  {
    id: 'payments.silent-bank',
    area: 'payments',
    title: 'A bank that does not answer leaves the outcome open.',
    why: 'It may pay after we have stopped waiting.',
    source: `${source} @throws outcome_unknown`,
    needs: ['payments', 'fault:silence'],
    run: async (context) => {
      const { payments, access, next, pay, provider } = await openPaying(context, 'real')
      context.bank.fault?.({ kind: 'silence', on: 'payments', times: 20 })
      let error: unknown
      // Time leaps: it may be up before the request has left a busy machine, and then nothing can have happened.
      for (let tries = 0; tries < 5 && !mayHaveHappened(error); tries += 1) {
        const options = { idempotencyKey: nextKey(context), redirectUri: pay.redirectUri }
        error = await payments.initiate(access, await next(), options, psuOf(provider)).then(
          () => undefined,
          (reason: unknown) => reason,
        )
      }
      verify(mayHaveHappened(error), `A silent bank ended as ${codeOf(error)}.`)
    },
  },
  {
    id: 'payments.aborted-during',
    area: 'payments',
    title: 'A payment that is aborted on its way leaves the outcome open.',
    why: 'What has left cannot be called back.',
    source: `${source} @throws outcome_unknown`,
    needs: ['payments', 'fault:silence'],
    run: async (context) => {
      const { payments, access, next, pay, provider } = await openPaying(context)
      const optionsNow = () => ({ idempotencyKey: nextKey(context), redirectUri: pay.redirectUri })
      // What is fetched once, such as a token of the program, is there then.
      await payments.initiate(access, await next(), optionsNow(), psuOf(provider))
      const [payment, options] = [await next(), optionsNow()]
      const controller = new AbortController()
      context.bank.fault?.({ kind: 'silence', on: 'payments', times: 20 })
      const before = context.requests()
      const call = payments
        .initiate(access, payment, options, { ...psuOf(provider), signal: controller.signal })
        .catch((reason: unknown) => reason)
      // Some look at the account before they pay: only what changes something is the payment.
      const hasLeft = () =>
        context.bank
          .requests()
          .slice(before)
          .some(({ method }) => method !== 'GET')
      while (!hasLeft()) await new Promise((resolve) => setImmediate(resolve))
      controller.abort()
      const error = await call
      verify(mayHaveHappened(error), `An aborted payment ended as ${codeOf(error)}.`)
    },
  },
  {
    id: 'payments.equal-before',
    area: 'payments',
    title: 'An equal payment before is not taken for the one that was lost.',
    why: 'The rent of last month is not the rent of this one.',
    source: 'core/contracts/payments.ts InitiateOptions.startedAt',
    needs: ['payments', 'lookup', 'fault:reset-before'],
    run: async (context) => {
      const { payments, access, next, pay, provider, session } = await openPaying(context)
      const payment = await next()
      const optionsNow = () => ({
        idempotencyKey: nextKey(context),
        startedAt: context.clock.now(),
        redirectUri: pay.redirectUri,
      })
      await payments.initiate(access, payment, optionsNow(), psuOf(provider))
      context.clock.leap(5_000)
      const options = optionsNow()
      context.bank.fault?.({ kind: 'reset-before', on: 'payments', times: 5 })
      await payments.initiate(access, payment, options, psuOf(provider)).catch(() => {})
      context.bank.heal?.()
      const other = context.open()
      const found = await other.payments?.lookup?.(context.access(other, session), payment, options, psuOf(other))
      verify(found?.outcome !== 'executed', 'The payment before was taken for the one that was lost.')
    },
  },
  {
    id: 'payments.lookup-refused',
    area: 'payments',
    title: 'A payment that the bank refused is not found as executed.',
    why: 'The invoice would stay unpaid.',
    source: 'core/contracts/payments.ts PaymentsProvider.lookup',
    needs: ['payments', 'lookup', 'fault:status'],
    run: async (context) => {
      const found = await lookup(context, await lose(context, { kind: 'status', status: 400, times: 5 }))
      verify(found?.outcome !== 'executed', 'A refused payment is called executed.')
    },
  },
  {
    id: 'payments.lookup-reads',
    area: 'payments',
    title: 'A look-up makes no call that may not be made twice.',
    why: 'It must never pay.',
    source: 'core/contracts/payments.ts PaymentsProvider.lookup',
    needs: ['payments', 'lookup', 'fault:reset-after'],
    run: async (context) => {
      const lost = await lose(context, { kind: 'reset-after', times: 5 })
      const before = context.kit.calls.length
      await lookup(context, lost)
      const once = context.kit.calls
        .slice(before)
        .find(({ route, idempotent }) => !idempotent && /payment|draft/i.test(route))
      verify(once === undefined, `The look-up called ${String(once?.route)}.`)
    },
  },
]

import { inspect } from 'node:util'
import { NostroError } from '@nostro/core'
import type { BankFault } from '../bank.ts'
import { type Check, verify } from './check.ts'
import { accountsOf, type CheckContext } from './check-context.ts'
import { readPages, refusal } from './outcomes.ts'

const source = 'core/errors/nostro-error.ts NostroError'

type Reading = (fault: Omit<BankFault, 'on'>) => Promise<unknown>

/** What the provider reads: the entries of an account, or whether the customer has confirmed on another device. */
const openRead = async (context: CheckContext): Promise<() => Promise<unknown>> => {
  const provider = context.open()
  if (provider.accounts === undefined) {
    const challenge = await context.start(provider)
    return () => provider.auth.advance(challenge, {})
  }
  const connected = await context.connect(provider)
  const account = await context.account(connected)
  return () => readPages(accountsOf(provider).transactions(connected.access, account, {}), 1)
}

/** A customer of whom something can be read under faults. What a read throws, or nothing when it succeeds. */
export const openReading = async (context: CheckContext): Promise<Reading> => {
  const read = await openRead(context)
  return async (fault) => {
    context.bank.fault?.({ times: 1000, ...fault, on: 'reads' })
    try {
      await read()
      return undefined
    } catch (error) {
      return error
    } finally {
      context.bank.heal?.()
    }
  }
}

/** What a read of a new customer throws while the bank has a fault; nothing when it succeeds. */
export const readUnder = async (context: CheckContext, fault: Omit<BankFault, 'on'>): Promise<unknown> =>
  (await openReading(context))(fault)

const nostroErrorUnder = async (context: CheckContext, fault: Omit<BankFault, 'on'>): Promise<NostroError> => {
  const error = await readUnder(context, fault)
  verify(NostroError.isInstance(error), `Under ${fault.kind} ${fault.status ?? ''} a read ended with ${String(error)}`)
  return error
}

const retryAfter = (context: CheckContext, value: string): Promise<NostroError> =>
  nostroErrorUnder(context, { kind: 'status', status: 429, retryAfter: value })

export const errorChecks: readonly Check[] = [
  {
    id: 'errors.class',
    area: 'errors',
    title: 'Whatever the bank’s status is, only a NostroError leaves.',
    why: 'Programs switch on its code.',
    source,
    needs: ['reads', 'fault:status'],
    run: async (context) => {
      const read = await openReading(context)
      for (const status of [400, 404, 409, 418, 451, 500, 504, 599]) {
        const error = await read({ kind: 'status', status })
        verify(NostroError.isInstance(error), `Under status ${status} a read ended with ${String(error)}`)
      }
    },
  },
  {
    id: 'errors.provider',
    area: 'errors',
    title: 'An error names the provider.',
    why: 'A program with ten banks must know whom to ask.',
    source: `${source}.provider`,
    needs: ['reads', 'fault:status'],
    run: async (context) => {
      const error = await nostroErrorUnder(context, { kind: 'status', status: 400 })
      verify(error.provider === context.open().manifest.id, `The error names “${String(error.provider)}”.`)
    },
  },
  {
    id: 'errors.words',
    area: 'errors',
    title: 'An error says in words what happened, and what to do.',
    why: 'Somebody reads it at night.',
    source: `${source}.hint`,
    needs: ['reads', 'fault:status'],
    run: async (context) => {
      const { message, hint } = await nostroErrorUnder(context, { kind: 'status', status: 400 })
      verify(message.length > 10 && !/\[object|undefined|NaN/.test(message), `The message is “${message}”.`)
      verify(hint === undefined || !/\[object|undefined|NaN/.test(hint), `The hint is “${String(hint)}”.`)
    },
  },
  {
    id: 'errors.small',
    area: 'errors',
    title: 'An error prints small, as JSON and in a console.',
    why: 'Logs are paid for by the gigabyte.',
    source: `${source}.toJSON`,
    needs: ['reads', 'fault:status'],
    run: async (context) => {
      const error = await nostroErrorUnder(context, { kind: 'status', status: 400 })
      const sizes = [JSON.stringify(error).length, inspect(error, { depth: 20 }).length]
      verify(
        sizes.every((size) => size < 20_000),
        `An error prints as ${sizes.join(' and ')} characters.`,
      )
    },
  },
  {
    id: 'errors.rate-limited',
    area: 'errors',
    title: 'A 429 is rate_limited, with the bank’s time in milliseconds.',
    why: 'Who asks again too early is locked out.',
    source: `${source}.retryAfterMs`,
    needs: ['reads', 'fault:status'],
    run: async (context) => {
      const error = await retryAfter(context, '7')
      verify(error.code === 'rate_limited', `A 429 is ${error.code}.`)
      verify(error.retryAfterMs === 7000, `Retry-After: 7 is ${String(error.retryAfterMs)} ms.`)
    },
  },
  {
    id: 'errors.retry-after-garbage',
    area: 'errors',
    title: 'A Retry-After that is none is ignored, and a wait is never negative.',
    why: 'A pause of NaN is no pause.',
    source: 'RFC 9110 section 10.2.3',
    needs: ['reads', 'fault:status'],
    run: async (context) => {
      for (const value of ['soon', '-5', 'Mon, 01 Jan 2001 00:00:00 GMT']) {
        const { retryAfterMs = 0 } = await retryAfter(context, value)
        verify(Number.isFinite(retryAfterMs) && retryAfterMs >= 0, `Retry-After: ${value} is ${retryAfterMs} ms.`)
      }
    },
  },
  {
    id: 'errors.unavailable',
    area: 'errors',
    title: 'A 503 is bank_unavailable and may be tried again.',
    why: 'Banks close at night; jobs wait for the morning.',
    source: 'core/errors/error-codes.ts bank_unavailable',
    needs: ['reads', 'fault:status'],
    run: async (context) => {
      const { code, retryable } = await nostroErrorUnder(context, { kind: 'status', status: 503 })
      verify(code === 'bank_unavailable' && retryable, `A 503 is ${code}, retryable: ${retryable}.`)
    },
  },
  {
    id: 'errors.unauthorized',
    area: 'errors',
    title: 'A 401 that stays is renewed at most once and ends as an expired session.',
    why: 'A loop of renewals locks the client out.',
    source: 'core/contracts/transport.ts Authorizer.renew',
    needs: ['reads', 'fault:status'],
    run: async (context) => {
      const before = context.requests()
      const error = await nostroErrorUnder(context, { kind: 'status', status: 401, times: 1000 })
      const asked = context.requests() - before
      const isEnd = ['session_expired', 'consent_expired', 'consent_required', 'forbidden', 'invalid_config'].includes(
        error.code,
      )
      verify(isEnd, `A 401 that stays is ${error.code}.`)
      verify(asked < 25, `The bank was asked ${asked} times.`)
    },
  },
  {
    id: 'errors.forbidden',
    area: 'errors',
    title: 'A 403 is forbidden, and no reason to renew.',
    why: 'A new token has the same rights.',
    source: 'core/errors/error-codes.ts forbidden',
    needs: ['reads', 'fault:status'],
    run: async (context) => {
      const { code } = await nostroErrorUnder(context, { kind: 'status', status: 403 })
      verify(['forbidden', 'consent_required', 'consent_expired'].includes(code), `A 403 is ${code}.`)
    },
  },
  {
    id: 'errors.malformed',
    area: 'errors',
    title: 'An answer that cannot be read is protocol_violation, never an empty list.',
    why: 'An empty list looks like an account without movements.',
    source: 'core/errors/error-codes.ts protocol_violation',
    needs: ['reads', 'fault:malformed-json'],
    run: async (context) => {
      const error = await readUnder(context, { kind: 'malformed-json' })
      verify(error !== undefined, 'JSON that breaks off was taken.')
      await refusal('JSON that breaks off', ['protocol_violation', 'bank_unavailable', 'verification_failed'], () => {
        throw error
      })
    },
  },
  {
    id: 'errors.other-shape',
    area: 'errors',
    title: 'JSON of another shape is protocol_violation.',
    why: 'The bank has changed its interface, and nobody must guess.',
    source: 'core/errors/error-codes.ts protocol_violation',
    needs: ['reads', 'fault:other-json'],
    run: async (context) => {
      const error = await readUnder(context, { kind: 'other-json' })
      verify(error !== undefined, 'JSON of another shape was taken.')
      await refusal('JSON of another shape', ['protocol_violation', 'verification_failed'], () => {
        throw error
      })
    },
  },
  {
    id: 'errors.page-of-a-proxy',
    area: 'errors',
    title: 'A proxy’s page with 502 is bank_unavailable.',
    why: 'It is not the bank that answers.',
    source: 'core/errors/error-codes.ts bank_unavailable',
    needs: ['reads', 'fault:html-502'],
    run: async (context) => {
      const { code } = await nostroErrorUnder(context, { kind: 'html-502' })
      verify(code === 'bank_unavailable', `A proxy’s page is ${code}.`)
    },
  },
  {
    id: 'errors.broken-connection',
    area: 'errors',
    title: 'A read over a connection that breaks is a NostroError that may be tried again.',
    why: 'Networks fail for a moment.',
    source: `${source}.retryable`,
    needs: ['accounts', 'fault:reset-before'],
    run: async (context) => {
      const { retryable, code } = await nostroErrorUnder(context, { kind: 'reset-before' })
      verify(retryable, `A broken connection is ${code}, not retryable.`)
    },
  },
  {
    id: 'errors.read-again',
    area: 'errors',
    title: 'A read that fails once is tried again.',
    why: 'One lost packet must not end a nightly sync.',
    source: 'core/contracts/transport.ts SendOptions.idempotent',
    needs: ['accounts', 'fault:reset-after'],
    run: async (context) => {
      const error = await readUnder(context, { kind: 'reset-after', times: 1 })
      verify(error === undefined, `One broken connection ended the read: ${String(error)}`)
    },
  },
  {
    id: 'errors.retries-end',
    area: 'errors',
    title: 'A read is tried a few times at most.',
    why: 'A bank that is down is not helped by a thousand requests.',
    source: 'core/contracts/transport.ts TransportSettings.retries',
    needs: ['reads', 'fault:status'],
    run: async (context) => {
      const read = await openReading(context)
      const before = context.requests()
      await read({ kind: 'status', status: 504 })
      const asked = context.requests() - before
      verify(asked <= 12, `The bank was asked ${asked} times.`)
    },
  },
]

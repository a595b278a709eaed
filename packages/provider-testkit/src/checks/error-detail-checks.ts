import { NostroError } from '@nostro/core'
import type { BankFault } from '../bank.ts'
import { type Check, verify } from './check.ts'
import { accountsOf, attended, type CheckContext } from './check-context.ts'
import { readUnder } from './error-checks.ts'
import { readPages } from './outcomes.ts'

const source = 'core/errors/nostro-error.ts NostroError'

const errorUnder = async (context: CheckContext, fault: Omit<BankFault, 'on'>): Promise<NostroError> => {
  const error = await readUnder(context, fault)
  verify(NostroError.isInstance(error), `Under ${fault.kind} ${fault.status ?? ''} a read ended with ${String(error)}`)
  return error
}

export const errorDetailChecks: readonly Check[] = [
  {
    id: 'errors.status',
    area: 'errors',
    title: 'An error keeps the bank’s status.',
    why: 'It is the first thing that the bank’s support asks for.',
    source: `${source}.httpStatus`,
    needs: ['reads', 'fault:status'],
    run: async (context) => {
      const { httpStatus } = await errorUnder(context, { kind: 'status', status: 409 })
      verify(httpStatus === 409, `A 409 has the status ${String(httpStatus)}.`)
    },
  },
  {
    id: 'errors.retry-after-date',
    area: 'errors',
    title: 'A Retry-After that is a date is a wait up to it.',
    why: 'Both forms are allowed, and a date taken for seconds is two thousand years.',
    source: 'RFC 9110 section 10.2.3',
    needs: ['reads', 'fault:status'],
    run: async (context) => {
      const retryAfter = new Date(context.clock.now() + 7_200_000).toUTCString()
      const { retryAfterMs = 0 } = await errorUnder(context, { kind: 'status', status: 429, retryAfter })
      verify(
        retryAfterMs > 5_400_000 && retryAfterMs < 86_400_000,
        `A date in two hours is a wait of ${retryAfterMs} ms.`,
      )
    },
  },
  {
    id: 'errors.bank-words',
    area: 'errors',
    title: 'The bank’s own words stand in the error.',
    why: 'They say what the status does not.',
    source: `${source}.bankMessages`,
    needs: ['reads', 'echo', 'fault:status'],
    run: async (context) => {
      const body = context.bank.profile.echo?.('Kit says hello')
      const { bankMessages } = await errorUnder(context, { kind: 'status', status: 400, body })
      const texts = bankMessages.map(({ text = '', code = '' }) => `${code} ${text}`).join()
      verify(texts.includes('Kit says hello'), `The bank’s words are: ${texts.slice(0, 200)}`)
    },
  },
  {
    id: 'errors.each-reading',
    area: 'errors',
    title: 'Errors of all readings name the provider and the status.',
    why: 'A mapper that was forgotten leaks the errors of a library.',
    source,
    needs: ['accounts', 'fault:status'],
    run: async (context) => {
      const connected = await context.connect()
      const account = await context.account(connected)
      const { provider, access } = connected
      const accounts = accountsOf(provider)
      context.bank.fault?.({ kind: 'status', status: 418, times: 1000, on: 'reads' })
      const readings = {
        accounts: () => readPages(accounts.accounts(access, attended(provider))),
        balances: () => accounts.balances(access, account, attended(provider)),
        transactions: () => readPages(accounts.transactions(access, account, {}, attended(provider)), 1),
      }
      for (const [name, read] of Object.entries(readings)) {
        const error: unknown = await read().then(
          () => undefined,
          (reason: unknown) => reason,
        )
        const isOwn =
          NostroError.isInstance(error) && error.provider === provider.manifest.id && error.httpStatus === 418
        verify(isOwn, `A 418 on ${name} ended with ${String(error)}`)
      }
    },
  },
  {
    id: 'errors.cut-off',
    area: 'errors',
    title: 'An answer that breaks off is no answer, and may be asked for again.',
    why: 'Half a list looks like a whole one.',
    source: `${source}.retryable`,
    needs: ['accounts', 'fault:truncated'],
    run: async (context) => {
      const { code, retryable } = await errorUnder(context, { kind: 'truncated' })
      verify(code === 'bank_unavailable' && retryable, `An answer that breaks off is ${code}, retryable: ${retryable}.`)
    },
  },
  {
    id: 'errors.redirect',
    area: 'errors',
    title: 'An answer that sends the client elsewhere is not followed.',
    why: 'The token would go along.',
    source: 'core/contracts/transport.ts Transport',
    needs: ['reads', 'fault:status'],
    run: async (context) => {
      await errorUnder(context, { kind: 'status', status: 302, location: 'https://elsewhere.example/' })
      const foreign = context.kit.calls.find(({ origin }) => origin.includes('elsewhere'))
      verify(foreign === undefined, 'The redirect was followed.')
    },
  },
  {
    id: 'errors.forbidden-once',
    area: 'errors',
    title: 'A 403 is not asked for again.',
    why: 'The right does not come by repeating.',
    source: 'core/errors/error-codes.ts forbidden',
    needs: ['accounts', 'fault:status'],
    run: async (context) => {
      const connected = await context.connect()
      const account = await context.account(connected)
      const before = context.requests()
      context.bank.fault?.({ kind: 'status', status: 403, times: 1000, on: 'reads' })
      await accountsOf(connected.provider)
        .balances(connected.access, account, attended(connected.provider))
        .catch(() => {})
      const asked = context.requests() - before
      verify(asked <= 3, `The bank was asked ${asked} times.`)
    },
  },
  {
    id: 'errors.hint',
    area: 'errors',
    title: 'Errors that a person can end say what to do.',
    why: 'The reader of the error is not its author.',
    source: `${source}.hint`,
    needs: ['reads', 'fault:status'],
    run: async (context) => {
      for (const status of [401, 403, 429]) {
        const { hint = '' } = await errorUnder(context, { kind: 'status', status })
        verify(hint.length > 10, `A ${status} has the hint “${hint}”.`)
      }
    },
  },
]

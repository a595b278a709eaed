import { inspect } from 'node:util'
import { type Check, CheckFailure, verify } from './check.ts'
import type { CheckContext } from './check-context.ts'
import { readUnder } from './error-checks.ts'
import { openPaying } from './payment-checks.ts'

const source = 'docs/security.md'

const everythingOf = (error: unknown): string => {
  const parts = [inspect(error, { depth: 20, showHidden: true }), JSON.stringify(error)]
  if (error instanceof Error) parts.push(error.message, error.stack ?? '', inspect(error.cause, { depth: 10 }))
  return parts.join('\n')
}

const verifyClean = ({ bank }: CheckContext, text: string, where: string): void => {
  const leaked = bank.canaries().find((canary) => text.includes(canary))
  if (leaked !== undefined) throw new CheckFailure(`A secret (${leaked.slice(0, 3)}…) stands in ${where}.`)
}

export const secretChecks: readonly Check[] = [
  {
    id: 'secrets.errors',
    area: 'secrets',
    title: 'No secret stands in an error, in any of its members.',
    why: 'Errors are logged, mailed and pasted into tickets.',
    source,
    needs: ['reads', 'fault:status'],
    run: async (context) => {
      for (const status of [401, 422, 500]) {
        verifyClean(
          context,
          everythingOf(await readUnder(context, { kind: 'status', status })),
          `an error of status ${status}`,
        )
      }
    },
  },
  {
    id: 'secrets.echo',
    area: 'secrets',
    title: 'A secret that the bank repeats in its error does not come through.',
    why: 'Banks repeat the header that they do not like.',
    source: 'core/errors/bank-messages.ts cleanBankText',
    needs: ['reads', 'echo', 'fault:status'],
    run: async (context) => {
      await context.connect()
      const secret = context.bank.canaries().at(-1) ?? ''
      const body = context.bank.profile.echo?.(`The header Authorization: Bearer ${secret} is wrong.`)
      const error = await readUnder(context, { kind: 'status', status: 400, body })
      verifyClean(context, everythingOf(error), 'an error of a bank that repeats it')
    },
  },
  {
    id: 'secrets.logs',
    area: 'secrets',
    title: 'No secret stands in a log line, also at debug.',
    why: 'Logs are read by many.',
    source,
    needs: [],
    run: async (context) => {
      const connected = await context.connect()
      if (connected.provider.accounts !== undefined) await context.account(connected)
      verifyClean(context, context.kit.logs.join('\n'), 'a log line')
    },
  },
  {
    id: 'secrets.addresses',
    area: 'secrets',
    title: 'No secret stands in the address of a request.',
    why: 'Addresses are logged by every proxy on the way.',
    source: 'RFC 6750 section 5.3',
    needs: ['accounts'],
    run: async (context) => {
      await context.account(await context.connect())
      verifyClean(context, context.kit.calls.map(({ target }) => target).join('\n'), 'an address')
    },
  },
  {
    id: 'secrets.routes',
    area: 'secrets',
    title: 'The names of routes hold no ids.',
    why: 'They stand in logs and metrics, one for each operation.',
    source: 'core/contracts/transport.ts SendOptions.route',
    needs: ['accounts'],
    run: async (context) => {
      const connected = await context.connect()
      const { id } = await context.account(connected)
      const account = await context.account(connected)
      await connected.provider.accounts?.balances(connected.access, account)
      const found = context.kit.calls.find(({ route }) => route.split('/').includes(id))
      verify(found === undefined, `A route holds an id: ${String(found?.route)}`)
    },
  },
  {
    id: 'secrets.complaints',
    area: 'secrets',
    title: 'The bank had nothing to complain about in the requests of a normal day.',
    why: 'What it forgives today it refuses tomorrow.',
    source: 'docs/simulators.md',
    needs: ['accounts', 'complaints'],
    run: async (context) => {
      const before = context.bank.complaints?.().length ?? 0
      await context.account(await context.connect())
      const complaints = context.bank.complaints?.().slice(before) ?? []
      verify(complaints.length === 0, `The bank complained: ${complaints.join('; ').slice(0, 300)}`)
    },
  },
  {
    id: 'secrets.provider',
    area: 'secrets',
    title: 'A provider that is printed shows no secret.',
    why: 'Objects are printed when something is looked for.',
    source,
    needs: [],
    run: async (context) => {
      const { provider } = await context.connect()
      verifyClean(context, inspect(provider, { depth: 8 }), 'a provider that is printed')
    },
  },
  {
    id: 'secrets.misuse',
    area: 'secrets',
    title: 'The refusal of a session that is none repeats nothing of it.',
    why: 'Errors of programs that mix two sessions up are logged too.',
    source,
    needs: ['accounts'],
    run: async (context) => {
      const { provider, session } = await context.connect()
      for (const change of [{ provider: 'some-other' }, { specVersion: 2 }, { secrets: { token: session.secrets } }]) {
        const wrong = { ...session, ...change } as typeof session
        const access = { get: async () => wrong, renew: async () => wrong }
        const error: unknown = await context
          .account({ provider, session: wrong, access })
          .catch((reason: unknown) => reason)
        verifyClean(context, everythingOf(error), 'the refusal of a session')
      }
    },
  },
  {
    id: 'secrets.unreadable-answers',
    area: 'secrets',
    title: 'No secret stands in an error about an answer that cannot be read.',
    why: 'The part that could not be read is often quoted.',
    source,
    needs: ['reads', 'fault:malformed-json'],
    run: async (context) => {
      const error = await readUnder(context, { kind: 'malformed-json' })
      verifyClean(context, everythingOf(error), 'an error about an unreadable answer')
    },
  },
  {
    id: 'secrets.payments',
    area: 'secrets',
    title: 'No secret stands in the error of a payment.',
    why: 'It goes to the customer’s support.',
    source,
    needs: ['payments', 'fault:status'],
    run: async (context) => {
      const { next, send } = await openPaying(context)
      for (const status of [400, 500]) {
        context.bank.fault?.({ kind: 'status', status, times: 20, on: 'payments' })
        const error: unknown = await send(await next()).catch((reason: unknown) => reason)
        context.bank.heal?.()
        verifyClean(context, everythingOf(error), `the error of a payment with status ${status}`)
      }
    },
  },
]

import { type CallContext, NostroError } from '@nostro/core'
import { type Check, NotProvableHere, verify } from './check.ts'
import { accountsOf, type CheckContext, type Connected } from './check-context.ts'
import { readPages, refusal } from './outcomes.ts'

const address = '203.0.113.77'

/** One call of each kind of reading. */
const readAll = async (context: CheckContext, connected: Connected, ctx?: CallContext): Promise<void> => {
  const { provider, access } = connected
  const accounts = accountsOf(provider)
  await readPages(accounts.accounts(access, ctx))
  const account = await context.account(connected)
  await accounts.balances(access, account, ctx)
  await readPages(accounts.transactions(access, account, {}, ctx), 1)
}

/** A call under a context that is refused without a request. */
const refusedContext = async (context: CheckContext, contexts: readonly object[]): Promise<void> => {
  const connected = await context.connect()
  const account = await context.account(connected)
  const calls = context.kit.calls.length
  for (const ctx of contexts) {
    await refusal(`The context ${JSON.stringify(ctx)}`, ['invalid_request'], () =>
      accountsOf(connected.provider).balances(connected.access, account, ctx as CallContext),
    )
  }
  verify(context.kit.calls.length === calls, 'A request was sent under a context that was refused.')
}

/** The headers of all calls that were made while something ran. */
const headersDuring = async (
  { kit }: CheckContext,
  work: () => Promise<unknown>,
): Promise<readonly [string, string][]> => {
  const before = kit.calls.length
  await work()
  return kit.calls.slice(before).flatMap(({ headers }) => Object.entries(headers))
}

const wayChecks: readonly Check[] = [
  {
    id: 'calls.provider-name',
    area: 'calls',
    title: 'The transport is given the provider’s own id.',
    why: 'Log lines and errors of calls name the bank by it.',
    source: 'core/contracts/transport.ts TransportSettings.provider',
    needs: [],
    run: async ({ open, kit }) => {
      const { id } = open().manifest
      const other = kit.settings.find(({ provider }) => provider !== id)
      verify(other === undefined, `A transport is made for “${other?.provider}”.`)
    },
  },
  {
    id: 'calls.limits',
    area: 'calls',
    title: 'Retries, time and size of answers stay within reason.',
    why: 'A provider that waits for an hour, or reads a gigabyte, stops the program.',
    source: 'core/contracts/transport.ts TransportSettings',
    needs: [],
    run: async ({ open, kit }) => {
      open()
      for (const { retries = 2, timeoutMs = 30_000, maxResponseBytes = 0 } of kit.settings) {
        verify(retries <= 5, `${retries} retries are allowed.`)
        verify(timeoutMs <= 180_000, `A call may take ${timeoutMs} ms.`)
        verify(maxResponseBytes <= 67_108_864, `An answer may have ${maxResponseBytes} bytes.`)
      }
    },
  },
  {
    id: 'calls.origin',
    area: 'calls',
    title: 'Calls go to the origins that were named, and no other.',
    why: 'A token that goes elsewhere is lost.',
    source: 'core/contracts/transport.ts TransportSettings.origins',
    needs: ['accounts'],
    run: async (context) => {
      await readAll(context, await context.connect())
      const named = context.kit.settings.flatMap(({ origins }) => origins)
      const foreign = context.kit.calls.find(({ origin }) => !named.includes(origin))
      verify(foreign === undefined, `A call goes to ${String(foreign?.origin)}.`)
    },
  },
  {
    id: 'calls.routes',
    area: 'calls',
    title: 'A route is the method and a template of the path.',
    why: 'Budgets and metrics are kept by route.',
    source: 'core/contracts/transport.ts SendOptions.route',
    needs: ['accounts'],
    run: async (context) => {
      await readAll(context, await context.connect())
      for (const { route, method } of context.kit.calls) {
        verify(
          route.startsWith(`${method} `) && /^[^?#\s]+$/.test(route.slice(method.length + 1)),
          `A route is “${route}”.`,
        )
      }
    },
  },
  {
    id: 'calls.reads-are-idempotent',
    area: 'calls',
    title: 'A reading is marked as one that may be sent twice.',
    why: 'Only then one lost packet does not end it.',
    source: 'core/contracts/transport.ts SendOptions.idempotent',
    needs: ['accounts'],
    run: async (context) => {
      const connected = await context.connect()
      const before = context.kit.calls.length
      await readAll(context, connected)
      const once = context.kit.calls.slice(before).find(({ method, idempotent }) => method === 'GET' && !idempotent)
      verify(once === undefined, `${String(once?.route)} is not marked as idempotent.`)
    },
  },
]

const customerChecks: readonly Check[] = [
  {
    id: 'calls.no-customer',
    area: 'calls',
    title: 'Without the customer’s presence no header claims it.',
    why: 'Unattended reads are counted by law; a claimed presence is a lie to the bank (RTS article 36).',
    source: 'core/contracts/call-context.ts CallContext.psu',
    needs: ['accounts'],
    run: async (context) => {
      const connected = await context.connect()
      const account = await context.account(connected)
      const sent = await headersDuring(context, () =>
        accountsOf(connected.provider).balances(connected.access, account),
      )
      const claimed = sent.find(([name]) => /^psu-/i.test(name))
      verify(claimed === undefined, `A read without the customer has the header ${String(claimed?.[0])}.`)
    },
  },
  {
    id: 'calls.customer',
    area: 'calls',
    title: 'The customer’s address is sent exactly where the manifest allows it.',
    why: 'Where it is missing the read counts as unattended; where it is forbidden the bank refuses it.',
    source: 'core/contracts/manifest.ts ProviderManifest.psuHeaders',
    needs: ['accounts'],
    run: async (context) => {
      const connected = await context.connect()
      const account = await context.account(connected)
      const { accounts: policy } = connected.provider.manifest.psuHeaders
      const ctx = { psu: { ipAddress: address, userAgent: 'Kit/1' } }
      const sent = await headersDuring(context, () =>
        accountsOf(connected.provider).balances(connected.access, account, ctx),
      )
      const isSent = sent.some(([, value]) => value.includes(address))
      verify(
        isSent === (policy !== 'forbidden'),
        `The manifest says “${policy}”, and the address was ${isSent ? '' : 'not '}sent.`,
      )
    },
  },
  {
    id: 'calls.bad-address',
    area: 'calls',
    title: 'A customer’s address that is none is refused without a request.',
    why: 'The bank would take the read for an unattended one, or refuse it later.',
    source: 'core/contracts/call-context.ts PsuContext.ipAddress',
    needs: ['accounts'],
    run: (context) => refusedContext(context, [{ psu: { ipAddress: 'nowhere' } }, { psu: { ipAddress: 7 } }]),
  },
  {
    id: 'calls.header-injection',
    area: 'calls',
    title: 'A line break in what the browser said never reaches a header.',
    why: 'It would add a header of the attacker’s choice.',
    source: 'RFC 9110 section 5.5',
    needs: ['accounts'],
    run: async (context) => {
      const connected = await context.connect()
      const account = await context.account(connected)
      const ctx = { psu: { ipAddress: address, userAgent: 'Kit/1\r\nX-Evil: yes' } }
      const sent = await headersDuring(context, () =>
        accountsOf(connected.provider)
          .balances(connected.access, account, ctx)
          .catch((error: unknown) => verify(NostroError.isInstance(error), `It ended with ${String(error)}`)),
      )
      verify(!sent.some(([, value]) => /[\r\n]/.test(value)), 'A header has a line break in it.')
    },
  },
  {
    id: 'calls.bad-context',
    area: 'calls',
    title: 'A context with a misspelt member, or a signal that is none, is refused.',
    why: 'A signal under a wrong name never ends the call.',
    source: 'core/contracts/call-context.ts CallContext',
    needs: ['accounts'],
    run: (context) => refusedContext(context, [{ signl: new AbortController().signal }, { signal: 'stop' }]),
  },
  {
    id: 'calls.trace-id',
    area: 'calls',
    title: 'The trace id of a call stands in its log lines.',
    why: 'One operation is found again among thousands by it.',
    source: 'core/contracts/call-context.ts CallContext.traceId',
    needs: ['accounts'],
    run: async (context) => {
      const connected = await context.connect()
      const account = await context.account(connected)
      const before = context.kit.logs.length
      await accountsOf(connected.provider).balances(connected.access, account, { traceId: 'kit-trace-4711' })
      const lines = context.kit.logs.slice(before)
      if (lines.length === 0) throw new NotProvableHere('Nothing is logged while a balance is read.')
      verify(
        lines.some((line) => line.includes('kit-trace-4711')),
        'No log line has the trace id.',
      )
    },
  },
]

export const callsChecks: readonly Check[] = [...wayChecks, ...customerChecks]

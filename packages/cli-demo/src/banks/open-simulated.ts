import type { CallContext, CallRecord, Clock, Connection, ProviderFactory } from '@nostro/core'
import { createNostro } from '@nostro/core/di'
import { createNodeServices } from '@nostro/core/node'
import { bankIdProvider } from '@nostro/provider-bankid'
import { bunqProvider } from '@nostro/provider-bunq'
import { ingProvider } from '@nostro/provider-ing'
import { type Simulators, startSimulators } from '@nostro/simulators'
import { clockOf } from '../clock-of.ts'
import { connectOnce, type Respond } from '../person/run-connect.ts'
import type { Terminal } from '../terminal.ts'
import { createTerminalLogger } from '../terminal-logger.ts'
import { closeAll } from './close-all.ts'
import { keysIn } from './keys-of-simulators.ts'
import type { Setting } from './setting.ts'
import { betweenSyncsMs, newsSpanMs, planSimulatedNews } from './simulated-news.ts'

/** Simulated banks with what only simulators can tell. */
export interface SimulatedSetting extends Setting {
  /** What the simulators saw. */
  proof(): { readonly requests: number; readonly rejected: number }
  /** How to use them from elsewhere. */
  instructions(): string
  /** Lets the simulated user approve the newest pending BankID order. */
  approveBankId(): Promise<void>
  /** PEM of the simulated BankID's root, by which its evidence can be verified when the simulator is gone. */
  readonly bankIdUserRoot: string
  /** The simulated banks' time, which the providers follow. */
  readonly clock: Clock
  /** Lets some days pass at the banks; with `news`, things happen on them. */
  passTime(): void
  /** Where a browser finds the emulated BankID app. */
  readonly bankIdAppUrl: string
}

export interface SimulatedOptions {
  readonly verbose?: boolean | undefined
  /** Begin some days ago, with news that happen when time passes. */
  readonly news?: boolean | undefined
  /** Only this bank, when it is one of the three. */
  readonly provider?: string | undefined
}

const threeBanks = ['ing', 'bunq', 'bankid'] as const

/** Starts the simulated banks in this process and builds the providers on their certificates and keys. */
export const openSimulated = async (
  { verbose, news, provider }: SimulatedOptions,
  terminal: Terminal,
): Promise<SimulatedSetting> => {
  terminal.progress('Starting the simulated banks …')
  const named = threeBanks.filter((bank) => bank === provider)
  const { now } = clockOf(terminal)
  const simulators = await startSimulators({
    realNow: now,
    banks: named.length > 0 ? named : threeBanks,
    ...(news === true && { now: now() - newsSpanMs }),
    ...keysIn(terminal),
  })
  try {
    terminal.signal.throwIfAborted()
    if (news === true) await planSimulatedNews(simulators)
    return settingOf(simulators, verbose === true, terminal)
  } catch (error) {
    await simulators.stop()
    throw error
  }
}

const settingOf = (simulators: Simulators, verbose: boolean, terminal: Terminal): SimulatedSetting => {
  const calls: CallRecord[] = []
  const logger = createTerminalLogger(terminal, verbose)
  const { clock, random, createTransport } = createNodeServices({
    observeCall: (call) => calls.push(call),
    logger,
    clock: { ...clockOf(terminal), now: simulators.clock.now },
  })
  const nostro = createNostro({
    banks: toFactories(simulators),
    services: { clock, random, logger, createTransport },
  })
  const { connections } = nostro
  const respond = customerOf(simulators)
  const connect = (instance: string, ctx: CallContext): Promise<Connection> =>
    connectOnce(connections, { instance, respond, clock, ctx })
  return {
    environment: 'simulator',
    nostro,
    connections,
    calls,
    banks: nostro.registry.all.map(({ instance, provider }) => ({
      instance,
      provider,
      connect: async (ctx) => (await connect(instance, ctx)).access,
    })),
    readable: async (ctx) => {
      const able = nostro.registry.all.filter(({ provider }) => provider.accounts !== undefined)
      return { connections: await Promise.all(able.map(({ instance }) => connect(instance, ctx))), unreadable: [] }
    },
    proof: () => ({
      requests: simulators.recorder.requests().length,
      rejected: simulators.recorder.rejections().length,
    }),
    clock,
    passTime: () => simulators.clock.advance(betweenSyncsMs / 1000),
    instructions: () => instructions(simulators),
    approveBankId: () => approveNewestOrder(simulators),
    bankIdUserRoot: simulators.pki.bankid.userRoot.certificate,
    bankIdAppUrl: simulators.ready.bankid === undefined ? '' : new URL('/app', simulators.ready.bankid.url).href,
    close: () => closeAll([nostro.close, simulators.stop]),
  }
}

/** The simulated customer consents on the bank's page and approves in the app. */
const customerOf =
  (simulators: Simulators): Respond =>
  async (challenge) => {
    if (challenge.kind === 'redirect') return { redirectUrl: await simulators.control.decideIngConsent(challenge.url) }
    if (challenge.kind === 'decoupled') await approveNewestOrder(simulators)
    return {}
  }

const toFactories = ({ options, ready }: Simulators): Readonly<Record<string, ProviderFactory>> => ({
  ...(ready.ing !== undefined && { ing: ingProvider(options.ing) }),
  ...(ready.bunq !== undefined && { bunq: bunqProvider(options.bunq) }),
  ...(ready.bankid !== undefined && { bankid: bankIdProvider(options.bankid) }),
})

const approveNewestOrder = async ({ control }: Simulators): Promise<void> => {
  const orders = await control.bankid.orders()
  const order = orders.findLast(({ status }) => status === 'pending')
  if (order !== undefined) await control.bankid.act(order.orderRef, 'approve')
}

const instructions = ({ ready }: Simulators): string =>
  [
    'The simulators keep running until Ctrl-C. Their certificates and keys:',
    `  ${ready.dir}`,
    'Addresses and files, as other programs want them:',
    `  ${JSON.stringify(ready)}`,
    'See what they refused and why:',
    `  curl ${ready.control}/rejections`,
  ].join('\n')

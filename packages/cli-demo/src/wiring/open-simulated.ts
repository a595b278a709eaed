import { type CallContext, type CallRecord, createSessionAccess, type ProviderFactory } from '@nostro/core'
import { createNostro } from '@nostro/core/di'
import { createNodeServices } from '@nostro/core/node'
import { bankIdProvider } from '@nostro/provider-bankid'
import { bunqProvider } from '@nostro/provider-bunq'
import { ingProvider } from '@nostro/provider-ing'
import { type Simulators, startSimulators } from '@nostro/simulators'
import type { Terminal } from '../terminal.ts'
import { authenticate, type Respond } from './authenticate.ts'
import { closeAll } from './close-all.ts'
import type { Bank, Setting } from './setting.ts'
import { createTerminalLogger } from './terminal-logger.ts'

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
  /** Where a browser finds the emulated BankID app. */
  readonly bankIdAppUrl: string
}

/** Starts the three simulated banks in this process and builds the providers on their certificates and keys. */
export const openSimulated = async (
  { verbose }: { verbose: boolean },
  terminal: Terminal,
): Promise<SimulatedSetting> => {
  terminal.progress('Starting the simulated banks …')
  const simulators = await startSimulators()
  const calls: CallRecord[] = []
  const services = createNodeServices({
    observeCall: (call) => calls.push(call),
    logger: createTerminalLogger(terminal, verbose),
  })
  const nostro = createNostro({ banks: toFactories(simulators), services })
  const bank = (id: string, respond: Respond): Bank => {
    const provider = nostro.registry.get(id)
    return {
      provider,
      connect: async (ctx: CallContext) => {
        const session = await authenticate({ provider, respond, clock: services.clock, ctx })
        return createSessionAccess({ session, auth: provider.auth, clock: services.clock })
      },
    }
  }
  return {
    environment: 'simulator',
    calls,
    banks: [
      bank('ing', async (challenge) => ({
        redirectUrl: await simulators.control.ing.decideConsent(challenge.kind === 'redirect' ? challenge.url : ''),
      })),
      bank('bunq', async () => ({})),
      bank('bankid', async () => {
        await approveNewestOrder(simulators)
        return {}
      }),
    ],
    proof: () => ({
      requests: simulators.recorder.requests().length,
      rejected: simulators.recorder.rejections().length,
    }),
    instructions: () => instructions(simulators),
    approveBankId: () => approveNewestOrder(simulators),
    bankIdUserRoot: simulators.pki.bankid.userRoot.certificate,
    bankIdAppUrl: new URL('/app', simulators.ready.bankid?.url).href,
    close: () => closeAll([nostro.close, simulators.stop]),
  }
}

const toFactories = ({ options }: Simulators): Readonly<Record<string, ProviderFactory>> => ({
  ing: ingProvider(options.ing),
  bunq: bunqProvider(options.bunq),
  bankid: bankIdProvider(options.bankid),
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

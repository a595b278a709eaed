import { readFileSync } from 'node:fs'
import {
  type CallContext,
  type CallRecord,
  createMemorySessionStore,
  createSessionAccess,
  type Provider,
  type Session,
} from '@nostro/core'
import { createNodeServices } from '@nostro/core/node'
import { createBankIdProvider } from '@nostro/provider-bankid'
import { createBunqProvider } from '@nostro/provider-bunq'
import { createIngProvider } from '@nostro/provider-ing'
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
  const providers = await createProviders(simulators, services)
  const store = createMemorySessionStore()
  const bank = (provider: Provider, respond: Respond): Bank => ({
    provider,
    connect: async (ctx: CallContext) => {
      const session: Session = await authenticate({ provider, respond, clock: services.clock, ctx })
      return createSessionAccess({ session, store, auth: provider.auth, clock: services.clock })
    },
  })
  return {
    environment: 'simulator',
    calls,
    banks: [
      bank(providers.ing, async ({ view }) => ({
        redirectUrl: await simulators.control.decideIngConsent(view.url ?? ''),
      })),
      bank(providers.bunq, async () => ({})),
      bank(providers.bankid, async () => {
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
    close: () =>
      closeAll([
        ...Object.values(providers).map((provider) => () => provider.close()),
        () => store.close(),
        simulators.stop,
      ]),
  }
}

const createProviders = async (
  { ready, control }: Simulators,
  services: ReturnType<typeof createNodeServices>,
): Promise<{ ing: Provider; bunq: Provider; bankid: Provider }> => {
  const text = (path: string): string => readFileSync(path, 'utf8')
  if (!ready.ing || !ready.bunq || !ready.bankid) throw new Error('A simulated bank is missing.')
  const ca = text(ready.ca)
  const { apiKey } = (await control.call('POST', '/bunq/api-keys')) as { apiKey: string }
  return {
    ing: createIngProvider(
      {
        environment: 'sandbox',
        clientId: ready.ing.clientId,
        tls: { certificate: text(ready.ing.tlsCertificate), key: text(ready.ing.tlsKey) },
        signing: { certificate: text(ready.ing.signingCertificate), key: text(ready.ing.signingKey) },
        // One is enough here; with several, each start would have to name its own.
        redirectUris: ready.ing.redirectUris.slice(0, 1),
        country: 'NL',
        apiUrl: ready.ing.url,
        authorizeUrl: ready.ing.authorizeUrl,
        ca,
      },
      services,
    ),
    bunq: createBunqProvider({ environment: 'sandbox', apiKey, apiUrl: ready.bunq.url, ca }, services),
    bankid: createBankIdProvider(
      {
        environment: 'test',
        identity: { pkcs12: readFileSync(ready.bankid.pkcs12), passphrase: ready.bankid.passphrase },
        apiUrl: ready.bankid.url,
        endUserIp: '127.0.0.1',
        ca,
      },
      services,
    ),
  }
}

const approveNewestOrder = async ({ control }: Simulators): Promise<void> => {
  const { items } = (await control.call('GET', '/bankid/orders')) as {
    items: readonly { orderRef: string; status: string }[]
  }
  const order = items.findLast(({ status }) => status === 'pending')
  if (order !== undefined) await control.actOnBankIdOrder(order.orderRef, 'approve')
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

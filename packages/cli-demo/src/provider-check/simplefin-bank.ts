import { createSimpleFinProvider } from '@nostro/provider-simplefin'
import type { BankFactory } from '@nostro/provider-testkit'
import { startSimulators } from '@nostro/simulators'
import { createSimulatorSide, simulatedFaults } from './simulator-side.ts'

interface Accounts {
  readonly items: readonly { readonly id: string; readonly connection: string; readonly name: string }[]
}

/** The currency of points is the address of a description: such an account is a problem of the page. */
const isMoney = ({ name }: { readonly name: string }): boolean => !name.includes('Points')

const pathOf = (id: string): string => {
  const [connection = '', account = ''] = id.split('|')
  return `/simplefin/connections/${connection}/accounts/${account}`
}

/** The simulated SimpleFIN server, for the conformance kit. */
export const startSimpleFinBank: BankFactory = async ({ clock }) => {
  const simulators = await startSimulators({ banks: ['simplefin'], realNow: () => clock.now() })
  const side = createSimulatorSide(simulators, { bank: 'simplefin', reads: '/simplefin', payments: '/none' })
  const { call } = simulators.control
  // An answer is kept for minutes by default; here the bank's book changes between two readings.
  const options = { ...simulators.options.simplefin, keepMinutes: 0, requestsPerDay: 100_000 }
  const accounts = (await call('GET', '/simplefin/accounts')) as Accounts
  const setupTokens: string[] = []
  return {
    profile: {
      purposes: ['accounts'],
      decisions: ['approve'],
      faults: simulatedFaults,
      zone: 'Europe/Amsterdam',
      timesRequests: true,
      liveBalances: true,
      echo: (text) => ({ errors: [text] }),
    },
    create: (services) => createSimpleFinProvider(options, services),
    wrongOptions: [
      {
        option: 'accessUrl',
        create: (services) => createSimpleFinProvider({ ...options, accessUrl: 'https://no.example' }, services),
      },
      { option: 'ca', create: (services) => createSimpleFinProvider({ ...options, ca: 'ca.pem' }, services) },
    ],
    act: async () => {
      const { setupToken } = (await call('POST', '/simplefin/tokens')) as { readonly setupToken: string }
      setupTokens.push(setupToken)
      return { input: { setupToken } }
    },
    canaries: () => [...side.tokens(), ...setupTokens],
    requests: side.requests,
    accounts: async () => accounts.items.filter(isMoney).map(({ id, connection }) => ({ id: `${connection}|${id}` })),
    book: async ({ id }, entries) => {
      for (const { amount, status, counterparty: name = 'Kit', text, at } of entries) {
        const entry = { amount, status, counterparty: { name }, description: text, booksAfterSeconds: null, at }
        await call('POST', `${pathOf(id)}/entries`, entry)
      }
    },
    settle: ({ id }) => side.settleAll(pathOf(id)),
    fault: side.fault,
    heal: side.heal,
    expire: async (what) => {
      if (what === 'consent') await call('POST', '/simplefin/revoke')
    },
    complaints: side.complaints,
    stop: side.stop,
  }
}

import { createBankIdProvider } from '@nostro/provider-bankid'
import type { BankFactory } from '@nostro/provider-testkit'
import { startSimulators } from '@nostro/simulators'
import { createSimulatorSide, simulatedFaults } from './simulator-side.ts'

const orderRefOf = (serverState: unknown): string =>
  (serverState as { readonly orderRef?: string } | null)?.orderRef ?? ''

/** The simulated BankID, for the conformance kit. */
export const startBankIdBank: BankFactory = async ({ clock }) => {
  const simulators = await startSimulators({ banks: ['bankid'], realNow: () => clock.now() })
  const side = createSimulatorSide(simulators, {
    bank: 'bankid',
    reads: '/rp/v6.0',
    readMethod: 'POST',
    payments: '/none',
  })
  const options = simulators.options.bankid
  return {
    profile: {
      purposes: ['identify'],
      decisions: ['approve', 'decline'],
      faults: simulatedFaults,
      timesRequests: true,
      echo: (text) => ({ errorCode: 'invalidParameters', details: text }),
    },
    complaints: side.complaints,
    create: (services) => createBankIdProvider(options, services),
    wrongOptions: [
      { option: 'apiUrl', create: (services) => createBankIdProvider({ ...options, apiUrl: 'nowhere' }, services) },
      {
        option: 'identity',
        create: (services) => createBankIdProvider({ ...options, identity: { certificate: '', key: '' } }, services),
      },
    ],
    act: async ({ serverState }, decision) => {
      await simulators.control.bankid.act(orderRefOf(serverState), decision === 'approve' ? 'approve' : 'cancel')
      return {}
    },
    canaries: () => side.tokens(),
    requests: side.requests,
    fault: side.fault,
    heal: side.heal,
    stop: side.stop,
  }
}

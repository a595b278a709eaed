import { generateRsaKeyPair } from '@nostro/core/node'
import { createBunqProvider } from '@nostro/provider-bunq'
import type { BankFactory } from '@nostro/provider-testkit'
import { startSimulators } from '@nostro/simulators'
import { createSimulatorSide, simulatedFaults } from './simulator-side.ts'

/** The simulated bunq, for the conformance kit. */
export const startBunqBank: BankFactory = async ({ clock }) => {
  const simulators = await startSimulators({ banks: ['bunq'], realNow: () => clock.now() })
  const side = createSimulatorSide(simulators, { bank: 'bunq', reads: '/v1/user', payments: '/v1/user' })
  const { control } = simulators
  // One key for all instances: each makes one of its own otherwise, and that takes most of the time.
  const { privateKey: keyPair } = await generateRsaKeyPair()
  const options = { ...simulators.options.bunq, keyPair }
  const [customer] = await control.bunq.customers()
  // Enough for all payments of a run.
  await control.bunq.deposit(customer?.accountIds[0] ?? 0, { amount: '90000.00' })
  let serial = 0
  return {
    profile: {
      purposes: ['accounts', 'payments'],
      decisions: ['approve'],
      faults: simulatedFaults.filter((kind) => kind !== 'silence'),
      timesRequests: true,
      liveBalances: true,
      echo: (text) => ({ Error: [{ error_description: text, error_description_translated: text }] }),
    },
    create: (services) => createBunqProvider(options, services),
    wrongOptions: [
      { option: 'apiUrl', create: (services) => createBunqProvider({ ...options, apiUrl: 'nowhere' }, services) },
      { option: 'apiKey', create: (services) => createBunqProvider({ ...options, apiKey: '' }, services) },
    ],
    act: async () => ({}),
    canaries: () => [options.apiKey, ...side.tokens()],
    requests: side.requests,
    accounts: async () => (customer?.accountIds ?? []).map((id) => ({ id: String(id) })),
    book: async ({ id }, entries) => {
      for (const { amount, status, counterparty = 'Kit', text } of entries) {
        const party = { name: counterparty, iban: 'NL20INGB0001234567' }
        await control.bunq.addEntry(Number(id), {
          amount,
          status,
          counterparty: party,
          description: text,
          booksAfterSeconds: status === 'pending' ? null : undefined,
        })
      }
    },
    complaints: side.complaints,
    fault: side.fault,
    heal: side.heal,
    pay: {
      kinds: ['single'],
      valid: async () => ({
        kind: 'single',
        debtor: { accountId: String(customer?.accountIds[0] ?? '') },
        amount: { amount: '12.50', currency: 'EUR' },
        creditor: { email: 'bravo@bunq.com' },
        remittanceInformation: `kit payment ${++serial}.`,
      }),
      booked: async (payment) =>
        side.effective(
          'remittanceInformation' in payment ? (payment.remittanceInformation ?? '') : '',
          'x-bunq-client-request-id',
        ),
    },
    stop: side.stop,
  }
}

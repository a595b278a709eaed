import { generateRsaKeyPair } from '@nostro/core/node'
import { createBunqProvider } from '@nostro/provider-bunq'
import type { BankFactory } from '@nostro/provider-testkit'
import { startSimulators } from '@nostro/simulators'
import { createSamplePayments, textOfPayment } from './sample-payments.ts'
import { createSimulatorSide, simulatedFaults } from './simulator-side.ts'

/** The simulated bunq, for the conformance kit. */
export const startBunqBank: BankFactory = async ({ clock }) => {
  const simulators = await startSimulators({ banks: ['bunq'], realNow: () => clock.now() })
  const side = createSimulatorSide(simulators, { bank: 'bunq', reads: '/v1/user', payments: '/v1/user' })
  const { control } = simulators
  // One key for all instances: each makes one of its own otherwise, and that takes most of the time.
  const { privateKey: keyPair } = await generateRsaKeyPair()
  // A bank that refuses for want of budget is asked again for half a minute in place of three: a sixth of the calls shows the same.
  const options = { ...simulators.options.bunq, keyPair, maxQueueMs: 30_000 }
  const [customer] = await control.bunq.customers()
  // Enough for all payments of a run.
  await control.bunq.deposit(customer?.accountIds[0] ?? 0, { amount: '90000.00' })
  const main = customer?.accountIds[0] ?? 0
  const samples = createSamplePayments({ clock, debtor: { accountId: String(main) } })
  /** The customer's key now: a revoked one is followed by another. */
  let apiKey = options.apiKey
  return {
    profile: {
      purposes: ['accounts', 'payments'],
      decisions: ['approve'],
      faults: [...simulatedFaults, 'forged'],
      timesRequests: true,
      liveBalances: true,
      signsEvents: true,
      categories: ['MUTATION'],
      echo: (text) => ({ Error: [{ error_description: text, error_description_translated: text }] }),
    },
    create: (services) => createBunqProvider({ ...options, apiKey }, services),
    wrongOptions: [
      { option: 'apiUrl', create: (services) => createBunqProvider({ ...options, apiUrl: 'nowhere' }, services) },
      { option: 'apiKey', create: (services) => createBunqProvider({ ...options, apiKey: '' }, services) },
    ],
    act: async () => ({}),
    canaries: () => [options.apiKey, apiKey, ...side.tokens()],
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
    expire: async (what) => {
      if (what === 'access') return control.bunq.endSessions()
      await control.bunq.revokeApiKey(apiKey)
      ;({ apiKey } = await control.bunq.createApiKey({ customer: customer?.customer }))
    },
    deliver: async (kind) => {
      const signature = kind === 'unsigned' ? 'none' : kind === 'forged' ? 'wrong' : 'good'
      const category = kind === 'unknown-category' ? 'LOTTERY' : undefined
      const { headers, body } = await control.bunq.delivery(main, { signature, category })
      const sent = kind === 'changed-body' ? body.replace('0.01', '9.01') : body
      return { headers, body: Buffer.from(sent) }
    },
    pay: {
      kinds: ['single', 'scheduled', 'bulk'],
      valid: async (kind) => samples(kind),
      booked: async (payment) => side.effective(textOfPayment(payment), 'x-bunq-client-request-id'),
    },
    stop: side.stop,
  }
}

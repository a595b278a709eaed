import { createIngProvider } from '@nostro/provider-ing'
import type { BankFactory } from '@nostro/provider-testkit'
import { startSimulators } from '@nostro/simulators'
import { withOtherState } from './sample-payments.ts'
import { createSimulatorSide, simulatedFaults } from './simulator-side.ts'

/** The simulated ING, for the conformance kit. */
export const startIngBank: BankFactory = async ({ clock }) => {
  const simulators = await startSimulators({ banks: ['ing'], realNow: () => clock.now() })
  const side = createSimulatorSide(simulators, { bank: 'ing', reads: '/v', payments: '/v1/payments' })
  const { control, options } = simulators
  const redirectUri = options.ing.redirectUris[0] ?? ''
  let serial = 0
  const codes: string[] = []
  return {
    profile: {
      purposes: ['accounts', 'payments'],
      start: (purpose) => (purpose === 'accounts' ? { redirectUri, country: 'NL' } : {}),
      decisions: ['approve', 'decline', 'other-state'],
      faults: simulatedFaults,
      echo: (text) => ({ tppMessages: [{ category: 'ERROR', code: 'FORMAT_ERROR', text }] }),
    },
    create: (services) => createIngProvider(options.ing, services),
    wrongOptions: [
      { option: 'apiUrl', create: (services) => createIngProvider({ ...options.ing, apiUrl: 'nowhere' }, services) },
      {
        option: 'tls',
        create: (services) => createIngProvider({ ...options.ing, tls: { certificate: '', key: '' } }, services),
      },
    ],
    act: async (challenge, decision) => {
      if (challenge.kind !== 'redirect') return {}
      const wish = decision === 'decline' ? 'cancel' : 'approve'
      const redirectUrl = await control.ing.decideConsent(challenge.url, { decision: wish })
      const code = new URL(redirectUrl).searchParams.get('code')
      if (code !== null) codes.push(code)
      return { redirectUrl: decision === 'other-state' ? withOtherState(redirectUrl) : redirectUrl }
    },
    canaries: () => [...side.tokens(), ...codes.filter((code) => code.length >= 8)],
    requests: side.requests,
    book: async ({ id }, entries) => {
      for (const { amount, status, counterparty = 'Kit', text } of entries) {
        const party = { name: counterparty, iban: 'NL20INGB0001234567' }
        await control.ing.addEntry(id, {
          amount,
          status,
          counterparty: party,
          description: text,
          booksAfterSeconds: null,
        })
      }
    },
    settle: ({ id }) => side.settleAll(`/ing/accounts/${id}`),
    fault: side.fault,
    heal: side.heal,
    expire: (what) => control.ing.revokeTokens(what === 'access' ? 'access' : 'all'),
    pay: {
      kinds: ['single'],
      redirectUri,
      valid: async () => ({
        kind: 'single',
        amount: { amount: '12.34', currency: 'EUR' },
        creditor: { name: 'Bakker BV', iban: 'NL20INGB0001234567' },
        remittanceInformation: `kit payment ${++serial}.`,
      }),
      booked: async (payment) =>
        side.effective('remittanceInformation' in payment ? (payment.remittanceInformation ?? '') : '', 'x-request-id'),
    },
    stop: side.stop,
  }
}

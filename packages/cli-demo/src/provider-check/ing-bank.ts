import { createIngProvider } from '@nostro/provider-ing'
import type { BankFactory } from '@nostro/provider-testkit'
import { startSimulators } from '@nostro/simulators'
import { createSamplePayments, textOfPayment, withOtherState } from './sample-payments.ts'
import { createSimulatorSide, simulatedFaults } from './simulator-side.ts'

/** The simulated ING, for the conformance kit. */
export const startIngBank: BankFactory = async ({ clock }) => {
  const simulators = await startSimulators({ banks: ['ing'], realNow: () => clock.now() })
  const side = createSimulatorSide(simulators, { bank: 'ing', reads: '/v', payments: '/v1/payments' })
  const { control, options } = simulators
  const redirectUri = options.ing.redirectUris[0] ?? ''
  const payment = createSamplePayments({ clock, debtor: { iban: 'NL69INGB0123456789' } })
  const codes: string[] = []
  const [customer] = (await control.ing.profiles()).filter(({ country }) => country === 'NL')
  const known = (customer?.accounts ?? []).filter(({ iban }) => iban !== '')
  return {
    profile: {
      purposes: ['accounts', 'payments'],
      start: (purpose) => (purpose === 'accounts' ? { redirectUri, country: 'NL' } : {}),
      decisions: ['approve', 'decline', 'other-state'],
      faults: simulatedFaults,
      zone: 'Europe/Amsterdam',
      timesRequests: true,
      liveBalances: true,
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
    accounts: async () => known.map(({ iban }) => ({ iban })),
    complaints: side.complaints,
    book: async ({ id }, entries) => {
      for (const { amount, status, counterparty = 'Kit', text, at } of entries) {
        const party = { name: counterparty, iban: 'NL20INGB0001234567' }
        await control.ing.addEntry(id, {
          amount,
          status,
          counterparty: party,
          description: text,
          at,
          booksAfterSeconds: null,
        })
      }
    },
    settle: ({ id }) => side.settleAll(`/ing/accounts/${id}`),
    fault: side.fault,
    heal: side.heal,
    expire: (what) => control.ing.revokeTokens(what === 'access' ? 'access' : 'all'),
    pay: {
      redirectUri,
      valid: async (kind) => payment(kind),
      booked: async (given) => side.effective(textOfPayment(given), 'x-request-id'),
    },
    stop: side.stop,
  }
}

import { createBerlinGroupProvider } from '@nostro/provider-berlin-group'
import type { BankFactory } from '@nostro/provider-testkit'
import { startSimulators } from '@nostro/simulators'
import { createSamplePayments, textOfPayment, withOtherState } from './sample-payments.ts'
import { createSimulatorSide, simulatedFaults } from './simulator-side.ts'

interface Banks {
  readonly items: readonly {
    readonly customers: readonly { readonly accounts: readonly { readonly iban: string }[] }[]
  }[]
}

/** The simulated standard bank of the Berlin Group, for the conformance kit. */
export const startBerlinGroupBank: BankFactory = async ({ clock }) => {
  const simulators = await startSimulators({ banks: ['berlin-group'], realNow: () => clock.now() })
  const options = simulators.options.berlinGroup
  const { id } = options.bank
  const side = createSimulatorSide(simulators, { bank: 'berlin-group', reads: `/${id}/v1/`, payments: `/${id}/v1/` })
  const { call } = simulators.control
  const listed = (await call('GET', `/berlin-group/banks?bank=${id}`)) as Banks
  const known = (listed.items[0]?.customers[0]?.accounts ?? []).filter(({ iban }) => iban !== '')
  const pathOf = (iban: string | undefined): string => `/berlin-group/banks/${id}/accounts/${iban}`
  const payment = createSamplePayments({ clock, debtor: { iban: known[0]?.iban } })
  return {
    profile: {
      purposes: ['accounts', 'payments', 'funds'],
      start: (purpose) => (purpose === 'funds' ? { accounts: known.slice(0, 1).map(({ iban }) => iban) } : {}),
      decisions: ['approve', 'decline', 'other-state'],
      // The standard knows a failed authorisation, and not by whom.
      declined: 'rejected',
      oneConsent: true,
      faults: simulatedFaults,
      zone: 'Europe/Amsterdam',
      timesRequests: true,
      liveBalances: true,
      echo: (text) => ({ tppMessages: [{ category: 'ERROR', code: 'FORMAT_ERROR', text }] }),
    },
    create: (services) => createBerlinGroupProvider(options, services),
    wrongOptions: [
      { option: 'baseUrl', create: (services) => createBerlinGroupProvider({ ...options, baseUrl: 'no' }, services) },
      { option: 'bank', create: (services) => createBerlinGroupProvider({ ...options, bank: 'no-bank' }, services) },
    ],
    act: async (challenge, decision) => {
      if (challenge.kind !== 'redirect') return {}
      const wish = decision === 'decline' ? 'cancel' : 'approve'
      const answer = (await call('POST', '/berlin-group/sca', { url: challenge.url, decision: wish })) as {
        readonly location: string
      }
      return { redirectUrl: decision === 'other-state' ? withOtherState(answer.location) : answer.location }
    },
    canaries: () => side.tokens(),
    requests: side.requests,
    accounts: async () => known,
    book: async ({ iban }, entries) => {
      for (const { amount, status, counterparty: name = 'Kit', text, at } of entries) {
        const counterparty = { name, iban: 'NL20INGB0001234567' }
        const entry = { amount, status, counterparty, description: text, booksAfterSeconds: null, at }
        await call('POST', `${pathOf(iban)}/entries`, entry)
      }
    },
    settle: ({ iban }) => side.settleAll(pathOf(iban)),
    fault: side.fault,
    heal: side.heal,
    expire: async (what) => {
      await call('POST', what === 'access' ? '/berlin-group/tokens' : '/berlin-group/consents', {})
    },
    pay: {
      redirectUri: options.redirectUris[0],
      valid: async (kind) => payment(kind),
      booked: async (given) => side.effective(textOfPayment(given), 'x-request-id'),
    },
    complaints: side.complaints,
    stop: side.stop,
  }
}

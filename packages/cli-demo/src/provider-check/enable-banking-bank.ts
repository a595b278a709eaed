import { createEnableBankingProvider } from '@nostro/provider-enable-banking'
import type { BankFactory } from '@nostro/provider-testkit'
import { startSimulators } from '@nostro/simulators'
import { createSamplePayments, textOfPayment, withOtherState } from './sample-payments.ts'
import { createSimulatorSide, simulatedFaults } from './simulator-side.ts'

interface Banks {
  readonly items: readonly {
    readonly customers: readonly {
      readonly id: string
      readonly psuType: string
      readonly accounts: readonly { readonly id: string; readonly iban: string }[]
    }[]
  }[]
}

const institution = { name: 'Mock ASPSP', country: 'FI' }

/** The simulated Enable Banking, with one of its banks, for the conformance kit. */
export const startEnableBankingBank: BankFactory = async ({ clock }) => {
  const simulators = await startSimulators({ banks: ['enable-banking'], realNow: () => clock.now() })
  const side = createSimulatorSide(simulators, { bank: 'enable-banking', reads: '/', payments: '/payments' })
  const options = { ...simulators.options.enableBanking, institution }
  const { call } = simulators.control
  const listed = (await call('GET', `/enable-banking/banks?bank=${encodeURIComponent(institution.name)}`)) as Banks
  const customer = listed.items[0]?.customers.find(({ psuType }) => psuType === 'personal')
  const known = customer?.accounts.filter(({ iban }) => iban !== '') ?? []
  const idOf = (iban: string | undefined): string => known.find((account) => account.iban === iban)?.id ?? ''
  const payment = createSamplePayments({ clock })
  const codes: string[] = []
  return {
    profile: {
      purposes: ['accounts', 'payments'],
      decisions: ['approve', 'decline', 'other-state'],
      faults: simulatedFaults,
      zone: 'Europe/Amsterdam',
      timesRequests: true,
      liveBalances: true,
      echo: (message) => ({ code: 400, message, error: 'WRONG_REQUEST_PARAMETERS', detail: message }),
    },
    create: (services) => createEnableBankingProvider(options, services),
    wrongOptions: [
      { option: 'apiUrl', create: (services) => createEnableBankingProvider({ ...options, apiUrl: 'no' }, services) },
      {
        option: 'privateKey',
        create: (services) => createEnableBankingProvider({ ...options, privateKey: 'key.pem' }, services),
      },
    ],
    act: async (challenge, decision) => {
      if (challenge.kind !== 'redirect') return {}
      const path = challenge.url.includes('/pis/') ? '/enable-banking/payments' : '/enable-banking/authorisations'
      const wish = decision === 'decline' ? 'cancel' : 'approve'
      const answer = (await call('POST', path, { url: challenge.url, decision: wish })) as { readonly location: string }
      const code = new URL(answer.location).searchParams.get('code')
      if (code !== null) codes.push(code)
      return { redirectUrl: decision === 'other-state' ? withOtherState(answer.location) : answer.location }
    },
    canaries: () => [...side.tokens(), ...codes.filter((code) => code.length >= 8)],
    requests: side.requests,
    accounts: async () => known.map(({ iban }) => ({ iban })),
    book: async ({ iban }, entries) => {
      for (const { amount, status, counterparty: name = 'Kit', text, at } of entries) {
        const counterparty = { name, iban: 'NL20INGB0001234567' }
        const path = `/enable-banking/accounts/${idOf(iban)}/entries`
        await call('POST', path, { amount, status, counterparty, description: text, booksAfterSeconds: null, at })
      }
    },
    settle: async ({ iban }) => {
      const path = `/enable-banking/accounts/${idOf(iban)}`
      await side.settleAll(path)
    },
    fault: side.fault,
    heal: side.heal,
    expire: async (what) => {
      if (what === 'consent') await call('POST', '/enable-banking/sessions', { status: 'EXPIRED' })
    },
    pay: {
      redirectUri: options.redirectUris[0],
      valid: async (kind) => payment(kind),
      booked: async (given) => side.effective(textOfPayment(given)),
    },
    complaints: side.complaints,
    stop: side.stop,
  }
}

import type { BankFactory } from '@nostro/provider-testkit'
import { startSimulators } from '@nostro/simulators'
import { createMyBankProvider } from '../src/index.ts'

interface Banks {
  readonly items: readonly {
    readonly customers: readonly { readonly accounts: readonly { readonly iban: string }[] }[]
  }[]
}

// your bank: what it does otherwise than the standard says; absent members are the standard's. The simulator refuses what
// does not fit, so write it from the documentation and not from the row in src/.
const simulated = {
  id: 'my-bank',
  name: 'My Bank',
  country: 'DE',
  prefixes: { consents: '/v1', accounts: '/v1', payments: '/v1', funds: '/v1' },
} as const

/** For the conformance kit: a simulated bank that behaves as My Bank. */
export const startBank: BankFactory = async ({ clock }) => {
  const simulators = await startSimulators({
    banks: ['berlin-group'],
    realNow: () => clock.now(),
    berlinGroup: { moreBanks: [simulated] },
  })
  const { call } = simulators.control
  const { bank: _row, baseUrl, ...rest } = simulators.options.berlinGroup
  const options = { ...rest, baseUrl: new URL(`/${simulated.id}`, baseUrl).href }
  const listed = (await call('GET', `/berlin-group/banks?bank=${simulated.id}`)) as Banks
  const known = (listed.items[0]?.customers[0]?.accounts ?? []).filter(({ iban }) => iban !== '')
  return {
    profile: {
      purposes: ['accounts'],
      decisions: ['approve', 'decline', 'other-state'],
      // The standard knows a failed authorisation, and not by whom.
      declined: 'rejected',
      oneConsent: true,
      faults: [],
      zone: 'Europe/Amsterdam',
      liveBalances: true,
    },
    create: (services) => createMyBankProvider(options, services),
    wrongOptions: [
      { option: 'baseUrl', create: (services) => createMyBankProvider({ ...options, baseUrl: 'nowhere' }, services) },
    ],
    act: async (challenge, decision) => {
      if (challenge.kind !== 'redirect') return {}
      const wish = decision === 'decline' ? 'cancel' : 'approve'
      const answer = (await call('POST', '/berlin-group/sca', { url: challenge.url, decision: wish })) as {
        readonly location: string
      }
      const state = `state=${'x'.repeat(43)}`
      return {
        redirectUrl: decision === 'other-state' ? answer.location.replace(/state=[^&]+/, state) : answer.location,
      }
    },
    canaries: () => [options.tls.key, options.signing.key],
    requests: () => simulators.recorder.requests(),
    accounts: async () => known,
    book: async ({ iban }, entries) => {
      for (const { amount, status, counterparty: name = 'Kit', text, at } of entries) {
        const counterparty = { name, iban: 'NL20INGB0001234567' }
        const entry = { amount, status, counterparty, description: text, at, booksAfterSeconds: null }
        await call('POST', `/berlin-group/banks/${simulated.id}/accounts/${iban}/entries`, entry)
      }
    },
    stop: () => simulators.stop(),
  }
}

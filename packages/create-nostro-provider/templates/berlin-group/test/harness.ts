import type { BankFactory } from '@nostro/provider-testkit'
import { startSimulators } from '@nostro/simulators'
import { createMyBankProvider } from '../src/index.ts'

interface Banks {
  readonly items: readonly {
    readonly customers: readonly { readonly accounts: readonly { readonly iban: string }[] }[]
  }[]
}

/** For the conformance kit: the simulated bank that follows the standard to the word, as My Bank. */
export const startBank: BankFactory = async ({ clock }) => {
  const simulators = await startSimulators({ banks: ['berlin-group'], realNow: () => clock.now() })
  const { call } = simulators.control
  const { bank: _row, ...options } = simulators.options.berlinGroup
  const listed = (await call('GET', '/berlin-group/banks?bank=standard')) as Banks
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
        await call('POST', `/berlin-group/banks/standard/accounts/${iban}/entries`, entry)
      }
    },
    stop: () => simulators.stop(),
  }
}

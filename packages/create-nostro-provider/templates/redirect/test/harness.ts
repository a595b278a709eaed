import { toInstant } from '@nostro/core'
import { redirectUrlOf } from '@nostro/core/testing'
import type { BankFactory } from '@nostro/provider-testkit'
import { createMyBankProvider } from '../src/index.ts'
import { accounts, clientSecret, redirectUri, startMyBank } from './bank.ts'

/** For the conformance kit: the bank, and what its customer and its clerks do. */
export const startBank: BankFactory = async ({ clock }) => {
  const bank = await startMyBank(clock)
  const options = {
    apiUrl: bank.origin,
    ca: bank.ca,
    clientId: 'my-app',
    clientSecret,
    redirectUris: [redirectUri],
  }
  let serial = 0
  return {
    profile: {
      purposes: ['accounts'],
      start: () => ({ redirectUri }),
      decisions: ['approve', 'decline', 'other-state'],
      faults: [
        'reset-before',
        'reset-after',
        'silence',
        'truncated',
        'malformed-json',
        'other-json',
        'html-502',
        'status',
        'page-loop',
        'page-elsewhere',
        'page-empty',
        'page-empty-once',
        'broken-item',
      ],
      zone: 'Europe/Amsterdam',
      timesRequests: true,
      liveBalances: true,
      echo: (text) => ({ error: text }),
    },
    create: (services) => createMyBankProvider(options, services),
    wrongOptions: [
      { option: 'apiUrl', create: (services) => createMyBankProvider({ ...options, apiUrl: 'nowhere' }, services) },
      {
        option: 'clientSecret',
        create: (services) => createMyBankProvider({ ...options, clientSecret: '' }, services),
      },
    ],
    act: async (challenge, decision) => {
      const asked = new URL(redirectUrlOf(challenge)).searchParams.get('state') ?? ''
      const state = decision === 'other-state' ? 'x'.repeat(43) : asked
      if (decision === 'decline') return { redirectUrl: `${redirectUri}?error=access_denied&state=${state}` }
      const code = bank.secret('code')
      bank.codes.add(code)
      return { redirectUrl: `${redirectUri}?code=${code}&state=${state}` }
    },
    canaries: () => bank.secrets,
    requests: () => bank.requests,
    network: bank.network,
    accounts: async () => accounts,
    book: async ({ id }, given) => {
      for (const { amount, status, counterparty: name, text = '', at = toInstant(clock.now()) } of given) {
        const iban = 'DE89370400440532013000'
        serial += 1
        bank.entries.get(id)?.push({ id: `e-${serial}`, at, amount, currency: 'EUR', status, name, iban, text })
      }
    },
    settle: async ({ id }) => {
      const booked = (bank.entries.get(id) ?? []).map((entry) => ({ ...entry, status: 'booked' as const }))
      bank.entries.set(id, booked)
    },
    expire: async (what) => {
      for (const [refresh, grant] of bank.grants) {
        bank.grants.set(
          refresh,
          what === 'consent' ? { ...grant, alive: false } : { ...grant, access: bank.secret('ended') },
        )
      }
    },
    fault: bank.fault,
    heal: bank.heal,
    stop: bank.stop,
  }
}

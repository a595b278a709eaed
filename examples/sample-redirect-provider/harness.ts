import { type Payment, toInstant } from '@nostro/core'
import { redirectUrlOf } from '@nostro/core/testing'
import type { BankFactory } from '@nostro/provider-testkit'
import { type BankEntry, startHarbourBank } from './harbour-bank.ts'
import { createHarbourProvider } from './harbour-provider.ts'

/** For the conformance kit: the bank, and what its customer and its clerks do. `nostro provider check ./dist/harness.js` */
export const startBank: BankFactory = async ({ clock }) => {
  const bank = await startHarbourBank()
  const { options } = bank
  const [redirectUri = ''] = options.redirectUris
  let serial = 0

  return {
    profile: {
      purposes: ['accounts', 'payments'],
      start: (purpose) => (purpose === 'accounts' ? { redirectUri } : {}),
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
        'status-after',
        'page-loop',
      ],
      echo: (text) => ({ error: text }),
    },
    create: (services) => createHarbourProvider(options, services),
    wrongOptions: [
      {
        option: 'clientSecret',
        create: (services) => createHarbourProvider({ ...options, clientSecret: '' }, services),
      },
      { option: 'apiUrl', create: (services) => createHarbourProvider({ ...options, apiUrl: 'nowhere' }, services) },
    ],
    act: async (challenge, decision) => {
      if (challenge.kind === 'none') return {}
      const landed = new URL(bank.visit(redirectUrlOf(challenge), decision === 'decline' ? 'decline' : 'approve'))
      if (decision === 'other-state') landed.searchParams.set('state', 'of-another-browser')
      return { redirectUrl: landed.href }
    },
    canaries: () => bank.secrets,
    requests: () => bank.requests,
    accounts: async () => bank.accounts,
    book: async ({ id }, entries) => {
      const day = toInstant(clock.now()).slice(0, 10)
      for (const { amount, status, counterparty: name, text } of entries) {
        const entry: BankEntry = { id: `e-${++serial}`, status, day, amount, currency: 'EUR', name, text }
        bank.entries(id).unshift({ ...entry, iban: 'DE89370400440532013000' })
      }
    },
    settle: async ({ id }) => {
      const entries = bank.entries(id)
      entries.splice(0, entries.length, ...entries.map((entry) => ({ ...entry, status: 'booked' as const })))
    },
    fault: bank.fault,
    heal: bank.heal,
    expire: async (what) => bank.end(what),
    pay: {
      redirectUri,
      valid: async (): Promise<Payment> => ({
        kind: 'single',
        amount: { amount: '12.50', currency: 'EUR' },
        creditor: { name: 'Kit Shop', iban: 'DE89370400440532013000' },
        remittanceInformation: `Payment ${++serial}`,
      }),
      booked: async (payment) => bank.count(payment),
    },
    stop: bank.stop,
  }
}

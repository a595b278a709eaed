import { toInstant } from '@nostro/core'
import type { BankFactory } from '@nostro/provider-testkit'
import { createMyBankProvider } from '../src/index.ts'
import { loginOf, startMyBank } from './bank.ts'
import { accounts } from './book.ts'

/** For the conformance kit: the bank, and what its customer and its clerks do. */
export const startBank: BankFactory = async ({ clock }) => {
  const bank = await startMyBank(clock)
  const { start, decisions, ...login } = loginOf(bank)
  let serial = 0
  return {
    profile: {
      purposes: ['accounts'],
      start,
      decisions,
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
    ...login,
    create: (services) => createMyBankProvider(bank.options, services),
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
    fault: bank.fault,
    heal: bank.heal,
    stop: bank.stop,
  }
}

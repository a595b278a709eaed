import type { BankFactory } from '@nostro/provider-testkit'
import { createCashBox } from './sample-provider.ts'

/** For the conformance kit: the box, and the customer who opens it. `nostro provider check ./dist/harness.js` */
export const startBank: BankFactory = async () => {
  const options = { pin: 'pin-of-the-box', entries: [{ id: '1', date: '2026-01-31', amount: '12.50' }] }
  return {
    profile: { purposes: ['accounts'], decisions: ['approve'], faults: [] },
    create: (services) => createCashBox(options, services),
    wrongOptions: [{ option: 'pin', create: (services) => createCashBox({ ...options, pin: '1' }, services) }],
    act: async () => ({}),
    canaries: () => [options.pin],
    requests: () => [],
    accounts: async () => [{ id: 'box', currency: 'EUR' }],
    stop: async () => {},
  }
}

import type { Provider } from '@nostro/core'
import type { Bank, BankFaultKind, Decision } from '../bank.ts'

/** What a check needs of the provider or the harness; absent, the check is not provable. */
export type Need =
  | 'accounts'
  /** Something is read: entries, or whether the customer has confirmed on another device. */
  | 'reads'
  | 'known-accounts'
  | 'payments'
  | 'lookup'
  | 'book'
  | 'settle'
  | 'pending'
  | 'cancel'
  | 'refresh'
  | 'revoke'
  | 'expire'
  | 'redirect'
  | 'wrong-options'
  | 'echo'
  | 'complaints'
  | 'many-consents'
  | 'zone'
  | 'request-times'
  | 'live-balances'
  | 'failing-key'
  | 'events'
  | 'signed-events'
  | 'categories'
  | 'serves'
  /** Takes longer than others: left out where a run is one of hundreds. */
  | 'heavy'
  | `fault:${BankFaultKind}`
  | `decision:${Decision}`

const tests: { readonly [N in Need]?: readonly [(provider: Provider, bank: Bank) => boolean, reason: string] } = {
  accounts: [({ accounts }) => accounts !== undefined, 'The provider has no accounts.'],
  reads: [
    ({ accounts, manifest }) =>
      accounts !== undefined || manifest.authentication.some((kind) => kind.includes('decoupled')),
    'The provider reads nothing.',
  ],
  'known-accounts': [
    ({ accounts }, bank) => accounts !== undefined && bank.accounts !== undefined,
    'The harness does not say which accounts there are.',
  ],
  payments: [
    ({ payments, manifest }, { pay }) =>
      payments !== undefined && manifest.paymentKinds.length > 0 && pay !== undefined,
    'The provider, or its harness, makes no payments.',
  ],
  lookup: [({ payments }) => payments?.lookup !== undefined, 'The provider has no payments.lookup.'],
  book: [
    ({ accounts }, bank) => accounts !== undefined && bank.book !== undefined,
    'The harness books no given entries.',
  ],
  settle: [(_, bank) => bank.settle !== undefined, 'The harness settles no pending entries.'],
  pending: [({ manifest }) => manifest.lists.pending, 'The bank lists no pending entries.'],
  cancel: [({ auth }) => auth.cancel !== undefined, 'The provider has no auth.cancel.'],
  refresh: [({ auth }) => auth.refresh !== undefined, 'The provider has no auth.refresh.'],
  revoke: [({ auth }) => auth.revoke !== undefined, 'The provider has no auth.revoke.'],
  expire: [(_, bank) => bank.expire !== undefined, 'The harness ends no tokens.'],
  redirect: [
    ({ manifest }) => manifest.authentication.some((kind) => kind.includes('redirect')),
    'The customer is sent to no page of the bank.',
  ],
  'wrong-options': [(_, bank) => bank.wrongOptions !== undefined, 'The harness gives no wrong options.'],
  echo: [(_, bank) => bank.profile.echo !== undefined, 'The harness has no error that repeats a text.'],
  'many-consents': [(_, bank) => bank.profile.oneConsent !== true, 'A new consent ends the earlier one at this bank.'],
  zone: [(_, bank) => bank.profile.zone !== undefined, 'The harness books entries at no given time.'],
  'request-times': [(_, bank) => bank.profile.timesRequests === true, 'The harness does not say when requests came.'],
  'live-balances': [(_, bank) => bank.profile.liveBalances === true, 'Balances of the harness do not follow the book.'],
  'failing-key': [(_, bank) => bank.withFailingKey !== undefined, 'The harness has no key that fails.'],
  events: [
    ({ events }, bank) => events !== undefined && bank.deliver !== undefined,
    'The provider, or its harness, has no events.',
  ],
  'signed-events': [(_, bank) => bank.profile.signsEvents === true, 'The bank does not sign its deliveries.'],
  categories: [
    (_, bank) => (bank.profile.categories?.length ?? 0) > 0,
    'The harness names no category to subscribe to.',
  ],
  serves: [({ auth }) => auth.serves !== undefined, 'The provider has no auth.serves.'],
  complaints: [(_, bank) => bank.complaints !== undefined, 'The bank of the harness does not complain.'],
}

/** Why a check cannot be proved here; nothing when it can. */
export const missingFor = (needs: readonly Need[], provider: Provider, bank: Bank): string | undefined => {
  for (const need of needs) {
    const row = tests[need]
    if (row !== undefined && !row[0](provider, bank)) return row[1]
    const [kind, word] = need.split(':')
    if (kind === 'fault' && (bank.fault === undefined || !bank.profile.faults.some((fault) => fault === word))) {
      return `The harness does not offer the fault “${word}”.`
    }
    if (kind === 'decision' && !bank.profile.decisions.some((decision) => decision === word)) {
      return `The customer cannot answer “${word}” at this bank.`
    }
  }
  return undefined
}

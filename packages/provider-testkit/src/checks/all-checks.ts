import { accountChecks } from './account-checks.ts'
import { advanceChecks } from './advance-checks.ts'
import { budgetChecks } from './budget-checks.ts'
import { callsChecks } from './calls-checks.ts'
import { cancellingChecks } from './cancelling-checks.ts'
import { challengeChecks } from './challenge-checks.ts'
import { areas, type Check } from './check.ts'
import { closingChecks } from './closing-checks.ts'
import { errorChecks } from './error-checks.ts'
import { errorDetailChecks } from './error-detail-checks.ts'
import { eventChecks } from './event-checks.ts'
import { frameChecks } from './frame-checks.ts'
import { landingChecks } from './landing-checks.ts'
import { listingChecks } from './listing-checks.ts'
import { manifestChecks } from './manifest-checks.ts'
import { manyChecks } from './many-checks.ts'
import { pageLinkChecks } from './page-link-checks.ts'
import { pagingChecks } from './paging-checks.ts'
import { paymentChecks } from './payment-checks.ts'
import { paymentInputChecks } from './payment-input-checks.ts'
import { lostPaymentChecks } from './payment-lost-checks.ts'
import { renewalChecks } from './renewal-checks.ts'
import { secretChecks } from './secret-checks.ts'
import { sessionChecks } from './session-checks.ts'
import { signingChecks } from './signing-checks.ts'
import { spoiltAnswerChecks } from './spoilt-answer-checks.ts'
import { transactionChecks } from './transaction-checks.ts'
import { undefinedChecks } from './undefined-checks.ts'
import { zoneChecks } from './zone-checks.ts'

const all: readonly Check[] = [
  ...manifestChecks,
  ...challengeChecks,
  ...frameChecks,
  ...advanceChecks,
  ...landingChecks,
  ...sessionChecks,
  ...renewalChecks,
  ...accountChecks,
  ...listingChecks,
  ...spoiltAnswerChecks,
  ...transactionChecks,
  ...pagingChecks,
  ...pageLinkChecks,
  ...zoneChecks,
  ...undefinedChecks,
  ...errorChecks,
  ...errorDetailChecks,
  ...secretChecks,
  ...callsChecks,
  ...signingChecks,
  ...budgetChecks,
  ...cancellingChecks,
  ...paymentChecks,
  ...paymentInputChecks,
  ...lostPaymentChecks,
  ...eventChecks,
  ...manyChecks,
  ...closingChecks,
]

/** All laws, area by area. */
export const allChecks: readonly Check[] = all.toSorted(
  (one, other) => areas.indexOf(one.area) - areas.indexOf(other.area),
)

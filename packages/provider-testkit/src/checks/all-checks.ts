import { accountChecks } from './account-checks.ts'
import { advanceChecks } from './advance-checks.ts'
import { cancellingChecks } from './cancelling-checks.ts'
import { challengeChecks } from './challenge-checks.ts'
import type { Check } from './check.ts'
import { closingChecks } from './closing-checks.ts'
import { errorChecks } from './error-checks.ts'
import { manifestChecks } from './manifest-checks.ts'
import { pagingChecks } from './paging-checks.ts'
import { paymentChecks } from './payment-checks.ts'
import { lostPaymentChecks } from './payment-lost-checks.ts'
import { secretChecks } from './secret-checks.ts'
import { sessionChecks } from './session-checks.ts'
import { transactionChecks } from './transaction-checks.ts'

/** All laws, area by area. */
export const allChecks: readonly Check[] = [
  ...manifestChecks,
  ...challengeChecks,
  ...advanceChecks,
  ...sessionChecks,
  ...accountChecks,
  ...transactionChecks,
  ...pagingChecks,
  ...errorChecks,
  ...secretChecks,
  ...cancellingChecks,
  ...paymentChecks,
  ...lostPaymentChecks,
  ...closingChecks,
]

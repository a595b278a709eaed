export type {
  Bank,
  BankFactory,
  BankFault,
  BankFaultKind,
  BankPayments,
  BankProfile,
  Decision,
  DeliveryKind,
  KnownAccount,
  NewEntry,
  SeenRequest,
} from './bank.ts'
export {
  renderBadge,
  renderHtml,
  renderMarkdown,
  renderText,
  type ScoreCard,
  toScoreCard,
} from './card/score-card.ts'
export { allChecks } from './checks/all-checks.ts'
export { type Area, areas, type Check, CheckFailure } from './checks/check.ts'
export type { CheckContext } from './checks/check-context.ts'
export type { Need } from './checks/needs.ts'
export {
  createFakeBank,
  type FakeBank,
} from './fake/create-fake-bank.ts'
export type { FakeAnswer, FakeBankParts, FakeRequest, FakeRoutes, PageFaultKind } from './fake/serve-fake.ts'
export { type CheckException, type CheckResult, type RunOptions, runChecks } from './run-checks.ts'

export { CheckFailure, type CheckName, checkNames } from './check-failure.ts'
export { type EvidenceBundle, type EvidenceTrust, exportEvidence } from './evidence-bundle.ts'
export { readSubject } from './subject.ts'
export {
  type BundleClaims,
  type BundleReport,
  type BundleTrust,
  failedCheckOf,
  verifyEvidenceBundle,
} from './verify-bundle.ts'
export {
  type CompletionCheck,
  type CompletionExpectation,
  type CompletionReport,
  verifyCompletion,
} from './verify-completion.ts'

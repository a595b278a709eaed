import { type EpochMs, type Identity, NostroError, parseInstant } from '@nostro/core'
import type { OrderOperation } from '../api/order-fields.ts'
import { CheckFailure } from './check-failure.ts'
import { chainOf, type EvidenceBundle, type EvidenceTrust, readBundle } from './evidence-bundle.ts'
import { type CompletionCheck, type CompletionReport, failureToError, verifyCompletion } from './verify-completion.ts'

/** How a bundle is verified by somebody who trusts BankID's root and nobody else. */
export interface BundleTrust extends EvidenceTrust {
  /**
   * `production` by default, so that a test person's act never passes for a real one. With roots of the caller's own, the bundle's
   * word is taken for which policies the person's certificate may carry.
   */
  readonly environment?: 'test' | 'production'
  /** The organisation whose order it must be: `serialNumber` of its certificate. The bundle's own word by default. */
  readonly relyingParty?: string
}

/** What a bundle proves. `person`, `text` and `hidden` are personal data. */
export interface BundleReport {
  readonly environment: 'test' | 'production'
  readonly operation: OrderOperation
  readonly person: Identity
  /** What the person saw and signed, decoded; absent where nothing was shown. */
  readonly text?: string
  /** Signed along without being shown. */
  readonly hidden?: Uint8Array
  /** By the OCSP responder's word. */
  readonly signedAt: EpochMs
  /** For whom: the subject of the relying party's certificate, and the name that the person saw. */
  readonly relyingParty: string
  readonly displayName: string
  /** SHA-256 of the trusted root, `AB:CD:…`. */
  readonly rootSha256: string
  /** When the bundle's writer had verified it. */
  readonly verifiedBefore: EpochMs
  /** Each check, made anew. */
  readonly checks: readonly CompletionCheck[]
}

/**
 * Verifies an evidence bundle again, offline and at any later time: the certificates by the moment of signing, the OCSP answer by
 * the times of the order. Nothing in the bundle is trusted: the root is BankID's own or the caller's, and what the bundle says of
 * its chain, root and times must agree with what is signed. What nobody has signed (addresses, device, risk, date of issue) stays BankID's unsigned word to the writer.
 *
 * @param value the bundle as it was parsed from JSON
 * @throws NostroError `verification_failed` naming the check, its `cause` a {@link CheckFailure}; `invalid_request` for what is no
 * bundle; `invalid_config` for a root that is no certificate
 */
export const verifyEvidenceBundle = (value: unknown, trust: BundleTrust = {}): BundleReport => {
  const bundle = readBundle(value)
  const { order, completionData, verification } = bundle
  const { roots } = trust
  const environment = trust.environment ?? (roots === undefined ? 'production' : bundle.environment)
  const relyingParty = trust.relyingParty ?? order.relyingParty
  const report = verifyCompletion(completionData, {
    environment,
    operation: order.operation,
    request: order.request,
    startedAt: at(order.startedAt),
    completedAt: at(order.completedAt),
    ...(relyingParty === undefined ? {} : { relyingParty }),
    ...(roots === undefined ? {} : { roots }),
  })
  checkBundle(bundle, report, environment)
  const { name, givenName, surname, personalNumber } = completionData.user
  const { visible, hidden, relyingParty: subject, displayName } = report.content
  return {
    environment,
    operation: order.operation,
    person: {
      name,
      personalNumber,
      ...(givenName == null ? {} : { givenName }),
      ...(surname == null ? {} : { surname }),
    },
    ...(visible === undefined ? {} : { text: Buffer.from(visible.base64, 'base64').toString('utf8') }),
    ...(hidden === undefined ? {} : { hidden: new Uint8Array(Buffer.from(hidden, 'base64')) }),
    signedAt: report.signedAt,
    relyingParty: subject,
    displayName,
    rootSha256: report.root.fingerprint256,
    verifiedBefore: at(verification.at),
    checks: report.checks,
  }
}

/** The bundle's schema has seen to it that it is one. */
const at = (instant: string): EpochMs => parseInstant(instant) ?? Number.NaN

/** What the bundle says beside the signature, against what the signature says. */
const checkBundle = (bundle: EvidenceBundle, report: CompletionReport, environment: string): void => {
  const { chain, rootSha256 } = chainOf(report)
  const faults: readonly (readonly [fault: boolean, detail: string])[] = [
    [bundle.environment !== environment, 'it says that it was made in another environment'],
    [JSON.stringify(bundle.chain) !== JSON.stringify(chain), 'its list of certificates is not the signature’s'],
    [bundle.rootSha256 !== rootSha256, 'it names another root than the trusted one'],
    [at(bundle.order.completedAt) < at(bundle.order.startedAt), 'its order ends before it begins'],
    [at(bundle.verification.at) < at(bundle.order.completedAt), 'it says that it was verified before it was there'],
    [
      JSON.stringify(bundle.verification.checks) !== JSON.stringify(report.checks),
      'its report is not that of a verification',
    ],
  ]
  const found = faults.find(([fault]) => fault)
  if (found !== undefined) throw failureToError(new CheckFailure('bundle', found[1]))
}

/** The check at which evidence failed, out of the error that said so; nothing for other errors. */
export const failedCheckOf = (error: unknown): CheckFailure | undefined =>
  NostroError.isInstance(error) && error.cause instanceof CheckFailure ? error.cause : undefined

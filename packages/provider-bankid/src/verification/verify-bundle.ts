import { type EpochMs, type Identity, NostroError, parseInstant } from '@nostro/core'
import type { OrderOperation } from '../api/order-fields.ts'
import { CheckFailure } from './check-failure.ts'
import { chainOf, type EvidenceBundle, type EvidenceTrust, readBundle } from './evidence-bundle.ts'
import { type CompletionCheck, type CompletionReport, failureToError, verifyCompletion } from './verify-completion.ts'

/** How a bundle is verified by somebody who trusts only BankID's root. */
export interface BundleTrust extends EvidenceTrust {
  /**
   * `production` by default, so that a test person's act never passes for a real one. With roots of the caller's own, the bundle's
   * word is taken for which policies the person's certificate may carry.
   */
  readonly environment?: 'test' | 'production' | undefined
  /** The organisation whose order it must be: `serialNumber` of its certificate. The bundle's own word by default. */
  readonly relyingParty?: string | undefined
  /** When it is verified: a bundle that says it is from later is refused. Not compared when absent. */
  readonly now?: EpochMs | undefined
}

/** What the bundle says and nobody has signed: its writer's word, which anybody could have changed. */
export interface BundleClaims {
  /** Which of BankID's operations it was. Signed is only whether it was an identification or a signing. */
  readonly operation: OrderOperation
  readonly startedAt: EpochMs
  readonly completedAt: EpochMs
  /** When the bundle's writer had verified it. */
  readonly verifiedAt: EpochMs
}

/** What a bundle proves, and apart from it (`claimed`) what it only says. `person`, `text` and `hidden` are personal data. */
export interface BundleReport {
  readonly environment: 'test' | 'production'
  /** What the person did: the kind of act is part of what is signed. */
  readonly act: 'identification' | 'signing'
  readonly person: Identity
  /** What the person saw and signed, decoded; absent where nothing was shown. */
  readonly text?: string | undefined
  /** Signed along without being shown. */
  readonly hidden?: Uint8Array | undefined
  /** By the OCSP responder's word. */
  readonly signedAt: EpochMs
  /** For whom: the subject of the relying party's certificate, and the name that the person saw. */
  readonly relyingParty: string
  readonly displayName: string
  /** SHA-256 of the trusted root, `AB:CD:…`. */
  readonly rootSha256: string
  readonly claimed: BundleClaims
  /** Each check, made anew. */
  readonly checks: readonly CompletionCheck[]
}

/**
 * Verifies an evidence bundle again, offline and at any later time: the certificates by the moment of signing, the OCSP answer by
 * the times of the order. Nothing in the bundle is trusted: the root is BankID's own or the caller's, and what the bundle says of
 * its chain, root and times must agree with what is signed. What nobody has signed is not reported as proven: the operation and the
 * times stand under `claimed`; a payment's transaction, addresses, device, risk and date of issue are not reported at all.
 *
 * @param value the bundle as it was parsed from JSON
 * @throws NostroError `verification_failed` naming the check, its `cause` a {@link CheckFailure}; `invalid_request` for what is no
 * bundle; `invalid_config` for a root that is no certificate
 *
 * @example
 * const { person, text, signedAt } = verifyEvidenceBundle(JSON.parse(await readFile('contract.json', 'utf8')))
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
    relyingParty,
    roots,
  })
  checkBundle(bundle, report, { ...trust, environment })
  const { name, givenName, surname, personalNumber } = completionData.user
  const { visible, hidden, relyingParty: subject, displayName } = report.content
  return {
    environment,
    act: report.content.funcId === 'Signing' ? 'signing' : 'identification',
    person: {
      name,
      personalNumber,
      givenName: givenName ?? undefined,
      surname: surname ?? undefined,
    },
    text: visible && Buffer.from(visible.base64, 'base64').toString('utf8'),
    hidden: hidden === undefined ? undefined : new Uint8Array(Buffer.from(hidden, 'base64')),
    signedAt: report.signedAt,
    relyingParty: subject,
    displayName,
    rootSha256: report.root.fingerprint256,
    claimed: {
      operation: order.operation,
      startedAt: at(order.startedAt),
      completedAt: at(order.completedAt),
      verifiedAt: at(verification.at),
    },
    checks: report.checks,
  }
}

/** The bundle's schema has seen to it that it is one. */
const at = (instant: string): EpochMs => parseInstant(instant) ?? Number.NaN

/** Clocks may differ by so much. */
const skewMs = 5 * 60_000

/** What the bundle says beside the signature, against what the signature says. */
const checkBundle = (
  bundle: EvidenceBundle,
  report: CompletionReport,
  { environment, now = Number.POSITIVE_INFINITY }: BundleTrust,
): void => {
  const { chain, rootSha256 } = chainOf(report)
  const faults: readonly (readonly [fault: boolean, detail: string])[] = [
    [bundle.environment !== environment, 'it says that it was made in another environment'],
    [JSON.stringify(bundle.chain) !== JSON.stringify(chain), 'its list of certificates is not the signature’s'],
    [bundle.rootSha256 !== rootSha256, 'it names another root than the trusted one'],
    [at(bundle.order.completedAt) < at(bundle.order.startedAt), 'its order ends before it begins'],
    [at(bundle.verification.at) < at(bundle.order.completedAt), 'it says that it was verified before it was there'],
    [at(bundle.verification.at) > now + skewMs, 'it says that it was verified at a time that is yet to come'],
    [
      JSON.stringify(bundle.verification.checks) !== JSON.stringify(report.checks),
      'its report is not that of a verification',
    ],
  ]
  const found = faults.find(([fault]) => fault)
  if (found !== undefined) throw failureToError(new CheckFailure('bundle', found[1]))
}

/**
 * The check at which evidence failed, out of the error that said so; nothing for other errors.
 *
 * @example
 * failedCheckOf(error)?.check // 'ocsp'
 */
export const failedCheckOf = (error: unknown): CheckFailure | undefined =>
  NostroError.isInstance(error) && error.cause instanceof CheckFailure ? error.cause : undefined

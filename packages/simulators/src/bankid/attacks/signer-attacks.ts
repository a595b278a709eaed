import { basicConstraints, keyUsage } from '../../pki/extensions.ts'
import type { EvidencePlan } from '../evidence/completion-data.ts'
import { type CertificateProfile, type Credential, issueCredential } from '../evidence/credential.ts'
import { type UserCertificateRequest, type UserCertificates, userProfile } from '../evidence/user-certificates.ts'
import type { Person } from '../orders/order.ts'
import type { Attack } from './attack.ts'
import { lookalikeAuthorities } from './lookalike-authorities.ts'

const tolvan: Person = {
  personalNumber: '191212121212',
  givenName: 'Tolvan',
  surname: 'Tolvansson',
  name: 'Tolvan Tolvansson',
}

/** Two, so that one of them is always somebody else. */
const others: readonly Person[] = [
  tolvan,
  { personalNumber: '199908072391', givenName: 'Test', surname: 'Testsson', name: 'Test Testsson' },
]

const day = 24 * 60 * 60 * 1000

/** Signs with another leaf; the OCSP answer vouches for it, so that only the leaf itself is wrong. */
const withLeaf = (plan: EvidencePlan, leaf: Credential): EvidencePlan => ({
  ...plan,
  signer: { key: leaf.key, chain: [leaf.certificate, ...plan.signer.chain.slice(1)] },
  ocsp: { ...plan.ocsp, serialNumber: Buffer.from(leaf.certificate.serialNumber, 'hex') },
})

const leafAttack = (
  step: number,
  what: string,
  profile: (request: UserCertificateRequest) => CertificateProfile,
): Attack => ({
  step,
  what,
  change: {
    plan: async (plan, { customerCa }) =>
      withLeaf(plan, await issueCredential('attacker leaf', profile(plan.certificate), customerCa)),
  },
})

const validity =
  (fromDays: number, toDays: number) =>
  (request: UserCertificateRequest): CertificateProfile => ({
    ...userProfile(request),
    validity: { notBefore: request.at + fromDays * day, notAfter: request.at + toDays * day },
  })

const otherUsage = ({ keyUsage: usage }: UserCertificateRequest): UserCertificateRequest['keyUsage'] =>
  usage === 'nonRepudiation' ? 'digitalSignature' : 'nonRepudiation'

const withOtherUsage = async (plan: EvidencePlan, certificates: UserCertificates): Promise<EvidencePlan> =>
  withLeaf(plan, await certificates.forUser({ ...plan.certificate, keyUsage: otherUsage(plan.certificate) }))

const withOtherFuncId = (plan: EvidencePlan): EvidencePlan => ({
  ...plan,
  content: { ...plan.content, funcId: plan.content.funcId === 'Signing' ? 'Identification' : 'Signing' },
})

const foreignChain = (rootInside: boolean): Attack => ({
  step: 6,
  what: `a self-made chain with equal names${rootInside ? ', its root inside KeyInfo' : ''}`,
  change: {
    plan: async (plan, certificates) => {
      const own = await lookalikeAuthorities(certificates, plan.certificate.at)
      const leaf = await issueCredential('attacker leaf', userProfile(plan.certificate), own.customerCa)
      const above = [own.customerCa, own.bankCa, ...(rootInside ? [own.root] : [])]
      return {
        ...withLeaf(plan, leaf),
        signer: { key: leaf.key, chain: [leaf, ...above].map(({ certificate }) => certificate) },
      }
    },
  },
})

/** Evidence that is signed soundly, but by the wrong certificate. */
export const signerAttacks = {
  'foreign-chain': foreignChain(false),
  'foreign-chain-with-root': foreignChain(true),
  'leaf-of-another-person': leafAttack(8, "another person's leaf under this person's name", (request) =>
    userProfile({
      ...request,
      person: others.find((other) => other.personalNumber !== request.person.personalNumber) ?? tolvan,
    }),
  ),
  'expired-leaf': leafAttack(6, 'a leaf that had expired', validity(-366, -1)),
  'future-leaf': leafAttack(6, 'a leaf that was not yet valid', validity(1, 366)),
  'leaf-is-authority': leafAttack(6, 'a leaf that is a CA', (request) => {
    const profile = userProfile(request)
    const rights = [keyUsage(request.keyUsage, 'keyCertSign'), basicConstraints(true)]
    return { ...profile, extensions: [...rights, ...profile.extensions.slice(1)] }
  }),
  'policy-of-other-environment': leafAttack(6, 'a leaf whose policy belongs to the other environment', (request) => {
    const policy = request.kind.policy.startsWith('1.2.3.4.') ? '1.2.752.78.1.5' : '1.2.3.4.25'
    return userProfile({ ...request, kind: { ...request.kind, policy } })
  }),
  'leaf-may-issue-only': leafAttack(7, 'a leaf for certificates instead of signatures', (request) => {
    const profile = userProfile(request)
    return { ...profile, extensions: [keyUsage('keyCertSign'), ...profile.extensions.slice(1)] }
  }),
  'other-purpose': {
    // Consistent in itself: a verifier that judges key usage by the order instead of funcId stops at step 7.
    step: 8,
    what: 'an authentication presented for a signature, or the other way round: certificate and funcId',
    change: { plan: async (plan, certificates) => withOtherFuncId(await withOtherUsage(plan, certificates)) },
  },
  'other-key-usage': {
    step: 7,
    what: 'the right funcId, signed with the certificate for the other purpose',
    change: { plan: withOtherUsage },
  },
  'other-func-id': {
    step: 7,
    what: 'the funcId of the other purpose, signed with the right certificate',
    change: { plan: withOtherFuncId },
  },
} as const satisfies Readonly<Record<string, Attack>>

import { createHash } from 'node:crypto'
import type { EvidencePlan } from '../evidence/completion-data.ts'
import { issueCredential } from '../evidence/credential.ts'
import type { OcspRequest } from '../evidence/ocsp-response.ts'
import { responderProfile, type UserCertificates } from '../evidence/user-certificates.ts'
import type { Attack } from './attack.ts'
import { lookalikeAuthorities } from './lookalike-authorities.ts'

const day = 24 * 60 * 60 * 1000

type OcspPlan = EvidencePlan['ocsp']

const ocspAttack = (
  what: string,
  change: (ocsp: OcspPlan, certificates: UserCertificates) => Promise<Partial<OcspRequest>> | Partial<OcspRequest>,
): Attack => ({
  step: 9,
  what,
  change: {
    plan: async (plan, certificates) => ({
      ...plan,
      ocsp: { ...plan.ocsp, ...(await change(plan.ocsp, certificates)) },
    }),
  },
})

const nonceAttack = (what: string, nonce: (nonce: Buffer) => Buffer | undefined): Attack => ({
  step: 9,
  what,
  change: { nonce },
})

const otherHash = (): Buffer => createHash('sha1').update('another issuer').digest()

const otherSerial = ({ serialNumber }: OcspPlan): Buffer => {
  const other = Buffer.from(serialNumber)
  const last = other.length - 1
  other.writeUInt8(other.readUInt8(last) ^ 1, last)
  return other
}

/** OCSP answers that do not vouch for the user's certificate at this signature. */
export const ocspAttacks = {
  'ocsp-of-another-signature': nonceAttack('the nonce of another signature of the same person', (nonce) =>
    Buffer.concat([createHash('sha1').update('another signature').digest(), nonce.subarray(20)]),
  ),
  'ocsp-without-nonce': nonceAttack('no nonce', () => undefined),
  'ocsp-short-nonce': nonceAttack('the first ten bytes of the nonce only', (nonce) => nonce.subarray(0, 10)),
  'ocsp-revoked': ocspAttack('status revoked', () => ({ status: 'revoked' })),
  'ocsp-unknown': ocspAttack('status unknown', () => ({ status: 'unknown' })),
  'ocsp-other-serial': ocspAttack('an answer about another serial number', (ocsp) => ({
    serialNumber: otherSerial(ocsp),
  })),
  'ocsp-other-issuer-name': ocspAttack('a wrong issuerNameHash', () => ({ issuerNameHash: otherHash() })),
  'ocsp-other-issuer-key': ocspAttack('a wrong issuerKeyHash', () => ({ issuerKeyHash: otherHash() })),
  'ocsp-responder-of-bank-ca': ocspAttack(
    'a responder that another CA of the chain has issued',
    async (ocsp, { bankCa }) => ({
      responder: await issueCredential('attacker responder', responderProfile(bankCa, ocsp.producedAt), bankCa),
    }),
  ),
  'ocsp-responder-copied-name': ocspAttack(
    'a responder whose issuer has the right name and a wrong key',
    async (ocsp, real) => {
      const { customerCa } = await lookalikeAuthorities(real, ocsp.producedAt)
      return {
        responder: await issueCredential(
          'attacker responder',
          responderProfile(customerCa, ocsp.producedAt),
          customerCa,
        ),
      }
    },
  ),
  'ocsp-responder-without-right': ocspAttack('a responder without EKU OCSPSigning', async (ocsp, { customerCa }) => ({
    responder: await issueCredential(
      'attacker responder',
      responderProfile(customerCa, ocsp.producedAt, false),
      customerCa,
    ),
  })),
  'ocsp-responder-expired': ocspAttack('a responder that had expired', async (ocsp, { customerCa }) => ({
    responder: await issueCredential(
      'attacker responder',
      responderProfile(customerCa, ocsp.producedAt - 200 * day),
      customerCa,
    ),
  })),
  'ocsp-bad-signature': ocspAttack('one bit of the signature turned over', () => ({ breakSignature: true })),
  'ocsp-of-yesterday': ocspAttack('produced a day before the order', ({ producedAt }) => ({
    producedAt: producedAt - day,
  })),
} as const satisfies Readonly<Record<string, Attack>>

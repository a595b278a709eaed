import type { EvidencePlan } from '../evidence/completion-data.ts'
import type { SignatureAlgorithms, SignedContent } from '../evidence/signature-xml.ts'
import type { Attack } from './attack.ts'

const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64')

const contentAttack = (what: string, change: (content: SignedContent) => Partial<SignedContent>): Attack => ({
  step: 8,
  what,
  change: {
    plan: (plan: EvidencePlan) => ({ ...plan, content: { ...plan.content, ...change(plan.content) } }),
  },
})

const algorithmAttack = (what: string, change: Partial<SignatureAlgorithms>): Attack => ({
  step: 4,
  what,
  change: { plan: (plan: EvidencePlan) => ({ ...plan, algorithms: { ...plan.algorithms, ...change } }) },
})

/** Evidence that is sound in itself, but not of this order, or signed in a way that nobody should accept. */
export const contentAttacks = {
  'other-text': contentAttack('another usrVisibleData than was ordered', () => ({
    userVisibleData: base64('Something else'),
  })),
  'other-format': contentAttack('the format of the text changed', ({ markdown }) => ({
    markdown: !markdown,
    userVisibleData: base64('Something else'),
  })),
  'old-order': contentAttack('an older order of the same user: other usrNonVisibleData', () => ({
    userNonVisibleData: base64('an order of last week'),
  })),
  'other-relying-party': contentAttack('made for another relying party', () => ({
    relyingParty: 'cn=Somebody else,name=Somebody else,serialNumber=5500000000,o=Testbank A AB (publ),c=SE',
    displayName: 'Somebody else',
  })),
  'other-requirement': contentAttack('other certificate policies than were required', () => ({
    certificatePolicies: ['1.2.3.4.99'],
  })),
  'rsa-sha1': algorithmAttack('rsa-sha1 as signature method', { signature: 'rsa-sha1' }),
  'sha1-digests': algorithmAttack('sha1 as digest method', { digest: 'sha1' }),
  hmac: algorithmAttack('HMAC with the public key as secret', { signature: 'hmac-sha256' }),
} as const satisfies Readonly<Record<string, Attack>>

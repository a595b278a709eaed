import { generateKeyPairSync, X509Certificate } from 'node:crypto'
import { OctetString } from '@peculiar/asn1-schema'
import { Extension, KeyUsageFlags } from '@peculiar/asn1-x509'
import { describe, expect, test as it } from 'vitest'
import { aroundYear, type KeyPair, makeCertificate, type Profile } from '../../test/certificate-maker.ts'
import { productionUserRoot, testUserRoot } from '../roots.ts'
import { checkChain } from './certificate-chain.ts'
import { readFacts } from './chain-certificate.ts'
import { CheckFailure } from './check-failure.ts'

const at = Date.UTC(2024, 4, 14, 10)
const rsa = (modulusLength = 2048): KeyPair => generateKeyPairSync('rsa', { modulusLength })
const [rootKeys, bankKeys, customerKeys, leafKeys, otherKeys] = [rsa(), rsa(), rsa(), rsa(), rsa()]
const smallKeys = rsa(1024)
const ecKeys: KeyPair = generateKeyPairSync('ec', { namedCurve: 'P-256' })

const { keyCertSign, cRLSign, digitalSignature } = KeyUsageFlags
const authority = { ...aroundYear(at), authority: true, usage: keyCertSign | cRLSign }
const profiles = {
  root: { name: 'Root', keys: rootKeys, ...authority },
  bankCa: { name: 'Bank CA', keys: bankKeys, ...authority },
  customerCa: { name: 'Customer CA', keys: customerKeys, ...authority, pathLength: 0 },
  leaf: { name: 'Person', keys: leafKeys, ...aroundYear(at), usage: digitalSignature, policies: ['1.2.3.4.25'] },
} satisfies Record<string, Profile>

type Part = keyof typeof profiles
type Change = Partial<Profile>

/** A chain in which some certificates differ from the good ones; each is issued by the one above as it then is. */
const chain = (changes: Partial<Record<Part, Change>> = {}) => {
  const profile = (part: Part): Profile => ({ ...profiles[part], ...changes[part] })
  const root = makeCertificate(profile('root'))
  const bankCa = makeCertificate(profile('bankCa'), profile('root'))
  const customerCa = makeCertificate(profile('customerCa'), profile('bankCa'))
  const leaf = makeCertificate(profile('leaf'), profile('customerCa'))
  return { certificates: [leaf, customerCa, bankCa], leaf, customerCa, bankCa, root }
}

const good = chain()
const policies = ['1.2.3.4.10', '1.2.3.4.25']

const failure = (
  certificates: readonly X509Certificate[],
  roots: readonly X509Certificate[] = [good.root],
  moment = at,
): string => {
  try {
    checkChain(certificates, { roots, at: moment, policies })
  } catch (error) {
    if (error instanceof CheckFailure && error.check === 'chain') return error.detail
    throw error
  }
  return 'accepted'
}

const changed = (changes: Partial<Record<Part, Change>>): string => {
  const made = chain(changes)
  return failure(made.certificates, [made.root])
}

const dayMs = 86_400_000
const unknownCritical = new Extension({
  extnID: '1.2.3.99',
  critical: true,
  extnValue: new OctetString(Buffer.of(5, 0)),
})
const unknownHarmless = new Extension({ extnID: '1.2.3.99', extnValue: new OctetString(Buffer.of(5, 0)) })

describe('a chain of BankID is accepted', () => {
  it('from leaf over customer CA and bank CA to the pinned root', () => {
    expect(failure(good.certificates)).toBe('accepted')
  })

  it('with several roots of one name, of which one has issued the bank CA', () => {
    const namesake = makeCertificate({ ...profiles.root, keys: otherKeys })
    expect(failure(good.certificates, [namesake, good.root])).toBe('accepted')
  })

  it('years after the signature, and at both ends of the validity', () => {
    const { notBefore, notAfter } = profiles.leaf
    expect(
      [notBefore, notAfter, notAfter + 999].map((moment) => failure(good.certificates, [good.root], moment)),
    ).toEqual(['accepted', 'accepted', 'accepted'])
  })

  it('without asking for policies where none are expected', () => {
    const made = chain({ leaf: { policies: [] } })
    expect(() => checkChain(made.certificates, { roots: [made.root], at })).not.toThrow()
  })

  it('with an extension nobody knows that is not critical', () => {
    expect(changed({ leaf: { more: [unknownHarmless] } })).toBe('accepted')
  })
})

describe('a chain of BankID is refused', () => {
  it.each<readonly [string, Partial<Record<Part, Change>>, RegExp]>([
    ['1 leaf not yet valid', { leaf: { notBefore: at + 1000 } }, /^leaf: it was not yet valid/],
    ['2 leaf expired', { leaf: { notAfter: at - 1000 } }, /^leaf: it had expired/],
    ['3 customer CA expired', { customerCa: { notAfter: at - dayMs } }, /^customer CA: it had expired/],
    ['4 bank CA not yet valid', { bankCa: { notBefore: at + dayMs } }, /^bank CA: it was not yet valid/],
    ['5 root expired', { root: { notAfter: at - dayMs } }, /^root: it had expired/],
    ['6 leaf is an authority', { leaf: { authority: true } }, /authority/],
    ['7 leaf of an OCSP responder', { leaf: { extendedUsages: ['1.3.6.1.5.5.7.3.9'] } }, /OCSP/],
    ['8 another policy', { leaf: { policies: ['1.2.752.78.1.5'] } }, /policies/],
    ['9 no policy', { leaf: { policies: [] } }, /policies/],
    ['10 customer CA without basicConstraints', { customerCa: { authority: undefined as never } }, /no authority/],
    ['11 customer CA is no authority', { customerCa: { authority: false } }, /no authority/],
    ['12 customer CA may not sign certificates', { customerCa: { usage: cRLSign } }, /may not sign certificates/],
    ['13 bank CA without key usage', { bankCa: { usage: undefined as never } }, /may not sign certificates/],
    ['14 root is no authority', { root: { authority: false } }, /no authority/],
    ['15 bank CA allows no CA below', { bankCa: { pathLength: 0 } }, /allows fewer/],
    ['16 root allows one CA only', { root: { pathLength: 0 } }, /allows fewer/],
    ['17 leaf names another issuer key', { leaf: { authorityKeyId: Buffer.alloc(20, 7) } }, /key identifier/],
    ['18 leaf names another issuer', { leaf: { issuerName: 'Other CA' } }, /another name/],
    ['19 leaf signed with SHA-1', { leaf: { hash: 'sha1' } }, /SHA-256/],
    ['20 leaf with a small key', { leaf: { keys: smallKeys } }, /2048/],
    ['21 leaf with another kind of key', { leaf: { keys: ecKeys } }, /RSA/],
    ['22 customer CA with a small key', { customerCa: { keys: smallKeys } }, /2048/],
    ['23 critical extension that nobody knows, leaf', { leaf: { more: [unknownCritical] } }, /critical/],
    ['24 critical extension that nobody knows, CA', { bankCa: { more: [unknownCritical] } }, /critical/],
    ['25 an extension twice', { leaf: { more: [unknownHarmless, unknownHarmless] } }, /not sound/],
  ])('%s', (_, changes, detail) => {
    expect(changed(changes)).toMatch(detail)
  })

  const lookalike = chain({
    root: { keys: otherKeys },
    bankCa: { keys: otherKeys },
    customerCa: { keys: otherKeys },
    leaf: { keys: otherKeys },
  })
  const sameKeyIds = {
    leaf: makeCertificate(profiles.leaf, { ...profiles.customerCa, keys: otherKeys }),
    forged: makeCertificate(
      { ...profiles.leaf, authorityKeyId: Buffer.from(readFacts(good.customerCa).subjectKeyId ?? '', 'hex') },
      { ...profiles.customerCa, keys: otherKeys },
    ),
  }

  it.each<readonly [string, readonly X509Certificate[], readonly X509Certificate[], RegExp]>([
    ['26 equal names, own keys', lookalike.certificates, [good.root], /key identifier|has not signed/],
    ['27 equal names, own root inside', [...lookalike.certificates, lookalike.root], [good.root], /4 certificates/],
    ['28 the real root inside', [...good.certificates, good.root], [good.root], /4 certificates/],
    ['29 leaf alone', [good.leaf], [good.root], /1 certificates/],
    ['30 no certificate', [], [good.root], /0 certificates/],
    ['31 CAs exchanged', [good.leaf, good.bankCa, good.customerCa], [good.root], /none of the trusted/],
    ['32 the root in place of the bank CA', [good.leaf, good.customerCa, good.root], [good.root], /another name/],
    ['33 no trusted root', good.certificates, [], /none of the trusted/],
    ['34 root of another environment', good.certificates, [new X509Certificate(testUserRoot)], /none of the trusted/],
    [
      '35 leaf by a namesake of its issuer',
      [sameKeyIds.leaf, good.customerCa, good.bankCa],
      [good.root],
      /key identifier/,
    ],
    [
      '36 the same with a copied key identifier',
      [sameKeyIds.forged, good.customerCa, good.bankCa],
      [good.root],
      /not signed/,
    ],
  ])('%s', (_, certificates, roots, detail) => {
    expect(failure(certificates, roots)).toMatch(detail)
  })

  it('37 without a word about the person', () => {
    const made = chain({ leaf: { name: 'Anna 199001012383', notAfter: at - 1000 } })
    expect(failure(made.certificates, [made.root])).not.toMatch(/Anna|1990/)
  })
})

describe('the roots that are shipped', () => {
  it.each([
    ['test', testUserRoot],
    ['production', productionUserRoot],
  ])('are read byte for byte: %s', (_, pem) => {
    const certificate = new X509Certificate(pem)
    const facts = readFacts(certificate)
    expect(certificate.raw.includes(facts.subject)).toBe(true)
    expect(facts.issuer).toEqual(facts.subject)
    expect(facts).toMatchObject({ isAuthority: true, keyUsages: ['keyCertSign'], unknownCritical: [] })
    expect(facts.subjectKeyId).toBe(facts.authorityKeyId)
    expect(facts.notAfter).toBe(Date.parse(certificate.validTo))
  })
})

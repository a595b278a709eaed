import { createHash, generateKeyPairSync } from 'node:crypto'
import { KeyUsageFlags } from '@peculiar/asn1-x509'
import { describe, expect, test as it } from 'vitest'
import { counted } from '../../../../test/support/counted.ts'
import { aroundYear, extension, type KeyPair, makeCertificate, type Profile } from '../../test/certificate-maker.ts'
import { goodNonce, makeOcspResponse, nonceId, type OcspProfile, rawExtension } from '../../test/ocsp-maker.ts'
import { CheckFailure } from './check-failure.ts'
import { checkOcsp, type OcspExpectation, readProducedAt } from './ocsp-response.ts'

const at = Date.UTC(2024, 4, 14, 10, 0, 7)
const rsa = (modulusLength = 2048): KeyPair => generateKeyPairSync('rsa', { modulusLength })
const [rootKeys, issuerKeys, leafKeys, responderKeys, otherKeys] = [rsa(), rsa(), rsa(), rsa(), rsa()]

const { keyCertSign, digitalSignature, nonRepudiation, keyEncipherment } = KeyUsageFlags
const ocspSigning = '1.3.6.1.5.5.7.3.9'
const noCheck = rawExtension('1.3.6.1.5.5.7.48.1.5', Buffer.of(5, 0), false)

const root: Profile = { name: 'Root', keys: rootKeys, ...aroundYear(at), authority: true, usage: keyCertSign }
const issuerProfile: Profile = { ...root, name: 'Customer CA', keys: issuerKeys }
const responderProfile: Profile = {
  name: 'Customer CA OCSP Signing',
  keys: responderKeys,
  ...aroundYear(at),
  usage: nonRepudiation,
  extendedUsages: [ocspSigning],
  more: [noCheck],
}
const issuer = makeCertificate(issuerProfile, root)
const leaf = makeCertificate(
  { name: 'Person', keys: leafKeys, ...aroundYear(at), usage: digitalSignature },
  issuerProfile,
)
const otherLeaf = makeCertificate({ name: 'Person', keys: leafKeys, ...aroundYear(at) }, issuerProfile)
const responder = makeCertificate(responderProfile, issuerProfile)
const signature = Buffer.from('<Signature>of this order</Signature>').toString('base64')

const good: OcspProfile = {
  serial: Buffer.from(leaf.serialNumber, 'hex'),
  issuer,
  responder,
  responderKeys,
  producedAt: at,
  signature,
}
const minute = 60_000
const day = 1440 * minute
const expected: OcspExpectation = { signature, leaf, issuer, notBefore: at - minute, notAfter: at + minute }

const failure = (text: string, change: Partial<OcspExpectation> = {}): string => {
  try {
    checkOcsp(text, { ...expected, ...change })
  } catch (error) {
    if (error instanceof CheckFailure && error.check === 'ocsp') return error.detail
    throw error
  }
  return 'accepted'
}

/** An answer by a responder whose certificate differs. */
const by = (change: Partial<Profile>, by: Profile = issuerProfile): Partial<OcspProfile> => ({
  responder: makeCertificate({ ...responderProfile, ...change }, by),
})

const text = makeOcspResponse(good)

describe('an OCSP answer is accepted', () => {
  it.each<readonly [string, Partial<OcspProfile>]>([
    ['1 as BankID gives it', {}],
    ['2 responder named by its key', { byKey: true }],
    ['3 with its issuer’s certificate beside the responder’s', { embedded: [issuer, responder] }],
    ['4 certificate named by SHA-256', { hash: 'sha256' }],
    ['5 with a nextUpdate to come', { nextUpdate: at + minute }],
    [
      '6 with an unknown extension that is not critical',
      { extensions: [rawExtension('1.2.3.99', Buffer.of(5, 0), false)] },
    ],
    ['7 by a responder with digitalSignature', by({ usage: digitalSignature })],
    ['8 by a responder whose key is not limited', by({ usage: undefined as never })],
    ['9 with a longer nonce', { nonce: Buffer.concat([goodNonce(signature), Buffer.alloc(8)]) }],
    ['10 in the first second of the order', { producedAt: at - minute }],
  ])('%s', (_, change) => {
    expect(failure(makeOcspResponse({ ...good, ...change }))).toBe('accepted')
  })

  it('11 whose nonce happens to look like DER', () => {
    // A signature whose SHA-1 begins with the header of an OCTET STRING that fills the rest of the nonce.
    const found = Array.from({ length: 500_000 }, (_, index) => `signature ${index}`).find((candidate) => {
      const digest = createHash('sha1').update(candidate).digest()
      return digest[0] === 4 && digest[1] === 30
    })
    const lookalike = found ?? 'none found'
    expect(createHash('sha1').update(lookalike).digest('hex')).toMatch(/^041e/)
    expect(failure(makeOcspResponse({ ...good, signature: lookalike }), { signature: lookalike })).toBe('accepted')
  })

  it('12 a moment after the order’s start within the same second', () => {
    expect(failure(text, { notBefore: at + 900 })).toBe('accepted')
  })

  it('and tells when it was made', () => {
    expect(readProducedAt(text)).toBe(at)
  })
})

const lookalikeIssuer: Profile = { ...issuerProfile, keys: otherKeys }

describe('an OCSP answer is refused', () => {
  it.each<readonly [string, Partial<OcspProfile>, RegExp]>([
    ['1 status revoked', { status: 'revoked' }, /not good/],
    ['2 status unknown', { status: 'unknown' }, /not good/],
    ['3 another serial', { serial: Buffer.from(otherLeaf.serialNumber, 'hex') }, /another certificate/],
    ['4 a wrong issuer name', { issuerNameHash: Buffer.alloc(20, 1) }, /another issuer \(name\)/],
    ['5 a wrong issuer key', { issuerKeyHash: Buffer.alloc(20, 1) }, /another issuer \(key\)/],
    ['6 a shortened issuer name', { issuerNameHash: Buffer.alloc(0) }, /another issuer \(name\)/],
    ['7 named by MD5', { hash: 'md5' }, /unknown hash/],
    ['8 two statuses', { copies: 2 }, /exactly one certificate/],
    ['9 no status', { copies: 0 }, /exactly one certificate/],
    ['10 no nonce', { nonce: null }, /exactly one nonce/],
    ['11 two nonces', { extensions: [rawExtension(nonceId, goodNonce(signature))] }, /exactly one nonce/],
    ['12 nonce of another signature', { signature: 'b3RoZXI=' }, /another signature/],
    ['13 a nonce of ten bytes', { nonce: goodNonce(signature).subarray(0, 10) }, /too short/],
    ['14 a nonce without its random end', { nonce: goodNonce(signature).subarray(0, 20) }, /too short/],
    [
      '15 a nonce inside an OCTET STRING',
      { nonce: Buffer.concat([Buffer.of(4, 32), goodNonce(signature)]) },
      /another/,
    ],
    ['16 an empty nonce', { nonce: Buffer.alloc(0) }, /too short/],
    ['17 a critical extension nobody knows', { extensions: [rawExtension('1.2.3.99', Buffer.of(5, 0))] }, /critical/],
    ['18 made a day before', { producedAt: at - day }, /within the order’s life/],
    ['19 made a day after', { producedAt: at + day }, /within the order’s life/],
    ['20 with an old status', { thisUpdate: at - day }, /older than the order/],
    ['21 with a status from the future', { thisUpdate: at + 1000 }, /younger/],
    ['22 with a status that had run out', { nextUpdate: at - 1000 }, /run out/],
    ['23 a responder without the right', by({ extendedUsages: undefined as never }), /may not sign answers/],
    ['24 a responder with any right', by({ extendedUsages: ['2.5.29.37.0'] }), /may not sign answers/],
    ['25 an expired responder', by({ notAfter: at - 1000 }), /expired/],
    ['26 a responder not yet valid', by({ notBefore: at + 1000 }), /not yet valid/],
    ['27 a responder that is an authority', by({ authority: true }), /authority/],
    ['28 a responder whose key is for other things', by({ usage: keyEncipherment }), /not for signatures/],
    [
      '29 a responder with a critical extension nobody knows',
      by({ more: [rawExtension('1.2.3.99', Buffer.of(5, 0))] }),
      /critical/,
    ],
    ['30 a responder with a small key', { ...by({ keys: rsa(1024) }) }, /2048/],
    ['31 a responder signed with SHA-1', by({ hash: 'sha1' }), /SHA-256/],
    ['32 a responder of another CA', by({}, root), /another name/],
    ['33 a responder of a namesake of the issuer', by({}, lookalikeIssuer), /key identifier/],
    ['34 the same without key identifier', by({ authorityKeyId: Buffer.alloc(0) }, lookalikeIssuer), /key identifier/],
    ['35 a responder that signed itself', by({}, responderProfile), /another name/],
    ['36 signed by another key', { responderKeys: otherKeys }, /not the responder’s/],
    ['37 signed with SHA-1', { algorithm: 'sha1' }, /SHA-256/],
    ['38 no responder’s certificate', { embedded: [] }, /not inside/],
    ['39 another responder’s certificate', { embedded: [leaf] }, /not inside/],
    ['40 the issuer itself as responder', { responder: issuer, responderKeys: issuerKeys }, /another name/],
    ['41 status tryLater', { responseStatus: 3 }, /successful/],
    ['42 another type of answer', { responseType: '1.2.3.4' }, /basic/],
    ['43 the leaf as responder', { responder: leaf, responderKeys: leafKeys }, /may not sign answers/],
    ['44 a critical extension beside the nonce', { extensions: [extension('1.2.3.99', noCheck, true)] }, /critical/],
  ])('%s', (_, change, detail) => {
    expect(failure(makeOcspResponse({ ...good, ...change }))).toMatch(detail)
  })

  it.each([
    ['45 empty', ''],
    ['46 no base64', 'not base64!'],
    ['47 with white space', `${text.slice(0, 40)}\n${text.slice(40)}`],
    ['48 in base64url', Buffer.from(text, 'base64').toString('base64url')],
    ['49 cut off', Buffer.from(text, 'base64').subarray(0, -1).toString('base64')],
    ['50 with a byte behind', Buffer.concat([Buffer.from(text, 'base64'), Buffer.of(0)]).toString('base64')],
    ['51 a status alone', Buffer.of(0x30, 3, 0x0a, 1, 1).toString('base64')],
    ['52 success without an answer', Buffer.of(0x30, 3, 0x0a, 1, 0).toString('base64')],
    ['53 other DER', issuer.raw.toString('base64')],
  ])('%s', (_, broken) => {
    expect(failure(broken)).not.toBe('accepted')
  })

  it('54 with a single bit of any byte turned over', () => {
    const bytes = Buffer.from(text, 'base64')
    // Each fifth byte, and so each of the eight bits; the soak takes them all.
    const tried = [...bytes.keys()].filter((index) => index % counted(5, 1) === 0)
    const accepted = tried.filter((index) => {
      const flipped = Buffer.from(bytes)
      flipped.writeUInt8(flipped.readUInt8(index) ^ (1 << (index % 8)), index)
      return failure(flipped.toString('base64')) === 'accepted'
    })
    expect(accepted).toEqual([])
  })
})

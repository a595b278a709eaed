import { createHash, verify, X509Certificate } from 'node:crypto'
import { beforeAll, describe, expect, test as it } from 'vitest'
import { type BankIdHarness, bo, createHarness, goodBody } from '../../../test/bankid-harness.ts'
import { children, type Der, decode, encode, oid } from '../../pki/der.ts'
import { subjectDer } from '../evidence/certificate-subject.ts'
import { isObject } from '../strict-json.ts'
import { attacks } from './attacks.ts'

let bank: BankIdHarness

beforeAll(async () => {
  bank = await createHarness()
})

const order = {
  ...goodBody('sign'),
  userVisibleData: Buffer.from('Pay 1 SEK').toString('base64'),
  userNonVisibleData: Buffer.from('order 7').toString('base64'),
  requirement: { personalNumber: bo.personalNumber, certificatePolicies: ['1.2.3.4.25'] },
}

interface Evidence {
  readonly signature: string
  readonly xml: string
  readonly ocsp: Buffer
}

const evidence = async (): Promise<Evidence> => {
  const { orderRef } = await bank.start('sign', order)
  await bank.control('POST', `/bankid/orders/${orderRef}/approve`)
  const data = (await bank.collect(orderRef)).body['completionData']
  if (!isObject(data)) throw new Error('no completion')
  const signature = String(data['signature'])
  return {
    signature,
    xml: Buffer.from(signature, 'base64').toString('utf8'),
    ocsp: Buffer.from(String(data['ocspResponse']), 'base64'),
  }
}

const literal = (xml: string, name: string): string =>
  new RegExp(`<${name} .*?</${name}>`, 's').exec(xml)?.[0] ?? `no ${name}`

const texts = (xml: string, name: string): readonly string[] =>
  [...xml.matchAll(new RegExp(`<${name}(?: [^>]*)?>([^<]*)</${name}>`, 'g'))].map((match) => match[1] ?? '')

const plain = (xml: string, name: string): string => Buffer.from(texts(xml, name)[0] ?? '', 'base64').toString()

const chainOf = (xml: string): readonly X509Certificate[] =>
  texts(xml, 'X509Certificate').map((text) => new X509Certificate(Buffer.from(text, 'base64')))

const isSignedBy = (child: X509Certificate | undefined, parent: X509Certificate | undefined): boolean =>
  child !== undefined && parent !== undefined && child.checkIssued(parent) && child.verify(parent.publicKey)

const node = (parent: Der | undefined, ...path: readonly number[]): Der => {
  const [first, ...rest] = path
  if (parent === undefined) throw new Error('no such node')
  return first === undefined ? parent : node(children(parent)[first], ...rest)
}

const bytes = (parent: Der, ...path: readonly number[]): Buffer =>
  Buffer.from(String(node(parent, ...path).value), 'latin1')

const has = (certificate: X509Certificate | undefined, hex: string): boolean =>
  certificate?.raw.includes(Buffer.from(hex, 'hex')) === true

/** The steps of the verification that evidence of this order fails, each judged by itself. */
const failedSteps = ({ signature, xml, ocsp }: Evidence): readonly number[] => {
  const chain = chainOf(xml)
  const [leaf, customerCa, bankCa] = chain
  const root = new X509Certificate(bank.pki.userRoot.certificate)
  const now = bank.clock.now()
  const usage = texts(xml, 'funcId')[0] === 'Signing' ? '03020640' : '03020780'
  const digests = ['bankIdSignedData', 'KeyInfo'].map((name) =>
    createHash(xml.includes('xmldsig#sha1') ? 'sha1' : 'sha256')
      .update(literal(xml, name))
      .digest('base64'),
  )
  const value = Buffer.from(texts(xml, 'SignatureValue')[0] ?? '', 'base64')
  const digest = xml.includes('rsa-sha1') ? 'sha1' : 'sha256'

  const answer = decode(ocsp)
  const basic = decode(bytes(answer, 1, 0, 1))
  const data = node(basic, 0)
  const single = node(data, 2, 0)
  const responder = new X509Certificate(encode(node(basic, 3, 0, 0)))
  const extensions = children(data)[3]
  const nonce = extensions === undefined ? Buffer.alloc(0) : bytes(extensions, 0, 0, 2)
  const producedAt = bytes(data, 1)
    .toString()
    .replace(/^(....)(..)(..)(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z')
  const bitsOf = (parent: Der): Buffer => encode(parent).subarray(-256)
  const sha1 = (content: Uint8Array | string) => createHash('sha1').update(content).digest()
  const issuer = customerCa ?? root

  const passed: readonly (readonly [step: number, passes: boolean])[] = [
    [2, !/<!|<\?(?!xml )/.test(xml) && xml.split('<?').length === 2],
    [
      3,
      xml.split('<Object>').length === 2 && xml.split('<bankIdSignedData ').length === 2 && !xml.includes('bidOther'),
    ],
    [4, xml.split('#rsa-sha256"').length === 2 && xml.split('xmlenc#sha256"').length === 3],
    [5, digests.every((expected, index) => texts(xml, 'DigestValue')[index] === expected)],
    [
      6,
      chain.length === 3 &&
        isSignedBy(leaf, customerCa) &&
        isSignedBy(customerCa, bankCa) &&
        isSignedBy(bankCa, root) &&
        Date.parse(leaf?.validFrom ?? '') <= now &&
        now <= Date.parse(leaf?.validTo ?? '') &&
        leaf?.ca === false &&
        has(leaf, '2a030419'),
    ],
    [
      7,
      leaf !== undefined &&
        xml.includes('#rsa-') &&
        verify(digest, Buffer.from(literal(xml, 'SignedInfo')), leaf.publicKey, value) &&
        has(leaf, `0603551d0f0101ff0404${usage}`),
    ],
    [
      8,
      texts(xml, 'usrVisibleData').every((text) => text === order.userVisibleData) &&
        texts(xml, 'usrNonVisibleData')[0] === order.userNonVisibleData &&
        !xml.includes('simpleMarkdownV1') &&
        texts(xml, 'funcId')[0] === 'Signing' &&
        plain(xml, 'name').includes('serialNumber=5566304928') &&
        xml.includes('<value>1.2.3.4.25</value>') &&
        leaf?.subject.includes(`serialNumber=${bo.personalNumber}`) === true,
    ],
    [
      9,
      bytes(single, 0, 3).toString('hex').toUpperCase() === leaf?.serialNumber.toUpperCase() &&
        bytes(single, 0, 1).equals(sha1(subjectDer(issuer))) &&
        bytes(single, 0, 2).equals(sha1(issuer.publicKey.export({ type: 'pkcs1', format: 'der' }))) &&
        encode(node(single, 1)).toString('hex') === '8000' &&
        isSignedBy(responder, issuer) &&
        responder.raw.includes(encode(oid('1.3.6.1.5.5.7.3.9'))) &&
        now <= Date.parse(responder.validTo) &&
        Date.parse(producedAt) === now &&
        verify('sha256', encode(data), responder.publicKey, bitsOf(node(basic, 2))) &&
        nonce.length === 32 &&
        nonce.subarray(0, 20).equals(sha1(signature)),
    ],
  ]
  return passed.filter(([, passes]) => !passes).map(([step]) => step)
}

it('honest evidence passes every step', async () => {
  expect(failedSteps(await evidence())).toEqual([])
})

/** Steps that an attack breaks as well, after the one that must catch it. */
const alsoFails: Readonly<Record<string, readonly number[]>> = {
  'changed-text': [8],
  'changed-digest': [8],
  'second-element-before': [5, 8],
  'second-element-before-other-id': [5, 8],
  'second-element-after': [8],
  'second-element-after-other-id': [8],
  wrapping: [5, 8],
  'text-in-other-object': [8],
  'comment-in-text': [5, 8],
  'comment-in-digest': [5, 7],
  'cdata-in-text': [5, 8],
  'leaf-is-authority': [7],
  'other-func-id': [8],
  'foreign-chain': [9],
  'foreign-chain-with-root': [9],
  hmac: [7],
}

describe.each([...attacks])('%s', (name, { step }) => {
  it(`is caught by step ${step} and leaves the steps before it whole`, async () => {
    expect((await bank.control('POST', '/bankid/spoil', { attack: name })).status).toBe(200)
    const failed = failedSteps(await evidence())
    expect({ name, failed }).toEqual({ name, failed: expect.arrayContaining([step]) })
    expect(failed.filter((other) => other < step)).toEqual([])
    for (const other of failed) expect([step, ...(alsoFails[name] ?? [])]).toContain(other)
    expect(failedSteps(await evidence())).toEqual([])
  })
})

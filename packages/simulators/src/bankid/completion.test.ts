import { spawnSync } from 'node:child_process'
import { createHash, createPublicKey, verify, X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test as it } from 'vitest'
import { anna, type BankIdHarness, createHarness, goodBody } from '../../test/bankid-harness.ts'
import { isObject } from './strict-json.ts'

let bank: BankIdHarness

beforeAll(async () => {
  bank = await createHarness()
})

interface Evidence {
  readonly data: Readonly<Record<string, unknown>>
  readonly signature: string
  readonly xml: string
  readonly ocsp: Buffer
}

const evidenceOf = async (orderRef: string | undefined): Promise<Evidence> => {
  const { body } = await bank.collect(orderRef)
  const data = body['completionData']
  if (!isObject(data)) throw new Error(`no completion: ${JSON.stringify(body)}`)
  const signature = String(data['signature'])
  return {
    data,
    signature,
    xml: Buffer.from(signature, 'base64').toString('utf8'),
    ocsp: Buffer.from(String(data['ocspResponse']), 'base64'),
  }
}

const complete = async (operation: string, body = goodBody(operation)): Promise<Evidence> => {
  const { orderRef } = await bank.start(operation, body)
  await bank.control('POST', `/bankid/orders/${orderRef}/approve`, { personalNumber: anna.personalNumber })
  return evidenceOf(orderRef)
}

const element = (xml: string, name: string): string => {
  const start = xml.indexOf(`<${name} `)
  const end = xml.indexOf(`</${name}>`) + name.length + 3
  expect(start, name).toBeGreaterThan(0)
  return xml.slice(start, end)
}

const texts = (xml: string, name: string): readonly string[] =>
  [...xml.matchAll(new RegExp(`<${name}(?: [^>]*)?>([^<]*)</${name}>`, 'g'))].map((match) => match[1] ?? '')

const chainOf = (xml: string): readonly X509Certificate[] =>
  texts(xml, 'X509Certificate').map((text) => new X509Certificate(Buffer.from(text, 'base64')))

const hasOpenssl = spawnSync('openssl', ['version']).status === 0

/** Runs openssl in a folder of its own with the given files. */
const openssl = (files: Readonly<Record<string, string | Buffer>>, ...args: readonly string[]): string => {
  const folder = mkdtempSync(join(tmpdir(), 'nostro-bankid-'))
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
    const { stdout, stderr } = spawnSync('openssl', args, { cwd: folder, encoding: 'utf8' })
    return stdout + stderr
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

describe.each([
  ['auth', 'Identification', '03020780'],
  ['sign', 'Signing', '03020640'],
  ['payment', 'Signing', '03020640'],
  ['phone/auth', 'Identification', '03020780'],
  ['phone/sign', 'Signing', '03020640'],
  ['other/payment', 'Signing', '03020640'],
])('the evidence of %s', (operation, funcId, usageBits) => {
  let evidence: Evidence
  beforeAll(async () => {
    evidence = await complete(operation)
  })

  it('is a document in canonical form whose digests are those of its literal text', () => {
    const { xml, signature } = evidence
    expect(Buffer.from(xml, 'utf8').toString('base64')).toBe(signature)
    expect(xml).not.toMatch(/[\r\n&]|\/>|<!/)
    const digests = texts(xml, 'DigestValue')
    expect(digests).toEqual(
      ['bankIdSignedData', 'KeyInfo'].map((name) => createHash('sha256').update(element(xml, name)).digest('base64')),
    )
  })

  it('is signed over its SignedInfo by the leaf', () => {
    const { xml } = evidence
    const [leaf] = chainOf(xml)
    const value = Buffer.from(texts(xml, 'SignatureValue')[0] ?? '', 'base64')
    const key = leaf?.publicKey ?? createPublicKey('')
    expect(verify('sha256', Buffer.from(element(xml, 'SignedInfo')), key, value)).toBe(true)
  })

  it('has the chain of the customer CA without the root', () => {
    const chain = chainOf(evidence.xml)
    const root = new X509Certificate(bank.pki.userRoot.certificate)
    expect(chain).toHaveLength(3)
    const issuers = [...chain.slice(1), root]
    for (const [index, certificate] of chain.entries()) {
      const issuer = issuers[index]
      if (issuer === undefined) throw new Error('no issuer')
      expect(certificate.checkIssued(issuer)).toBe(true)
      expect(certificate.verify(issuer.publicKey)).toBe(true)
    }
    expect(chain.some(({ fingerprint256 }) => fingerprint256 === root.fingerprint256)).toBe(false)
  })

  it('says what was done and with a certificate for it', () => {
    const [leaf] = chainOf(evidence.xml)
    expect(texts(evidence.xml, 'funcId')).toEqual([funcId])
    expect(leaf?.raw.includes(Buffer.from(`0603551d0f0101ff0404${usageBits}`, 'hex'))).toBe(true)
    expect(leaf?.ca).toBe(false)
    expect(leaf?.subject).toContain('serialNumber=198112189876')
    expect(leaf?.subject).toMatch(/^C=SE\nO=Testbank A AB \(publ\)\nSN=Svensson\nGN=Anna\n/)
    expect(leaf?.subject).toMatch(/name=\(\d{6} \d\d\.\d\d\) Anna Svensson - Mobilt BankID\nCN=Anna Svensson$/)
    expect(leaf?.infoAccess).toContain('http://test.revocationstatus.se')
  })

  it('is vouched for by an OCSP answer that names this signature', () => {
    const { ocsp, signature } = evidence
    const start = ocsp.indexOf(Buffer.from('06092b06010505073001020101ff0420', 'hex'))
    expect(start).toBeGreaterThan(0)
    const nonce = ocsp.subarray(start + 16, start + 48)
    expect(nonce.subarray(0, 20)).toEqual(createHash('sha1').update(signature).digest())
  })

  it.runIf(hasOpenssl)('has an OCSP answer that openssl reads and verifies', () => {
    const { xml, ocsp } = evidence
    const [leaf, customerCa, bankCa] = chainOf(xml)
    const text = openssl(
      {
        'response.der': ocsp,
        'leaf.pem': String(leaf),
        'customer.pem': String(customerCa),
        'bank.pem': String(bankCa),
        'root.pem': bank.pki.userRoot.certificate,
        'all.pem': [bankCa, customerCa].map(String).join('') + bank.pki.userRoot.certificate,
      },
      ...['ocsp', '-respin', 'response.der', '-issuer', 'customer.pem', '-cert', 'leaf.pem', '-CAfile', 'all.pem'],
      ...[
        '-no_nonce',
        '-text',
        '-attime',
        String(Math.floor(bank.clock.now() / 1000)),
        '-validity_period',
        '999999999',
      ],
    )
    expect(text).toContain('Response verify OK')
    expect(text).toMatch(/leaf\.pem: good/)
    expect(text).toContain('OCSP Response Status: successful')
    expect(text).toContain('Testbank A Customer CA1 v1 for BankID Test OCSP Signing')
  })
})

describe('what is signed', () => {
  const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64')
  const subject = 'cn=FP Testcert 5,name=Test av BankID,serialNumber=5566304928,o=Testbank A AB (publ),c=SE'

  it('is the order, the relying party and the app, element by element', async () => {
    const change = {
      userVisibleData: base64('*Hej* å'),
      userNonVisibleData: base64('hidden'),
      userVisibleDataFormat: 'simpleMarkdownV1',
      requirement: { certificatePolicies: ['1.2.3.4.25', '1.2.3.4.10'] },
    }
    const { xml, data } = await complete('sign', { ...goodBody('sign'), ...change })
    const device = data['device']
    const uhi = isObject(device) ? String(device['uhi']) : ''
    const bestBefore = bank.clock.now() / 1000 + 30 * 24 * 60 * 60
    const version = base64(`platform=IOS&os_version=18.1&uhi=${uhi}&best_before=${bestBefore}&`)
    const signed = element(xml, 'bankIdSignedData').replace(
      /<nonce>[A-Za-z0-9+/]{43}=<\/nonce>/,
      '<nonce>32 bytes</nonce>',
    )
    expect(signed).toBe(
      '<bankIdSignedData xmlns="http://www.bankid.com/signature/v1.0.0/types" Id="bidSignedData">' +
        `<usrVisibleData charset="UTF-8" format="simpleMarkdownV1" visible="wysiwys">${change.userVisibleData}</usrVisibleData>` +
        `<usrNonVisibleData>${change.userNonVisibleData}</usrNonVisibleData>` +
        `<srvInfo><name>${base64(subject)}</name><nonce>32 bytes</nonce>` +
        `<displayName>${base64('Test av BankID')}</displayName></srvInfo>` +
        `<clientInfo><funcId>Signing</funcId><version>${version}</version><env><ai><type>${base64('IOS')}</type>` +
        `<deviceInfo>${base64('18.1')}</deviceInfo><uhi>${uhi}</uhi><fsib>0</fsib><utb>cs1</utb>` +
        '<requirement><condition><type>CertificatePolicies</type><value>1.2.3.4.25,1.2.3.4.10</value></condition></requirement>' +
        '<uauth>pw</uauth></ai></env></clientInfo></bankIdSignedData>',
    )
  })

  it('holds no text, no format and no condition that the order has not', async () => {
    const { xml } = await complete('auth')
    expect(xml).not.toMatch(/usrVisibleData|usrNonVisibleData|format=/)
    expect(xml).toContain('<requirement></requirement>')
  })

  it.each([
    [['1.2.3.4.5'], '2a030405', 'BankID på fil'],
    [['1.2.3.4.10'], '2a03040a', 'BankID på kort'],
    [['1.2.3.4.*'], '2a030419', 'Mobilt BankID'],
  ])('is signed by a BankID of the kind asked for: %j', async (certificatePolicies, policy, label) => {
    const { xml } = await complete('auth', { ...goodBody('auth'), requirement: { certificatePolicies } })
    const [leaf] = chainOf(xml)
    expect(leaf?.raw.includes(Buffer.from(`0603551d20040a300830060604${policy}`, 'hex'))).toBe(true)
    expect(leaf?.raw.includes(Buffer.from(label))).toBe(true)
  })

  it('has certificates that are kept from order to order, one for each purpose', async () => {
    const serials = []
    for (const operation of ['auth', 'auth', 'sign'])
      serials.push(chainOf((await complete(operation)).xml)[0]?.serialNumber)
    expect(serials[0]).toBe(serials[1])
    expect(serials[0]).not.toBe(serials[2])
  })

  it('is valid at the time of the simulated clock, also after a year', async () => {
    const later = await createHarness()
    later.clock.advance(400 * 24 * 60 * 60)
    const { orderRef } = await later.start('auth')
    await later.control('POST', `/bankid/orders/${orderRef}/approve`)
    const data = (await later.collect(orderRef)).body['completionData']
    const [leaf] = chainOf(Buffer.from(String(isObject(data) ? data['signature'] : ''), 'base64').toString())
    expect(Date.parse(leaf?.validFrom ?? '')).toBeLessThan(later.clock.now())
    expect(Date.parse(leaf?.validTo ?? '')).toBeGreaterThan(later.clock.now())
  })

  it.runIf(hasOpenssl)('chains up to the root for openssl too', async () => {
    const [leaf, customerCa, bankCa] = chainOf((await complete('sign')).xml)
    const text = openssl(
      {
        'leaf.pem': String(leaf),
        'between.pem': [customerCa, bankCa].map(String).join(''),
        'root.pem': bank.pki.userRoot.certificate,
      },
      ...['verify', '-x509_strict', '-attime', String(Math.floor(bank.clock.now() / 1000))],
      ...['-CAfile', 'root.pem', '-untrusted', 'between.pem', 'leaf.pem'],
    )
    expect(text).toBe('leaf.pem: OK\n')
  })
})

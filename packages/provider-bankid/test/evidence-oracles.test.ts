import { spawnSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Challenge } from '@nostro/core'
import { DOMParser } from '@xmldom/xmldom'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SignedXml } from 'xml-crypto'
import { type BankIdProvider, encodeText } from '../src/index.ts'
import { approved, type Harness, startHarness } from './harness.ts'

// What our verification accepts, other people's programs accept as well, and they read the same bytes.

const hasOpenssl = spawnSync('openssl', ['version']).status === 0
const personalNumber = '191212121212'
const endUserIp = '203.0.113.24'
const texts = { userVisibleData: encodeText('# Överföring'), userNonVisibleData: encodeText('order 7') }
const markdown = { ...texts, userVisibleDataFormat: 'simpleMarkdownV1' } as const
const transaction = {
  userVisibleTransaction: {
    transactionType: 'card',
    recipient: { name: 'Shop' },
    money: { amount: '10,00', currency: 'SEK' },
  },
} as const
const caller = { personalNumber, callInitiator: 'user' } as const

interface Document {
  readonly signature: string
  readonly xml: string
  readonly ocsp: Buffer
  readonly at: number
}

let harness: Harness
let bankid: BankIdProvider

beforeAll(async () => {
  harness = await startHarness()
  bankid = harness.provider()
}, 60_000)

afterAll(() => harness.stop())

const finish = async (challenge: Challenge): Promise<Document> => {
  const { data } = await approved(harness, bankid, challenge, personalNumber)
  const { completionData } = data as {
    completionData: { readonly signature: string; readonly ocspResponse: string }
  }
  const { signature, ocspResponse } = completionData
  return {
    signature,
    xml: Buffer.from(signature, 'base64').toString('utf8'),
    ocsp: Buffer.from(ocspResponse, 'base64'),
    at: Math.floor(harness.simulators.clock.now() / 1000),
  }
}

const literal = (xml: string, name: string): string =>
  new RegExp(`<${name}[ >].*</${name}>`, 's').exec(xml)?.[0] ?? `no ${name}`

const chainOf = (xml: string): readonly X509Certificate[] =>
  [...xml.matchAll(/<X509Certificate>([^<]*)</g)].map(
    ([, text]) => new X509Certificate(Buffer.from(text ?? '', 'base64')),
  )

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
  ['auth', () => bankid.orders.openOrder('auth', { endUserIp })],
  ['auth with texts', () => bankid.orders.openOrder('auth', { endUserIp, ...texts })],
  ['sign with markdown', () => bankid.orders.openOrder('sign', { endUserIp, ...markdown })],
  ['payment', () => bankid.orders.openOrder('payment', { endUserIp, ...transaction })],
  ['phone/auth', () => bankid.orders.openOrder('phoneAuth', caller)],
  ['phone/sign', () => bankid.orders.openOrder('phoneSign', { ...caller, ...texts })],
] as const)('the evidence of %s', (_name, order) => {
  let document: Document
  beforeAll(async () => {
    document = await finish(await order())
  }, 60_000)

  it('is an XML signature to a library of XML signatures, over the bytes that we read', () => {
    const { xml } = document
    const parser = new DOMParser({ onError: (level, message) => expect.unreachable(`${level}: ${message}`) })
    const signature = new SignedXml({ publicCert: String(chainOf(xml)[0]), getCertFromKeyInfo: () => null })
    signature.loadSignature(parser.parseFromString(xml, 'text/xml').documentElement as never)
    expect(signature.checkSignature(xml)).toBe(true)
    expect(signature.getSignedReferences()).toEqual([literal(xml, 'bankIdSignedData'), literal(xml, 'KeyInfo')])
  })

  it.runIf(hasOpenssl)('is signed by the leaf to openssl', () => {
    const { xml } = document
    const value = /<SignatureValue>([^<]*)</.exec(xml)?.[1] ?? ''
    const files = {
      'leaf.pem': String(chainOf(xml)[0]?.publicKey.export({ type: 'spki', format: 'pem' })),
      'value.bin': Buffer.from(value, 'base64'),
      'signed.xml': literal(xml, 'SignedInfo'),
    }
    const verdict = openssl(files, 'dgst', '-sha256', '-verify', 'leaf.pem', '-signature', 'value.bin', 'signed.xml')
    expect(verdict).toBe('Verified OK\n')
  })

  it.runIf(hasOpenssl)('is vouched for by an answer that openssl verifies', () => {
    const { xml, ocsp, at } = document
    const [leaf, customerCa, bankCa] = chainOf(xml).map(String)
    const root = harness.simulators.pki.bankid.userRoot.certificate
    const files = {
      'response.der': ocsp,
      'leaf.pem': leaf ?? '',
      'customer.pem': customerCa ?? '',
      'all.pem': `${bankCa}${customerCa}${root}`,
    }
    const verdict = openssl(
      files,
      ...['ocsp', '-respin', 'response.der', '-issuer', 'customer.pem', '-cert', 'leaf.pem', '-CAfile', 'all.pem'],
      ...['-no_nonce', '-attime', String(at), '-validity_period', '999999999'],
    )
    expect(verdict).toContain('Response verify OK')
    expect(verdict).toContain('leaf.pem: good')
  })
})

import { execFileSync } from 'node:child_process'
import { createHmac, createPrivateKey, pbkdf2Sync, X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openssl as found } from '../../test/openssl-server.ts'
import { createSigningKey } from '../keys/create-signing-key.ts'
import { octetsOf, readBer } from './ber-node.ts'
import { checkPair } from './check-pair.ts'
import { integer, nothing, objectIdentifier, octets, sequence } from './der-writer.ts'
import { readPkcs12 } from './read-pkcs12.ts'

const dir = mkdtempSync(join(tmpdir(), 'nostro-p12-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))
const openssl = (args: string): void => {
  execFileSync('openssl', args.split(' '), { cwd: dir, stdio: 'ignore' })
}

describe.runIf(found !== undefined)('a PKCS#12 file made by openssl', () => {
  beforeAll(() => {
    for (const curve of ['P-256', 'P-384']) {
      openssl(
        `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:${curve} -nodes -keyout k.pem -out c.pem -days 9 -subj /CN=ec`,
      )
      openssl(`pkcs12 -export -inkey k.pem -in c.pem -out ${curve}-new.p12 -passout pass:horse`)
      openssl(`pkcs12 -export -legacy -inkey k.pem -in c.pem -out ${curve}-old.p12 -passout pass:horse`)
    }
    openssl('req -x509 -newkey rsa:2048 -nodes -keyout r.pem -out ca.pem -days 9 -subj /CN=issuer')
    openssl('req -new -key k.pem -out k.csr -subj /CN=leaf')
    openssl('x509 -req -in k.csr -CA ca.pem -CAkey r.pem -CAcreateserial -days 9 -out leaf.pem')
    openssl('pkcs12 -export -inkey k.pem -in leaf.pem -certfile ca.pem -out chain.p12 -passout pass:horse')
    openssl('pkcs12 -export -inkey r.pem -in ca.pem -out rsa-new.p12 -passout pass:horse')
    openssl('pkcs12 -export -legacy -inkey r.pem -in ca.pem -out rsa-old.p12 -passout pass:horse')
    openssl('pkcs12 -export -nokeys -in c.pem -out nokey.p12 -passout pass:horse')
    openssl('pkcs12 -export -nocerts -inkey k.pem -out nocert.p12 -passout pass:horse')
  })

  const bytes = (name: string): Uint8Array => readFileSync(join(dir, `${name}.p12`))

  it.each([
    ['P-256-new', 'ES256'],
    ['P-256-old', 'ES256'],
    ['P-384-new', 'ES384'],
    ['P-384-old', 'ES384'],
  ] as const)('%s: an EC key comes out and signs with %s', async (name, algorithm) => {
    const read = readPkcs12(bytes(name), 'horse')
    const { certificate } = checkPair({ ...read, now: Date.now() })
    expect(certificate.keyType).toBe('ec')
    expect(await createSigningKey(read.key).sign(algorithm, new Uint8Array(3))).toBeInstanceOf(Uint8Array)
    expect(read.chain).toEqual([])
  })

  it.each(['rsa-new', 'rsa-old'])('%s: an RSA pair comes out, with new and with old ciphers', (name) => {
    expect(checkPair({ ...readPkcs12(bytes(name), 'horse'), now: Date.now() }).certificate.keyBits).toBe(2048)
  })

  it('tells a wrong passphrase from a damaged file', () => {
    expect(() => readPkcs12(bytes('rsa-old'), 'wrong')).toThrow(/passphrase/)
    expect(() => readPkcs12(bytes('rsa-old').subarray(0, 200), 'horse')).toThrow(/damaged/)
  })

  it('tells the own certificate from those of its issuers', () => {
    const { certificate, key, chain } = readPkcs12(bytes('chain'), 'horse')
    expect(new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key))).toBe(true)
    expect(chain.map((each) => new X509Certificate(each).subject)).toEqual(['CN=issuer'])
  })

  it.each([
    ['nokey', /no private key/],
    ['nocert', /no certificate for its key/],
  ])('%s is refused', (name, message) => {
    expect(() => readPkcs12(bytes(name), 'horse')).toThrow(
      expect.objectContaining({ code: 'invalid_config', message: expect.stringMatching(message) }),
    )
  })
})

describe('a PKCS#12 file with PBMAC1 (RFC 9579), which OpenSSL writes from 3.4 on', () => {
  const fixture = (name: string): Buffer =>
    readFileSync(new URL(`../../test/zoo/__fixtures__/${name}`, import.meta.url))
  const oid = (text: string): Buffer => sequence(objectIdentifier(text), nothing)
  const number = (value: number): Buffer => integer(Buffer.from([value >> 8, value & 0xff]))

  /** The fixture without a check value, with one made by the RFC's steps. */
  const withPbmac1 = (passphrase: string): Buffer => {
    const [version, content] = readBer(fixture('mac-none.p12')).children()
    if (version === undefined || content === undefined) throw new Error('the fixture is no PKCS#12 file')
    const salt = Buffer.from('0123456789abcdef')
    const key = pbkdf2Sync(passphrase, salt, 2048, 32, 'sha256')
    const mac = createHmac('sha256', key)
      .update(octetsOf(content.at(1).at(0)))
      .digest()
    const derivation = sequence(octets(salt), number(2048), number(32), oid('1.2.840.113549.2.9'))
    const parameters = sequence(
      sequence(objectIdentifier('1.2.840.113549.1.5.12'), derivation),
      oid('1.2.840.113549.2.9'),
    )
    const info = sequence(sequence(objectIdentifier('1.2.840.113549.1.5.14'), parameters), octets(mac))
    return sequence(version.raw, content.raw, sequence(info, octets(Buffer.from('not used')), number(1)))
  }

  it('opens with its passphrase, and with no other', () => {
    const { certificate } = readPkcs12(withPbmac1('horse battery'), 'horse battery')
    expect(new X509Certificate(certificate).subject).toBe('CN=Zoo ec')
    expect(() => readPkcs12(withPbmac1('other'), 'horse battery')).toThrow(/does not open with this passphrase/)
  })
})

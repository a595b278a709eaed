import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'

/** One element of DER (ITU-T X.690): tag, length, content. */
const der = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
  const content = Buffer.concat(parts)
  const { length } = content
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}
const sequence = (...parts: readonly Uint8Array[]): Buffer => der(0x30, ...parts)
const identifier = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'))
const text = (tag: number, value: string): Buffer => der(tag, Buffer.from(value))

const ecdsaWithSha256 = sequence(identifier('2a8648ce3d040302'))
const name = sequence(der(0x31, sequence(identifier('550403'), text(0x0c, 'Fake bank'))))
const extensions = der(
  0xa3,
  sequence(
    // basicConstraints: an authority, so that the certificate can be trusted as its own.
    sequence(identifier('551d13'), der(0x04, sequence(der(0x01, Buffer.from([0xff]))))),
    // subjectAltName: the address on which it listens.
    sequence(identifier('551d11'), der(0x04, sequence(der(0x87, Buffer.from([127, 0, 0, 1]))))),
  ),
)

export interface FakeBankPair {
  readonly certificate: string
  readonly key: string
}

/** A certificate of 127.0.0.1 that signs itself, and its key; both PEM (RFC 5280 section 4.1). */
const makePair = (): FakeBankPair => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    ecdsaWithSha256,
    name,
    sequence(text(0x17, '200101000000Z'), text(0x17, '490101000000Z')),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    extensions,
  )
  const signature = der(0x03, Buffer.from([0]), sign('sha256', body, privateKey))
  const lines =
    sequence(body, ecdsaWithSha256, signature)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return {
    certificate: ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n'),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

let pair: FakeBankPair | undefined

/** Made once in a process: all fake banks share it. */
export const fakeBankTls = (): FakeBankPair => {
  pair ??= makePair()
  return pair
}

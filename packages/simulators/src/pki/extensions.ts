import { bits, boolean, type Der, encode, octets, oid, sequence, taggedBytes } from './der.ts'

const keyUsageBits = {
  digitalSignature: 0x80,
  nonRepudiation: 0x40,
  keyEncipherment: 0x20,
  keyCertSign: 0x04,
  cRLSign: 0x02,
} as const

export type KeyUsage = keyof typeof keyUsageBits

const extendedKeyUsages = {
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
  ocspSigning: '1.3.6.1.5.5.7.3.9',
} as const

export type ExtendedKeyUsage = keyof typeof extendedKeyUsages

/** One certificate extension (RFC 5280 4.2) around its own DER value. */
export const extension = (id: string, value: Der, critical = false): Der =>
  sequence(oid(id), ...(critical ? [boolean(true)] : []), octets(encode(value)))

/**
 * The extension `basicConstraints` (RFC 5280 4.2.1.9).
 *
 * @example
 * basicConstraints(true)
 */
export const basicConstraints = (isAuthority: boolean): Der =>
  extension('2.5.29.19', sequence(...(isAuthority ? [boolean(true)] : [])), true)

/**
 * The extension `keyUsage` (RFC 5280 4.2.1.3).
 *
 * @example
 * keyUsage('digitalSignature')
 */
export const keyUsage = (...usages: readonly KeyUsage[]): Der => {
  const flags = usages.reduce((sum, usage) => sum | keyUsageBits[usage], 0)
  const unused = flags === 0 ? 0 : 31 - Math.clz32(flags & -flags)
  return extension('2.5.29.15', bits(Uint8Array.of(flags), unused), true)
}

/**
 * The extension `extKeyUsage` (RFC 5280 4.2.1.12).
 *
 * @example
 * extendedKeyUsage(['clientAuth'])
 */
export const extendedKeyUsage = (usages: readonly ExtendedKeyUsage[], critical = false): Der =>
  extension('2.5.29.37', sequence(...usages.map((usage) => oid(extendedKeyUsages[usage]))), critical)

export const certificatePolicies = (...policies: readonly string[]): Der =>
  extension('2.5.29.32', sequence(...policies.map((policy) => sequence(oid(policy)))))

/** Host names and IPv4 addresses that a server answers to. */
export const subjectAlternativeNames = (dns: readonly string[], ipv4: readonly string[]): Der =>
  extension(
    '2.5.29.17',
    sequence(
      ...dns.map((name) => taggedBytes(2, Buffer.from(name, 'ascii'))),
      ...ipv4.map((address) => taggedBytes(7, Uint8Array.from(address.split('.'), Number))),
    ),
  )

/** Where the certificate's status is served. */
export const ocspLocation = (url: string): Der =>
  extension(
    '1.3.6.1.5.5.7.1.1',
    sequence(sequence(oid('1.3.6.1.5.5.7.48.1'), taggedBytes(6, Buffer.from(url, 'ascii')))),
  )

export const subjectKeyIdentifier = (keyId: Uint8Array): Der => extension('2.5.29.14', octets(keyId))

export const authorityKeyIdentifier = (keyId: Uint8Array): Der =>
  extension('2.5.29.35', sequence(taggedBytes(0, keyId)))

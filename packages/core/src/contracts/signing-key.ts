/**
 * Names of signature algorithms, as precise as a signer needs them: `rsa-sha256` is RSASSA-PKCS1-v1_5; `PS*` use a salt
 * as long as the hash and `ES*` the raw r‖s form (RFC 7518); `ecdsa-*` are DER encoded.
 */
export type SignatureAlgorithm =
  | 'rsa-sha256'
  | 'rsa-sha512'
  | 'PS256'
  | 'PS384'
  | 'PS512'
  | 'ES256'
  | 'ES384'
  | 'ES512'
  | 'ecdsa-sha256'
  | 'ecdsa-sha384'
  | 'ecdsa-sha512'

/** The seam for keys: in this process, in an HSM, or in another process. The private part never passes it. */
export interface SigningKey {
  readonly type: 'rsa' | 'ec'
  /** SubjectPublicKeyInfo, PEM. */
  readonly publicKey: string
  /** @throws NostroError `invalid_config` when the key's type cannot do the algorithm. */
  sign(algorithm: SignatureAlgorithm, bytes: Uint8Array): Promise<Uint8Array>
}

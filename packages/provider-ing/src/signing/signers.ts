import type { RequestSigner, SigningKey } from '@nostro/core'
import { createDetachedJwsSigner, createHttpSignatureSigner } from './request-signer.ts'

/** The signers of ING's signature schemes. */
export interface IngSigners {
  /** The signed application token request: `Authorization: Signature`, keyId from the certificate's serial. */
  readonly 'token-request': RequestSigner
  /** Calls with a token: the `Signature` header, keyId is the client id. */
  readonly 'http-signature': RequestSigner
  readonly 'detached-jws': RequestSigner
}

export interface SignersParts {
  readonly key: SigningKey
  readonly certificateSha256: Uint8Array
  /** keyId of the token request. */
  readonly tokenKeyId: () => string
  readonly clientId: () => Promise<string>
}

export const createSigners = ({ key, certificateSha256, tokenKeyId, clientId }: SignersParts): IngSigners => ({
  'token-request': createHttpSignatureSigner({ key, keyId: tokenKeyId, placement: 'authorization' }),
  'http-signature': createHttpSignatureSigner({ key, keyId: clientId, placement: 'signature' }),
  'detached-jws': createDetachedJwsSigner({ key, certificateSha256 }),
})

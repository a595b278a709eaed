import type { OutgoingRequest, RequestSigner, SignatureExplanation, SigningKey } from '@nostro/core'

const signatureHeader = 'X-Bunq-Client-Signature'

const nothing = new Uint8Array(0)

/** What is signed: the body exactly as it goes on the wire, and nothing else. No body is zero bytes. */
export const toSigningInput = ({ body }: Pick<OutgoingRequest, 'body'>): Uint8Array => body ?? nothing

/** One line of standard base64. */
export const toSignatureValue = (signature: Uint8Array): string => Buffer.from(signature).toString('base64')

export const toSignatureHeaders = (signature: Uint8Array): Readonly<Record<string, string>> => ({
  [signatureHeader]: toSignatureValue(signature),
})

/**
 * bunq's scheme: SHA-256 and RSA PKCS #1 v1.5 over the body, by the key of the installation.
 *
 * @example
 * const signer = createBodySigner(createSigningKey(pem))
 */
export const createBodySigner = (key: SigningKey): RequestSigner => {
  const sign: RequestSigner['sign'] = async (request) =>
    toSignatureHeaders(await key.sign('rsa-sha256', toSigningInput(request)))
  return {
    sign,
    explain: async (request, context): Promise<SignatureExplanation> => ({
      scheme: 'body-signature',
      algorithm: 'rsa-sha256',
      signingInput: toSigningInput(request),
      headers: await sign(request, context),
    }),
  }
}

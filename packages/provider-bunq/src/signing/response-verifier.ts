import { constants, createPublicKey, type KeyObject, verify } from 'node:crypto'
import { type BankResponse, NostroError, type ResponseVerifier } from '@nostro/core'

export const serverSignatureHeader = 'x-bunq-server-signature'

/** @throws NostroError `protocol_violation` when the text is no RSA public key */
export const readServerKey = (pem: string): KeyObject => {
  try {
    const key = createPublicKey(pem)
    if (key.asymmetricKeyType === 'rsa') return key
  } catch {
    // Said below, in words.
  }
  throw new NostroError({
    code: 'protocol_violation',
    provider: 'bunq',
    message: 'The server’s public key is not an RSA key in PEM.',
    hint: 'Without it no answer can be verified. Connect again.',
  })
}

/** Answers with success are always signed. Errors may be; busy, maintenance and fault pages are not. */
export const isSignatureDue = (status: number): boolean => status >= 200 && status < 300

const isNeverSigned = (status: number): boolean => status === 429 || status === 491 || status >= 500

const base64 = /^[A-Za-z0-9+/]+={0,2}$/

/** Over the raw bytes of the body, before anybody parses them. */
export const isGenuine = (key: KeyObject, { headers, body }: BankResponse): boolean => {
  const value = headers[serverSignatureHeader] ?? ''
  if (!base64.test(value)) return false
  return verify('sha256', body, { key, padding: constants.RSA_PKCS1_PADDING }, Buffer.from(value, 'base64'))
}

/** Checks what bunq signs, with the key that the installation gave. There is no way to switch it off. */
export const createResponseVerifier = (serverPublicKey: string): ResponseVerifier => {
  const key = readServerKey(serverPublicKey)
  return {
    verify: async (response, request) => {
      const { status, headers } = response
      const isPresent = headers[serverSignatureHeader] !== undefined
      if (isNeverSigned(status)) return
      if (!isPresent && !isSignatureDue(status)) return
      if (isPresent && isGenuine(key, response)) return
      throw unverified(isPresent, request.method !== 'GET', headers['x-bunq-client-response-id'])
    },
  }
}

export const unverified = (isPresent: boolean, isWrite: boolean, bankRequestId?: string): NostroError =>
  new NostroError({
    code: 'verification_failed',
    provider: 'bunq',
    message: isPresent
      ? 'The signature on the bank’s answer does not verify. Nothing of the answer was used.'
      : 'The bank’s answer carries no signature where one is due. Nothing of the answer was used.',
    hint: isWrite
      ? 'Something between here and bunq changed the answer. The call itself may have taken effect: look before you repeat it.'
      : 'Something between here and bunq changed the answer, or the session belongs to another installation. Check proxies; connect again.',
    bankRequestId,
  })

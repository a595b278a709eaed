import { constants, createDecipheriv, createHmac, type KeyObject, privateDecrypt, timingSafeEqual } from 'node:crypto'
import type { BankRequest } from '../../http/bank-handler.ts'
import { refusal } from './refusal.ts'

const names = ['X-Bunq-Client-Encryption-Key', 'X-Bunq-Client-Encryption-Iv', 'X-Bunq-Client-Encryption-Hmac'] as const

export const isEncrypted = (request: BankRequest): boolean => names.some((name) => request.header(name) !== undefined)

const unreadable = (reason: string) =>
  refusal(20, 400, 'Invalid JSON.', `the encrypted body does not open: ${reason}`, {
    expected:
      'AES-256-CBC, its key encrypted (RSA, PKCS #1 v1.5) with the server’s public key, HMAC-SHA1 of IV and body',
  })

/**
 * The body of a call that carries card secrets, decrypted; official clients encrypt these calls. The signature covers the
 * encrypted bytes.
 */
export const decryptBody = (request: BankRequest, privateKey: KeyObject): Buffer => {
  const [key, iv, hmac] = names.map((name) => {
    const value = request.header(name)
    if (value === undefined) throw unreadable(`the header ${name} is missing`)
    return Buffer.from(value, 'base64')
  }) as [Buffer, Buffer, Buffer]
  const secret = openKey(key, privateKey)
  if (secret?.length !== 32) throw unreadable('the key is not one of 32 bytes for this server')
  if (iv.length !== 16) throw unreadable('the IV has not 16 bytes')
  const made = createHmac('sha1', secret).update(iv).update(request.body).digest()
  if (made.length !== hmac.length || !timingSafeEqual(made, hmac)) throw unreadable('the HMAC does not hold')
  try {
    const decipher = createDecipheriv('aes-256-cbc', secret, iv)
    return Buffer.concat([decipher.update(request.body), decipher.final()])
  } catch {
    throw unreadable('the padding is wrong')
  }
}

/** PKCS #1 v1.5 taken off by hand: Node refuses it for decryption where its OpenSSL has no protection against Bleichenbacher. */
const openKey = (bytes: Buffer, privateKey: KeyObject): Buffer | undefined => {
  try {
    const padded = privateDecrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, bytes)
    const end = padded.indexOf(0, 2)
    return padded[0] === 0 && padded[1] === 2 && end >= 10 ? padded.subarray(end + 1) : undefined
  } catch {
    return undefined
  }
}

import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto'
import type { Random } from '@nostro/core'

/** Keeps bank secrets unreadable in the database: AES-256-GCM, bound to the record's name. */
export interface Sealer {
  seal(name: string, text: string): Uint8Array
  /** @throws Error when the bytes were changed, or were sealed under another name or key */
  open(name: string, sealed: Uint8Array): string
  /** A short proof that a text came from here (cursors). */
  sign(purpose: string, text: string): string
}

export const createSealer = (secret: Uint8Array, random: Random): Sealer => {
  const derive = (purpose: string): Uint8Array =>
    new Uint8Array(hkdfSync('sha256', secret, '', `nostro/server/${purpose}/1`, 32))
  const [sealKey, signKey] = [derive('seal'), derive('sign')]
  return {
    seal: (name, text) => {
      const nonce = random.bytes(12)
      const cipher = createCipheriv('aes-256-gcm', sealKey, nonce).setAAD(Buffer.from(name))
      return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
    },
    open: (name, sealed) => {
      const bytes = Buffer.from(sealed)
      const decipher = createDecipheriv('aes-256-gcm', sealKey, bytes.subarray(0, 12)).setAAD(Buffer.from(name))
      decipher.setAuthTag(bytes.subarray(-16))
      return decipher.update(bytes.subarray(12, -16), undefined, 'utf8') + decipher.final('utf8')
    },
    sign: (purpose, text) =>
      createHmac('sha256', signKey).update(`${purpose}\n${text}`).digest('base64url').slice(0, 22),
  }
}

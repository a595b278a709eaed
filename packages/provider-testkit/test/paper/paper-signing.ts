import { createHmac, timingSafeEqual } from 'node:crypto'
import { NostroError, type RequestSigner, type ResponseVerifier, toInstant } from '@nostro/core'

/** The seam for the key: a promise, as keys of other machines are. */
export interface PaperKey {
  sign(bytes: Uint8Array): Promise<string>
}

export const macOf = (secret: string, bytes: string | Uint8Array): string =>
  createHmac('sha256', secret).update(bytes).digest('hex')

export const paperKey = (secret: string): PaperKey => ({ sign: async (bytes) => macOf(secret, bytes) })

const sameText = (one: string, other: string): boolean =>
  one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other))

/** What is signed: method, target, time and body. */
export const signingText = (method: string, target: string, time: string, body: Uint8Array | string): Buffer =>
  Buffer.concat([Buffer.from(`${method} ${target}\n${time}\n`), Buffer.from(body)])

export const createPaperSigner = (key: PaperKey): RequestSigner => {
  const inputOf: RequestSigner['explain'] = async ({ method, target, body = Buffer.of() }, { now }) => {
    const time = toInstant(now)
    const signingInput = signingText(method, target, time, body)
    const headers = { 'X-Paper-Time': time, 'X-Paper-Signature': await key.sign(signingInput) }
    return { scheme: 'paper', algorithm: 'hmac-sha256', signingInput, headers }
  }
  return { explain: inputOf, sign: async (request, context) => (await inputOf(request, context)).headers }
}

/** The bank seals each answer; a proxy before it does not. */
export const createPaperVerifier = (sealSecret: string): ResponseVerifier => ({
  verify: async ({ status, headers, body }) => {
    const seal = headers['x-paper-seal']
    if (seal === undefined && status >= 500) return
    if (seal !== undefined && isSealed(sealSecret, body, seal)) return
    throw new NostroError({
      code: 'verification_failed',
      provider: 'paper',
      message: 'The seal of Paper Bank’s answer does not hold.',
      hint: 'Somebody between us and the bank may have changed it. Do not use the answer.',
    })
  },
})

export const isSealed = (secret: string, body: Uint8Array | string, seal: string): boolean =>
  sameText(seal, macOf(secret, body))

import { type KeyObject, sign } from 'node:crypto'
import type { BankAnswer, BankRequest, Rejection } from '../../http/bank-handler.ts'
import type { BunqState } from '../state/bunq-state.ts'
import { wireJson } from '../wire/wire-json.ts'
import { type Refusal, translate } from './refusal.ts'
import type { Reply } from './route.ts'

const SIGNATURE = 'X-Bunq-Server-Signature'

/** Everything is signed but rate limits, maintenance and faults of the bank. */
const isSigned = (status: number): boolean => status < 500 && status !== 429 && status !== 491

/** Makes answers: compact JSON or a file, the bank's headers, and its signature over the very bytes of the body. */
export const createAnswers = (state: BunqState, privateKey: KeyObject) => {
  const responseId = (): string => {
    const hex = state.context.randomBytes(16).toString('hex')
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
  }
  const answer = (
    request: BankRequest | undefined,
    content: { status: number; contentType: string; bytes: Uint8Array; rejection?: Rejection },
  ): BankAnswer => {
    const requestId = request?.header('X-Bunq-Client-Request-Id')
    return {
      status: content.status,
      headers: {
        Date: new Date(state.now()).toUTCString(),
        'Content-Type': content.contentType,
        'Strict-Transport-Security': 'max-age=31536000',
        'X-Frame-Options': 'SAMEORIGIN',
        'Access-Control-Allow-Origin': '*',
        'X-Bunq-Client-Response-Id': responseId(),
        ...(requestId === undefined ? {} : { 'X-Bunq-Client-Request-Id': requestId }),
        ...(isSigned(content.status)
          ? { [SIGNATURE]: sign('sha256', content.bytes, privateKey).toString('base64') }
          : {}),
      },
      body: content.bytes,
      rejection: content.rejection,
    }
  }
  const json = (value: object): { contentType: string; bytes: Uint8Array } => ({
    contentType: 'application/json',
    bytes: Buffer.from(wireJson(value), 'utf8'),
  })
  return {
    success: (request: BankRequest, reply: Reply): BankAnswer => {
      if ('bytes' in reply) return answer(request, { status: 200, contentType: reply.contentType, bytes: reply.bytes })
      const pagination = reply.pagination === undefined ? {} : { Pagination: reply.pagination }
      return answer(request, { status: 200, ...json({ Response: reply.objects, ...pagination }) })
    },
    /** A status that no check gave: a fault of the bank or an injected one. */
    failed: (status: number): BankAnswer => {
      const text =
        status === 429
          ? 'Too many requests. You can do a maximum of 3 calls per 3 second to this endpoint.'
          : 'An internal error occurred. Please try again later.'
      return answer(undefined, {
        status,
        ...json({ Error: [{ error_description: text, error_description_translated: text }] }),
      })
    },
    refused: (request: BankRequest, refusal: Refusal): BankAnswer => {
      const language = request.header('X-Bunq-Language')
      const entries = refusal.descriptions.map((text) => ({
        error_description: text,
        error_description_translated: translate(text, language),
      }))
      return answer(request, { status: refusal.status, ...json({ Error: entries }), rejection: refusal.rejection })
    },
  }
}

/** An answer whose signature looks right and is not: the bytes are those of another message. */
export const spoilSignature = (answer: BankAnswer): BankAnswer => {
  const signature = answer.headers?.[SIGNATURE]
  if (signature === undefined) return answer
  const bytes = Buffer.from(signature, 'base64')
  const middle = bytes.length >> 1
  bytes.writeUInt8((bytes.readUInt8(middle) + 1) % 256, middle)
  return { ...answer, headers: { ...answer.headers, [SIGNATURE]: bytes.toString('base64') } }
}

/** The bank’s signature over a body that was changed after it was signed; an answer without one stays without. */
export const signAgain = (answer: BankAnswer, privateKey: KeyObject): BankAnswer => {
  if (answer.headers?.[SIGNATURE] === undefined) return answer
  const signature = sign('sha256', Buffer.from(answer.body ?? ''), privateKey).toString('base64')
  return { ...answer, headers: { ...answer.headers, [SIGNATURE]: signature } }
}

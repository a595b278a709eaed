import type { CallContext, EsignProvider, SigningOrder } from '@nostro/core'
import { encodeText, type SignFields } from '../api/order-fields.ts'
import type { Orders } from './orders.ts'

/** Signing a text with BankID. What is signed is exactly the base64 text that was sent. */
export const createEsign = (orders: Orders, endUserIp: (ctx?: CallContext) => string): EsignProvider => ({
  startSigning: async (order, ctx) => orders.start('sign', toFields(order, endUserIp(ctx)), {}, ctx),
  advance: async (challenge, _answer, ctx) => orders.advance(challenge, ctx),
  frame: (challenge, at) => orders.frame(challenge, at),
  cancel: (challenge, ctx) => orders.cancel(challenge, ctx),
})

const toFields = (
  { text, format, hiddenData, personalNumber, redirectUri }: SigningOrder,
  endUserIp: string,
): SignFields => {
  const userVisibleData = encodeText(text)
  return {
    endUserIp,
    userVisibleData,
    ...(format === 'markdown' ? { userVisibleDataFormat: 'simpleMarkdownV1' } : {}),
    ...(hiddenData === undefined ? {} : { userNonVisibleData: Buffer.from(hiddenData).toString('base64') }),
    ...(personalNumber === undefined ? {} : { requirement: { personalNumber } }),
    ...(redirectUri === undefined ? {} : { returnUrl: redirectUri }),
  }
}

import { type CallContext, type EsignProvider, NostroError, type SigningOrder } from '@nostro/core'
import type { OrderFields } from '../api/client.ts'
import type { Orders } from './orders.ts'

/** Signing a text with BankID. What is signed is exactly the base64 text that was sent. */
export const createEsign = (orders: Orders, endUserIp: (ctx?: CallContext) => string): EsignProvider => ({
  startSigning: async (order, ctx) => orders.start('sign', toFields(order, endUserIp(ctx)), 'identify', ctx),
  advance: async (challenge, _answer, ctx) => orders.advance(challenge, ctx),
  frame: (challenge, at) => orders.frame(challenge, at),
  cancel: (challenge, ctx) => orders.cancel(challenge, ctx),
})

const toFields = (
  { text, format, hiddenData, personalNumber, redirectUri }: SigningOrder,
  endUserIp: string,
): OrderFields => {
  const userVisibleData = Buffer.from(text).toString('base64')
  if (text === '' || userVisibleData.length > 40_000) {
    throw new NostroError({
      code: 'invalid_request',
      provider: 'bankid',
      message: `The text to sign has ${userVisibleData.length} characters in base64; 1 to 40 000 are allowed.`,
      hint: 'Sign a shorter text, with the document’s digest as hiddenData.',
    })
  }
  return {
    endUserIp,
    userVisibleData,
    ...(format === 'markdown' ? { userVisibleDataFormat: 'simpleMarkdownV1' } : {}),
    ...(hiddenData === undefined ? {} : { userNonVisibleData: Buffer.from(hiddenData).toString('base64') }),
    ...(personalNumber === undefined ? {} : { requirement: { personalNumber } }),
    ...(redirectUri === undefined ? {} : { returnUrl: redirectUri }),
  }
}

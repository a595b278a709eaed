import type { AuthProvider, CallContext, Challenge, StartRequest } from '@nostro/core'
import type { Bank } from '@nostro/provider-kit'
import { checkInput, dateSchema, ibanSchema } from '@nostro/provider-kit'
import { z } from 'zod'

/** A card that the asking company has issued, for confirmations of funds. */
export interface FundsCard {
  /** Its number, or a masked one or a token of it: what both sides agree on; at most 35 characters. */
  readonly number: string
  /** Last day of its validity. */
  readonly expiryDate?: string | undefined
  /** What the customer reads about it, such as `My Merchant Loyalty Card`; at most 140 characters. */
  readonly information?: string | undefined
}

/** What is asked of a Berlin Group bank: core's request, and the card that confirmations of funds are for. */
export interface BerlinGroupStartRequest extends StartRequest {
  /** With the purpose `funds` only. */
  readonly card?: FundsCard | undefined
}

/** Core's contract, whose `start` takes a card too. */
export interface BerlinGroupAuth extends Omit<AuthProvider, 'start'> {
  start(request: BerlinGroupStartRequest, ctx?: CallContext): Promise<Challenge>
}

export const cardSchema = z.strictObject({
  number: z.string().min(1).max(35),
  expiryDate: dateSchema.optional(),
  information: z.string().min(1).max(140).optional(),
})

const startSchema = z.strictObject({
  purpose: z.string(),
  redirectUri: z.string().optional(),
  accounts: z.array(z.string()).min(1).optional(),
  customerId: z.string().min(1).optional(),
  customerType: z.enum(['personal', 'business']).optional(),
  validUntil: dateSchema.optional(),
  previous: z.looseObject({}).optional(),
})

/** Confirmations of funds are for one account, whose consent has no end. */
const fundsSchema = startSchema.omit({ validUntil: true }).extend({
  accounts: z.array(ibanSchema).length(1).optional(),
  card: cardSchema.optional(),
})

/** @throws NostroError `invalid_request` naming the field */
export const checkStartRequest = (request: BerlinGroupStartRequest, bank: Bank): void => {
  const rules = { bank, what: 'request' }
  // A member may throw when it is read, which is not to leave as it is.
  const { purpose } = checkInput(z.object({ purpose: z.unknown() }), request, rules)
  checkInput<unknown>(purpose === 'funds' ? fundsSchema : startSchema, request, rules)
}

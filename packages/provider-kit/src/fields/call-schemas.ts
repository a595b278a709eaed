import type { AccountRef, CallContext, PaymentRef, SessionPurpose, StartRequest, TransactionQuery } from '@nostro/core'
import { z } from 'zod'
import type { Bank } from '../bank.ts'
import { invalidField } from '../errors/invalid-request.ts'
import { checkPurpose } from '../sessions/check-session.ts'
import { checkInput } from './check-input.ts'
import { dateSchema } from './money-schema.ts'

/** Members of `InitiateOptions`, to which a provider adds its own. */
export const initiateShape = {
  idempotencyKey: z
    .string()
    .regex(/^[!-~]{1,128}$/, 'must be 1 to 128 printable ASCII characters without blanks, such as a UUID'),
  startedAt: z.number().optional(),
  redirectUri: z.string().optional(),
  approval: z.looseObject({ provider: z.string(), format: z.string() }).optional(),
  payeeVerification: z.looseObject({}).optional(),
}

/** `InitiateOptions` alone. */
export const initiateSchema = z.strictObject(initiateShape)

/** Members of `TransactionQuery`, to which a provider adds its own. */
export const transactionQueryShape = {
  dateFrom: dateSchema.optional(),
  dateTo: dateSchema.optional(),
  pageSize: z.int().min(1).optional(),
  cursor: z.string().optional(),
  order: z.enum(['newest-first', 'oldest-first']).optional(),
}

/** `TransactionQuery` alone. */
export const transactionQuerySchema = z.strictObject(transactionQueryShape)

/**
 * A query of a listing: days as text, the first not after the last, no unknown member.
 * @throws NostroError `invalid_request` naming the field
 *
 * @example
 * checkQuery(query, { bank, schema: transactionQuerySchema })
 */
export const checkQuery = <T extends TransactionQuery>(
  query: T,
  { bank, schema }: { readonly bank: Bank; readonly schema: z.ZodType },
): T => {
  checkInput(schema, query, { bank, what: 'query' })
  const { dateFrom, dateTo } = query
  if (dateFrom !== undefined && dateTo !== undefined && dateFrom > dateTo) {
    throw invalidField(bank, {
      field: 'dateFrom',
      problem: `${dateFrom} lies after \`dateTo\` ${dateTo}`,
      hint: 'Exchange the two.',
    })
  }
  return query
}

/** A whole `Account` is a reference too, so further members are taken. */
const accountRefSchema = z.looseObject({
  id: z.string().min(1),
  kind: z.string(),
  currency: z.string().optional(),
  links: z.record(z.string(), z.string()).optional(),
})

/**
 * A reference to an account. @throws NostroError `invalid_request` naming the field
 *
 * @example
 * checkAccountRef(ref, bank)
 */
export const checkAccountRef = (ref: AccountRef, bank: Bank): AccountRef => {
  checkInput(accountRefSchema, ref, { bank, what: 'account', at: 'account' })
  return ref
}

const paymentRefSchema = z.looseObject({
  provider: z.string(),
  kind: z.string(),
  id: z.string().min(1),
  details: z.record(z.string(), z.string()).optional(),
})

/**
 * A reference to a payment of this provider. @throws NostroError `invalid_request`
 *
 * @example
 * checkPaymentRef(ref, bank)
 */
export const checkPaymentRef = (ref: PaymentRef, bank: Bank): PaymentRef => {
  checkInput(paymentRefSchema, ref, { bank, what: 'reference', at: 'ref' })
  if (ref.provider === bank.provider) return ref
  throw invalidField(bank, {
    field: 'ref.provider',
    problem: `is “${ref.provider.slice(0, 40)}”: the payment is not one of ${bank.name}`,
    hint: 'Give the reference to the provider that made the payment.',
  })
}

/** One line of a header: a line break would add another one (RFC 9110 section 5.5). */
const headerLine = z.string().regex(/^[^\p{Cc}]*$/u, 'must be one line without control characters')

const psuSchema = z.strictObject({
  ipAddress: z.union([z.ipv4(), z.ipv6()], { error: 'must be an IPv4 or IPv6 address' }),
  port: z.int().min(0).max(65_535).optional(),
  userAgent: headerLine.optional(),
  accept: headerLine.optional(),
  acceptCharset: headerLine.optional(),
  acceptEncoding: headerLine.optional(),
  acceptLanguage: headerLine.optional(),
  httpMethod: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).optional(),
  deviceId: headerLine.optional(),
  geoLocation: headerLine.optional(),
})

const contextSchema = z
  .strictObject({
    signal: z.custom<AbortSignal>((value) => value instanceof AbortSignal, 'must be an AbortSignal').optional(),
    psu: psuSchema.optional(),
    traceId: headerLine.optional(),
  })
  .optional()

/**
 * The context of a call. @throws NostroError `invalid_request` naming the field
 *
 * @example
 * checkContext(ctx, bank)
 */
export const checkContext = (ctx: CallContext | undefined, bank: Bank): void => {
  checkInput(contextSchema, ctx, { bank, what: 'context', at: 'ctx' })
}

const startSchema = z.strictObject({
  purpose: z.string(),
  redirectUri: z.string().optional(),
  country: z.string().optional(),
  institution: z.looseObject({ name: z.string() }).optional(),
  accounts: z.array(z.string()).optional(),
  customerType: z.enum(['personal', 'business']).optional(),
  customerId: z.string().optional(),
  validUntil: dateSchema.optional(),
  scaMethod: z.string().optional(),
  previous: z.looseObject({}).optional(),
})

/** A member of `StartRequest` beside its purpose. */
export type StartMember = Exclude<keyof StartRequest, 'purpose'>

/** What a bank can serve of a request to start. */
export interface StartRules<P extends SessionPurpose> {
  readonly bank: Bank
  readonly purposes: readonly P[]
  /** The members that the bank can serve. Any other is refused, so that no wish is ignored. */
  readonly members: readonly StartMember[]
}

/**
 * The purpose of a request to start, when all of it can be served.
 * @throws NostroError `invalid_request` naming the member
 *
 * @example
 * const purpose = checkStart(request, { bank, purposes: ['accounts'], members: ['redirectUri', 'previous'] })
 */
export const checkStart = <P extends SessionPurpose>(
  request: StartRequest,
  { bank, purposes, members }: StartRules<P>,
): P => {
  checkInput(startSchema, request, { bank, what: 'request' })
  const served: ReadonlySet<string> = new Set(['purpose', ...members])
  const foreign = Object.entries(request).find(([name, value]) => value !== undefined && !served.has(name))
  if (foreign === undefined) return checkPurpose(request.purpose, purposes, bank)
  throw invalidField(bank, {
    field: foreign[0],
    problem: `cannot be chosen at ${bank.name}`,
    hint: members.length === 0 ? 'Leave it out.' : `Leave it out; what can be chosen is: ${members.join(', ')}.`,
  })
}

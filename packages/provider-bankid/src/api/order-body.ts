import { NostroError } from '@nostro/core'
import type { OrderOperation } from './order-fields.ts'

export const orderOperations = ['auth', 'sign', 'payment', 'phoneAuth', 'phoneSign', 'otherPayment'] as const

/** BankID's limit for `web.userAgent`, in characters. */
const longestUserAgent = 256

type Body = Readonly<Record<string, unknown>>

/**
 * The caller's fields as the body of the call: a long `web.userAgent` is cut to what BankID takes, and an IPv4 address that
 * a dual socket wrote as `::ffff:192.0.2.1` becomes IPv4. Everything else goes as it is, and is checked afterwards.
 * @throws NostroError `invalid_request` for an operation that does not exist, or fields that are no object
 */
export const toOrderBody = (operation: OrderOperation, fields: object): Body => {
  if (!(orderOperations as readonly unknown[]).includes(operation)) {
    throw wrong(
      `BankID has no operation ${typeof operation === 'string' ? `“${operation}”` : 'of that name'}.`,
      `Choose one of ${orderOperations.join(', ')}. A login is “auth”. Nothing was sent.`,
    )
  }
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) {
    throw wrong(
      `BankID’s “${operation}” is called without its fields.`,
      `Give an object, such as { endUserIp: '203.0.113.24' }. Nothing was sent.`,
    )
  }
  const { endUserIp, web, ...rest } = fields as Record<string, unknown>
  return withoutUndefined({
    ...rest,
    endUserIp: typeof endUserIp === 'string' ? plainAddress(endUserIp) : endUserIp,
    web: withShortUserAgent(web),
  })
}

/** Members without a value are not sent; neither are those of an object inside, such as `requirement`. */
const withoutUndefined = (value: Body): Body =>
  Object.fromEntries(
    Object.entries(value).flatMap(([name, member]): [string, unknown][] => {
      if (member === undefined) return []
      const isObject = typeof member === 'object' && member !== null && !Array.isArray(member)
      return [[name, isObject ? withoutUndefined(member as Body) : member]]
    }),
  )

/** An IPv4 address inside an IPv6 one as IPv4; BankID refuses the mixed form. */
const plainAddress = (address: string): string => address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '')

const withShortUserAgent = (web: unknown): unknown => {
  if (typeof web !== 'object' || web === null || !('userAgent' in web)) return web
  const { userAgent } = web
  if (typeof userAgent !== 'string' || userAgent.length <= longestUserAgent) return web
  // Half of a surrogate pair would be no character.
  return { ...web, userAgent: userAgent.slice(0, longestUserAgent).replace(/[\uD800-\uDBFF]$/, '') }
}

const wrong = (message: string, hint: string): NostroError =>
  new NostroError({ code: 'invalid_request', provider: 'bankid', message, hint })

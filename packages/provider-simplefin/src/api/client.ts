import type { RateBudget } from '@nostro/core'
import {
  type Authorizer,
  type CallContext,
  NostroError,
  type Transport,
  type TransportFactory,
  toRequest,
} from '@nostro/core'
import { createAnswerReader, withQuery, withRequestId } from '@nostro/provider-kit'
import type { AccessUrl } from '../auth/access-url.ts'
import type { SimpleFinSettings } from '../options.ts'
import { simpleFin } from './bank.ts'
import { endpoints } from './endpoints.ts'
import { requestIdHeader, toSimpleFinError } from './errors.ts'
import { type AccountSet, accountSetSchema } from './schemas.ts'

export interface AccountsQuery {
  /** Unix seconds. */
  readonly start: number
  /** Unix seconds, exclusive. */
  readonly end?: number | undefined
}

export interface SimpleFinClient {
  /**
   * Exchanges a setup token for the access URL, as the server wrote it.
   * @throws NostroError `consent_expired` for one that was claimed before
   */
  claim(url: URL, ctx: CallContext | undefined): Promise<string>
  accounts(
    access: AccessUrl,
    query: AccountsQuery,
    call: { readonly customer: string; readonly ctx: CallContext | undefined },
  ): Promise<AccountSet>
  close(): Promise<void>
}

export interface ClientParts {
  readonly createTransport: TransportFactory
  readonly settings: SimpleFinSettings
  readonly budgets: readonly RateBudget[]
}

const read = createAnswerReader({
  bank: simpleFin,
  requestIdHeader,
  decimalKeys: new Set(['balance', 'available-balance', 'amount']),
})

/** Every server is its own origin, known when the customer brings its address: each gets its own transport. */
const createTransports = ({ createTransport, settings, budgets }: ClientParts) => {
  const made = new Map<string, Transport>()
  let isClosed = false
  return {
    of: (origin: string): Transport => {
      const known = made.get(origin)
      if (known !== undefined) return known
      if (isClosed)
        throw new NostroError({ code: 'aborted', provider: simpleFin.provider, message: 'The provider is closed.' })
      const { ca, timeoutMs } = settings
      const transport = createTransport({
        provider: simpleFin.provider,
        origins: [origin],
        ca,
        timeoutMs,
        budgets,
        bankRequestIdHeader: requestIdHeader,
      })
      made.set(origin, transport)
      return transport
    },
    close: async (): Promise<void> => {
      isClosed = true
      await Promise.all([...made.values()].map((transport) => transport.close()))
    },
  }
}

const basic = ({ user, password }: AccessUrl, budgetKey: string): Authorizer => ({
  budgetKey,
  headers: async () => ({ Authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` }),
  isRejected: () => false,
  renew: async () => undefined,
})

/** The two calls of a SimpleFIN server. */
export const createClient = (parts: ClientParts): SimpleFinClient => {
  const transports = createTransports(parts)
  return {
    claim: async (url, ctx) => {
      const transport = transports.of(url.origin)
      const { method, path, idempotent } = endpoints.claim
      const request = toRequest({ method, origin: url.origin, target: `${url.pathname}${url.search}` })
      const response = await transport.send(request, { ctx: ctx ?? {}, route: `${method} ${path}`, idempotent })
      if (response.status !== 200) throw toSimpleFinError(response, endpoints.claim, transport.bankNow())
      return Buffer.from(response.body).toString('utf8').trim()
    },
    accounts: async (access, { start, end }, { customer, ctx }) => {
      const transport = transports.of(access.origin)
      const { method, path, idempotent } = endpoints.accounts
      const query = {
        version: '2',
        'start-date': String(start),
        'end-date': end === undefined ? undefined : String(end),
        pending: parts.settings.pending ? '1' : undefined,
      }
      const target = withQuery(`${access.path}/accounts`, query)
      const request = toRequest({ method, origin: access.origin, target, headers: { Accept: 'application/json' } })
      const options = { ctx: ctx ?? {}, route: `${method} ${path}`, idempotent, authorize: basic(access, customer) }
      try {
        const response = await transport.send(request, options)
        if (response.status !== 200) throw toSimpleFinError(response, endpoints.accounts, transport.bankNow())
        return read(response, accountSetSchema, 'the accounts')
      } catch (error) {
        throw withRequestId(error, simpleFin, undefined)
      }
    },
    close: transports.close,
  }
}

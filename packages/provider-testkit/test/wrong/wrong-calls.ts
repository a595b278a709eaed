import { type CallContext, NostroError, type SendOptions } from '@nostro/core'
import type { PaperProvider } from '../paper/paper-provider.ts'
import {
  as,
  during,
  row,
  type Spoil,
  sends,
  settings,
  type Wrong,
  withPart,
  withProvider,
  withServices,
} from './wrong.ts'

type Balances = PaperProvider['accounts']['balances']

const secret = 'paper-client-secret-1'
/** Balances are asked for under another context. */
const contexts = (change: (ctx: CallContext) => CallContext) =>
  withPart('accounts', ({ balances }) => ({
    balances: (access, ref, ctx) => balances(access, ref, ctx === undefined ? undefined : change(ctx)),
  }))
const balances = (change: (balances: Balances) => Balances) =>
  withPart('accounts', (accounts) => ({ balances: change(accounts.balances) }))
/** Errors of a reading of entries, of balances or of a payment become others while a fault is on. */
const failing = (
  name: 'transactions' | 'balances',
  kind: string,
  change: (error: NostroError) => Partial<ConstructorParameters<typeof NostroError>[0]>,
): Spoil =>
  during((seen) =>
    withPart('accounts', (accounts) => {
      const judged = (error: unknown): unknown => (seen.fault?.kind === kind ? as(change)(error) : error)
      if (name === 'balances') {
        return {
          balances: (...args: Parameters<Balances>) =>
            accounts.balances(...args).catch((error: unknown) => {
              throw judged(error)
            }),
        }
      }
      return {
        async *transactions(...args: Parameters<typeof accounts.transactions>) {
          try {
            yield* accounts.transactions(...args)
          } catch (error) {
            throw judged(error)
          }
        },
      }
    }),
  )
const quiet = (kind: string, isMeant: (status: number | undefined) => boolean = () => true): Spoil =>
  during((seen) =>
    withPart('accounts', (accounts) => ({
      async *transactions(...args) {
        try {
          yield* accounts.transactions(...args)
        } catch (error) {
          if (seen.fault?.kind !== kind || !isMeant(seen.fault.status)) throw error
          yield { items: [], problems: [], asOf: '2026-06-15T10:00:00Z' }
        }
      },
    })),
  )
const signedBy = (
  options: SendOptions,
  change: (signer: NonNullable<SendOptions['signer']>) => Partial<NonNullable<SendOptions['signer']>>,
): SendOptions =>
  options.signer === undefined ? options : { ...options, signer: { ...options.signer, ...change(options.signer) } }
const isBalance = (target: string): boolean => target.endsWith('/balance')

/** Wrong in errors and secrets. */
const wrongErrors: readonly Wrong[] = [
  row('errors.malformed', 'none', quiet('malformed-json')),
  row('errors.other-shape', 'none', quiet('other-json')),
  row(
    'errors.redirect',
    'none',
    quiet('status', (status) => status === 302),
  ),
  row(
    'errors.broken-connection',
    'not to be tried again',
    failing('transactions', 'reset-before', () => ({ retryable: false })),
  ),
  row(
    'errors.cut-off',
    'a fault of the protocol',
    failing('transactions', 'truncated', () => ({ code: 'protocol_violation' })),
  ),
  row(
    'errors.read-again',
    'gives up at once',
    during((seen) =>
      sends(
        (send) => (request, options) =>
          send(
            request,
            seen.fault?.kind === 'reset-after' && request.method === 'GET'
              ? { ...options, idempotent: false }
              : options,
          ),
      ),
    ),
  ),
  row(
    'errors.retries-end',
    'tries on',
    during((seen) =>
      withPart('accounts', (accounts) => ({
        async *transactions(...args) {
          for (let turn = 0; ; turn += 1) {
            try {
              yield* accounts.transactions(...args)
              return
            } catch (error) {
              if (seen.fault?.status !== 504 || turn === 5) throw error
            }
          }
        },
      })),
    ),
  ),
  row(
    'errors.status',
    'no status',
    failing('transactions', 'status', ({ httpStatus }) => (httpStatus === 409 ? { httpStatus: undefined } : {})),
  ),
  row(
    'errors.retry-after-date',
    'knows seconds alone',
    failing('transactions', 'status', ({ retryAfterMs = 0 }) =>
      retryAfterMs > 3_600_000 ? { retryAfterMs: undefined } : {},
    ),
  ),
  row(
    'errors.bank-words',
    'keeps none',
    failing('transactions', 'status', ({ bankMessages }) =>
      bankMessages.some(({ text = '' }) => text.includes('Kit says')) ? { bankMessages: [] } : {},
    ),
  ),
  row(
    'errors.each-reading',
    'no provider on balances',
    failing('balances', 'status', ({ httpStatus }) => (httpStatus === 418 ? { provider: undefined } : {})),
  ),
  row(
    'errors.hint',
    'none',
    failing('transactions', 'status', ({ httpStatus }) => (httpStatus === 429 ? { hint: undefined } : {})),
  ),
  row(
    'errors.small',
    'a book',
    failing('transactions', 'status', ({ httpStatus, bankMessages }) =>
      httpStatus === 400 && bankMessages.length < 2 ? { hint: 'x'.repeat(25_000) } : {},
    ),
  ),
  row(
    'errors.forbidden-once',
    'asks again',
    balances((asked) => async (...args) => {
      for (let turn = 0; ; turn += 1) {
        try {
          return await asked(...args)
        } catch (error) {
          const isForbidden = NostroError.isInstance(error) && error.code === 'forbidden'
          if (!isForbidden || turn === 5) throw error
        }
      }
    }),
  ),
  row(
    'secrets.errors',
    'in the message',
    failing('transactions', 'status', ({ httpStatus }) =>
      httpStatus === 422 ? { message: `The secret ${secret} is wrong.` } : {},
    ),
  ),
  row(
    'secrets.echo',
    'as the bank wrote it',
    during((seen) =>
      withPart('accounts', (accounts) => ({
        async *transactions(...args) {
          try {
            yield* accounts.transactions(...args)
          } catch (error) {
            const text = JSON.stringify(seen.fault?.body ?? '')
            throw text.includes('Bearer') ? as(() => ({ message: text }))(error) : error
          }
        },
      })),
    ),
  ),
  row(
    'secrets.unreadable-answers',
    'quotes it',
    failing('transactions', 'malformed-json', ({ message }) => ({ message: `${message} ${secret}` })),
  ),
  row(
    'secrets.misuse',
    'repeats the session',
    withPart('accounts', (accounts) => ({
      async *accounts(access, ctx) {
        const session = await access.get()
        try {
          yield* accounts.accounts(access, ctx)
        } catch (error) {
          throw session.provider === 'some-other' ? as(() => ({ message: JSON.stringify(session) }))(error) : error
        }
      },
    })),
  ),
  row(
    'secrets.logs',
    'in a field',
    withPart('auth', (auth, { logger }) => ({
      start: (...args) => {
        logger.debug({ secret }, 'starting')
        return auth.start(...args)
      },
    })),
  ),
  row(
    'secrets.provider',
    'as a member',
    withProvider((provider) => ({ ...provider, options: { secret } })),
  ),
  row(
    'secrets.addresses',
    'in the query',
    sends(
      (send) => (request, options) =>
        send(request.target === '/accounts' ? { ...request, target: `/accounts?secret=${secret}` } : request, options),
    ),
  ),
  row(
    'secrets.routes',
    'the account in the route',
    sends(
      (send) => (request, options) =>
        send(request, isBalance(request.target) ? { ...options, route: `GET ${request.target}` } : options),
    ),
  ),
  row(
    'secrets.complaints',
    'signs wrongly at first',
    during((seen) =>
      sends((send) => async (request, options) => {
        const isQuiet = seen.fault === undefined && options.ctx.signal?.aborted !== true
        if (request.target === '/accounts' && isQuiet) {
          const spoilt = signedBy(options, (signer) => ({
            sign: async (...args) => ({ ...(await signer.sign(...args)), 'X-Paper-Signature': '0' }),
          }))
          await send(request, { ...spoilt, authorize: undefined }).catch((error: unknown) => {
            if (NostroError.isInstance(error) && error.code === 'invalid_config') throw error
          })
        }
        return send(request, options)
      }),
    ),
  ),
]

/** Wrong in how calls are made, signed, counted and ended. */
const wrongWays: readonly Wrong[] = [
  row(
    'calls.limits',
    'nine retries',
    settings(() => ({ retries: 9 })),
  ),
  row(
    'calls.provider-name',
    'another name',
    settings(() => ({ provider: 'sheet' })),
  ),
  row(
    'calls.origin',
    'asks another server too',
    sends((send) => async (request, options) => {
      if (request.target === '/accounts' && options.ctx.signal?.aborted !== true)
        await send({ ...request, origin: 'https://other.example' }, options).catch(() => {})
      return send(request, options)
    }),
  ),
  row(
    'calls.routes',
    'a query in the route',
    sends(
      (send) => (request, options) =>
        send(request, request.target === '/accounts' ? { ...options, route: 'GET /accounts?all' } : options),
    ),
  ),
  row(
    'calls.reads-are-idempotent',
    'once only',
    sends(
      (send) => (request, options) =>
        send(request, request.target === '/accounts' ? { ...options, idempotent: false } : options),
    ),
  ),
  row(
    'calls.no-customer',
    'claims one',
    sends((send) => (request, options) => {
      const claims = isBalance(request.target) && options.ctx.psu === undefined
      return send(
        claims ? { ...request, headers: { ...request.headers, 'PSU-IP-Address': '127.0.0.1' } } : request,
        options,
      )
    }),
  ),
  row(
    'calls.customer',
    'leaves the customer out',
    contexts((ctx) => (ctx.psu?.userAgent === 'Kit/1' ? { ...ctx, psu: undefined } : ctx)),
  ),
  row(
    'calls.bad-address',
    'leaves it out',
    contexts((ctx) => (ctx.psu?.ipAddress === 'nowhere' ? {} : ctx)),
  ),
  row(
    'calls.bad-context',
    'leaves it out',
    contexts((ctx) => ('signl' in ctx ? {} : ctx)),
  ),
  row(
    'calls.trace-id',
    'loses it',
    contexts(({ traceId: _lost, ...ctx }) => ctx),
  ),
  row('calls.header-injection', 'sends what the browser said', (bank) => {
    let said: string | undefined
    return sends((send) => (request, options) => {
      const more = said === undefined ? {} : { 'X-Browser': said }
      said = undefined
      return send({ ...request, headers: { ...request.headers, ...more } }, options)
    })(
      contexts((ctx) => {
        if (!ctx.psu?.userAgent?.includes('\r')) return ctx
        said = ctx.psu.userAgent
        return {}
      })(bank),
    )
  }),
  row(
    'signing.explains',
    'without its headers',
    sends(
      (send) => (request, options) =>
        send(
          request,
          signedBy(options, (signer) => ({
            explain: async (...args) => ({ ...(await signer.explain(...args)), headers: {} }),
          })),
        ),
    ),
  ),
  row('signing.same-input', 'counts its looks', (bank) => {
    let looks = 0
    return sends(
      (send) => (request, options) =>
        send(
          request,
          signedBy(options, (signer) => ({
            explain: async (...args) => {
              looks += 1
              return { ...(await signer.explain(...args)), signingInput: Buffer.from(`${looks}`) }
            },
          })),
        ),
    )(bank)
  }),
  row(
    'signing.body-counts',
    'leaves the body out',
    sends(
      (send) => (request, options) =>
        send(
          request,
          signedBy(options, (signer) => ({
            explain: (asked, at) => signer.explain({ ...asked, body: undefined }, at),
          })),
        ),
    ),
  ),
  row(
    'signing.leaves-the-request',
    'adds a header to it',
    sends(
      (send) => (request, options) =>
        send(
          request,
          signedBy(options, (signer) => ({
            sign: async (asked, at) => {
              const made = await signer.sign(asked, at)
              Object.assign(asked.headers, { 'X-Signed': String(at.now + Math.random()) })
              return made
            },
          })),
        ),
    ),
  ),
  row(
    'signing.key-failure',
    'sends it unsigned',
    sends(
      (send) => (request, options) =>
        send(
          request,
          signedBy(options, (signer) => ({ sign: (...args) => signer.sign(...args).catch(() => ({})) })),
        ),
    ),
  ),
  row(
    'signing.forged-answer',
    'does not look',
    sends(
      (send) => (request, options) =>
        send(request, request.target.includes('/entries') ? { ...options, verifier: undefined } : options),
    ),
  ),
  row(
    'budgets.kept',
    'allows more',
    settings(({ budgets = [] }) => ({ budgets: budgets.map((each) => ({ ...each, limit: 30 })) })),
  ),
  row(
    'budgets.waiting-ends',
    'waits on',
    withPart('accounts', ({ balances: asked }, { clock }) => ({
      balances: async (...args) => {
        for (;;) {
          try {
            return await asked(...args)
          } catch (error) {
            if (!NostroError.isInstance(error) || error.code !== 'rate_limited' || error.httpStatus !== undefined)
              throw error
            await clock.sleep(error.retryAfterMs ?? 1000)
          }
        }
      },
    })),
  ),
  row(
    'cancelling.before',
    'goes on',
    contexts((ctx) => (ctx.signal?.aborted === true ? {} : ctx)),
  ),
  row(
    'cancelling.during',
    'goes on',
    contexts((ctx) => (ctx.signal?.aborted === false ? {} : ctx)),
  ),
  row(
    'cancelling.listeners',
    'leaves one',
    contexts((ctx) => {
      if (ctx.signal instanceof AbortSignal) ctx.signal.addEventListener('abort', () => {})
      return ctx
    }),
  ),
  row(
    'cancelling.goes-on',
    'is broken afterwards',
    withPart('accounts', ({ balances: asked }) => {
      let isBroken = false
      return {
        balances: async (access, ref, ctx) => {
          if (isBroken) throw new NostroError({ code: 'aborted', provider: 'paper', message: 'It was aborted.' })
          isBroken = ctx?.signal?.aborted === true
          return asked(access, ref, ctx)
        },
      }
    }),
  ),
  row(
    'cancelling.start',
    'sends all the same',
    withPart('auth', (auth) => ({
      start: async (request, ctx) => {
        if (ctx?.signal?.aborted === true) await auth.start({ ...request, purpose: 'identify' })
        return auth.start(request, ctx)
      },
    })),
  ),
  row(
    'cancelling.timeout',
    'calls it empty',
    balances(
      (asked) =>
        (...args) =>
          asked(...args).catch((error: unknown) => {
            if (NostroError.isInstance(error) && error.code === 'timeout')
              return { items: [], problems: [], asOf: '2026-06-15T10:00:00Z' }
            throw error
          }),
    ),
  ),
  row('closing.afterwards', 'lists nothing', (bank) => {
    const closed = new WeakSet<object>()
    return withProvider((provider) => {
      const accounts = {
        ...provider.accounts,
        async *accounts(...args: Parameters<typeof provider.accounts.accounts>) {
          if (closed.has(accounts)) yield { items: [], problems: [], asOf: '2026-06-15T10:00:00Z' }
          else yield* provider.accounts.accounts(...args)
        },
      }
      return {
        ...provider,
        accounts,
        close: async () => {
          closed.add(accounts)
          await provider.close()
        },
      }
    })(bank)
  }),
  row(
    'closing.ends-calls',
    'leaves them alone',
    withProvider((provider) => {
      let active = 0
      return {
        ...provider,
        accounts: {
          ...provider.accounts,
          balances: async (...args) => {
            active += 1
            const page = await provider.accounts.balances(...args).finally(() => {
              active -= 1
            })
            return page
          },
        },
        close: async () => {
          if (active === 0) await provider.close()
        },
      }
    }),
  ),
  row('closing.other-instances', 'closes all', (bank) => {
    let isClosed = false
    return withProvider((provider) => ({
      ...provider,
      accounts: {
        ...provider.accounts,
        async *accounts(...args: Parameters<typeof provider.accounts.accounts>) {
          if (isClosed) throw new NostroError({ code: 'aborted', provider: 'paper', message: 'It was closed.' })
          yield* provider.accounts.accounts(...args)
        },
      },
      close: async () => {
        isClosed = true
        await provider.close()
      },
    }))(bank)
  }),
  row(
    'closing.start',
    'asks the bank',
    withProvider((provider, services) => {
      let isClosed = false
      return {
        ...provider,
        auth: {
          ...provider.auth,
          start: async (...args) => {
            if (isClosed) await askAccounts(services)
            return provider.auth.start(...args)
          },
        },
        close: async () => {
          isClosed = true
          await provider.close()
        },
      }
    }),
  ),
  row(
    'closing.unused',
    'says goodbye',
    during((seen) =>
      withProvider((provider, services) => ({
        ...provider,
        close: async () => {
          if (seen.fault === undefined) await askAccounts(services)
          await provider.close()
        },
      })),
    ),
  ),
  row('memory.resources', 'a timer for each', (bank) => {
    const timers: NodeJS.Timeout[] = []
    const spoilt = withServices((services) => {
      timers.push(setInterval(() => {}, 60_000))
      return services
    })(bank)
    return {
      ...spoilt,
      stop: async () => {
        for (const timer of timers) clearInterval(timer)
        await bank.stop()
      },
    }
  }),
]

const askAccounts = async (services: Parameters<Parameters<typeof withServices>[0]>[0]): Promise<void> => {
  const origin = 'https://bank.test'
  const transport = services.createTransport({ provider: 'paper', origins: [origin] })
  const request = { method: 'GET', origin, target: '/accounts', headers: {} } as const
  await transport.send(request, { ctx: {}, route: 'GET /accounts', idempotent: true }).catch(() => {})
  await transport.close()
}

export const wrongCalls: readonly Wrong[] = [...wrongErrors, ...wrongWays]

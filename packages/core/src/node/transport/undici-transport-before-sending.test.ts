import { describe, expect, it } from 'vitest'
import { changing, createTransportBench, failure, ok, post, reading } from '../../../test/transport-bench.ts'
import type { Authorizer, SendOptions } from '../../contracts/transport.ts'
import { errorCodes, type NostroErrorCode } from '../../errors/error-codes.ts'
import { mayHaveHappened } from '../../errors/may-have-happened.ts'
import { NostroError } from '../../errors/nostro-error.ts'

const { open, serve } = createTransportBench()
const codes = Object.keys(errorCodes) as NostroErrorCode[]
const fails = (code: NostroErrorCode) => () => Promise.reject(new NostroError({ code, message: 'x' }))
const token: Authorizer = { headers: async () => ({}), isRejected: () => false, renew: async () => {} }
const unused = (): never => {
  throw new Error('unused')
}

describe('A15: an error before the first byte leaves no change open', () => {
  const before: readonly (readonly [string, (code: NostroErrorCode) => Partial<SendOptions>])[] = [
    ['from fetching the token', (code) => ({ authorize: { ...token, headers: fails(code) } })],
    ['from the signer', (code) => ({ signer: { sign: fails(code), explain: unused } })],
  ]
  it.each(before)('%s, whatever its code', async (_name, optionsOf) => {
    const server = await serve(ok)
    const transport = open(server.origin)
    for (const code of codes) {
      const error = await failure(transport.send(post(server.origin), { ...changing, ...optionsOf(code) }))
      expect([code, mayHaveHappened(error), error.sent]).toEqual([code, false, false])
    }
    expect(server.seen).toHaveLength(0)
  })

  it('from renewing a token after the bank refused the call, whatever its code', async () => {
    const server = await serve((_request, response) => response.writeHead(401).end())
    const transport = open(server.origin)
    for (const code of codes) {
      const authorize = { ...token, isRejected: () => true, renew: fails(code) }
      const error = await failure(transport.send(post(server.origin), { ...changing, authorize }))
      expect([code, mayHaveHappened(error)]).toEqual([code, false])
    }
  })

  it('from another origin', async () => {
    const error = await failure(open('https://bank.example').send(post('https://evil.example'), changing))
    expect(mayHaveHappened(error)).toBe(false)
  })

  it('but one from the verifier of the answer does', async () => {
    const server = await serve(ok)
    const verifier = { verify: fails('verification_failed') }
    const error = await failure(open(server.origin).send(post(server.origin), { ...changing, verifier }))
    expect(mayHaveHappened(error)).toBe(true)
  })
})

describe('B1: a signal that has already aborted', () => {
  it.each([true, false])('rejects as aborted and begins nothing (idempotent: %s)', async (idempotent) => {
    const server = await serve(ok)
    const begun: string[] = []
    const begin = (what: string) => async () => {
      begun.push(what)
      throw new Error(what)
    }
    const budgets = [
      {
        name: 'all',
        limit: 1,
        windowMs: 1_000,
        kind: 'window',
        bucket: () => {
          begun.push('budget')
          return 'all'
        },
      },
    ] as const
    const error = await failure(
      open(server.origin, { budgets }).send(post(server.origin), {
        ...reading,
        idempotent,
        ctx: { signal: AbortSignal.abort(new Error('enough')) },
        authorize: { ...token, headers: begin('token') },
        signer: { sign: begin('signature'), explain: unused },
      }),
    )
    // A promise that is begun and not listened to would fail this run as an unhandled rejection.
    expect(error.code).toBe('aborted')
    expect(begun).toEqual([])
  })

  it('that aborts while the token is fetched leaves no promise without a listener', async () => {
    const server = await serve(ok)
    const controller = new AbortController()
    const headers = async (): Promise<never> => {
      controller.abort(new Error('enough'))
      await new Promise((resolve) => setImmediate(resolve))
      throw new Error('late')
    }
    const sending = open(server.origin).send(post(server.origin), {
      ...changing,
      ctx: { signal: controller.signal },
      authorize: { ...token, headers },
    })
    expect((await failure(sending)).code).toBe('aborted')
    await new Promise((resolve) => setImmediate(resolve))
    expect(server.seen).toHaveLength(0)
  })
})

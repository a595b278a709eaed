import { describe, expect, it } from 'vitest'
import type { Answer } from '../../../test/tls-server.ts'
import { changing, createTransportBench, failure, get, ok, post, reading } from '../../../test/transport-bench.ts'
import { NostroError } from '../../errors/nostro-error.ts'
import { createFakeClock } from '../../testing/fake-clock.ts'

const { open, serve } = createTransportBench()

describe('signer, verifier and authorizer', () => {
  it('each attempt is signed anew', async () => {
    let left = 1
    const server = await serve((_request, response) => response.writeHead(left-- > 0 ? 503 : 200).end())
    let count = 0
    const signer = {
      sign: async () => ({ 'X-Count': `${++count}` }),
      explain: async () => Promise.reject(new Error('unused')),
    }
    await open(server.origin).send(get(server.origin), { ...reading, signer })
    expect(server.seen.map(({ headers }) => headers['x-count'])).toEqual(['1', '2'])
  })

  it('a dead token is renewed once, also for a change', async () => {
    const server = await serve((request, response) => {
      response.writeHead(request.headers['authorization'] === 'Bearer new' ? 200 : 401).end()
    })
    let token = 'old'
    const authorize = {
      headers: async () => ({ Authorization: `Bearer ${token}` }),
      isRejected: ({ status }: { status: number }) => status === 401,
      renew: async () => {
        token = 'new'
      },
    }
    expect((await open(server.origin).send(post(server.origin), { ...changing, authorize })).status).toBe(200)
    expect(server.seen).toHaveLength(2)
  })

  it('a token that stays dead is given back after one renewal', async () => {
    const server = await serve((_request, response) => response.writeHead(401).end())
    let renewals = 0
    const authorize = {
      headers: async () => ({}),
      isRejected: ({ status }: { status: number }) => status === 401,
      renew: async () => {
        renewals += 1
      },
    }
    expect((await open(server.origin).send(get(server.origin), { ...reading, authorize })).status).toBe(401)
    expect(renewals).toBe(1)
  })

  it('an answer that does not verify reaches nobody', async () => {
    const server = await serve(ok)
    const verifier = {
      verify: async () => {
        throw new NostroError({ code: 'verification_failed', message: 'forged' })
      },
    }
    expect((await failure(open(server.origin).send(get(server.origin), { ...reading, verifier }))).code).toBe(
      'verification_failed',
    )
  })
})

describe('the bank’s clock', () => {
  const strictClock =
    (bankNow: () => number): Answer =>
    (request, response) => {
      const skew = Math.abs(Date.parse(request.headers['x-signed-at'] ?? '') - bankNow())
      response.setHeader('Date', new Date(bankNow()).toUTCString())
      response.writeHead(skew > 180_000 ? 401 : 200).end()
    }
  const settings = { clockSkew: { limitMs: 180_000, isSkewError: ({ status }: { status: number }) => status === 401 } }
  const signer = {
    sign: async (_request: unknown, { now }: { now: number }) => ({ 'X-Signed-At': new Date(now).toISOString() }),
    explain: async () => Promise.reject(new Error('unused')),
  }

  it('is used once ours is too far off, without another refusal later', async () => {
    const clock = createFakeClock()
    const server = await serve(strictClock(() => clock.now() + 600_000))
    const transport = open(server.origin, settings, { clock })
    expect((await transport.send(get(server.origin), { ...reading, signer })).status).toBe(200)
    expect(server.seen).toHaveLength(2)
    await transport.send(get(server.origin), { ...reading, signer })
    expect(server.seen).toHaveLength(3)
    expect(Math.abs(transport.bankNow() - clock.now() - 600_000)).toBeLessThan(1000)
  })

  it('is clock_skew when the corrected time is refused too', async () => {
    const clock = createFakeClock()
    // Each look at the bank’s clock finds it ten minutes further on.
    let looks = 0
    const drifting = (): number => {
      looks += 1
      return clock.now() + looks * 600_000
    }
    const server = await serve(strictClock(drifting))
    expect(
      (await failure(open(server.origin, settings, { clock }).send(get(server.origin), { ...reading, signer }))).code,
    ).toBe('clock_skew')
  })

  it('does not turn another refusal into clock_skew', async () => {
    const server = await serve((_request, response) => response.writeHead(401).end())
    expect((await open(server.origin, settings).send(get(server.origin), { ...reading, signer })).status).toBe(401)
  })
})

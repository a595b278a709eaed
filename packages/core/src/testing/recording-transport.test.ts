import { describe, expect, it } from 'vitest'
import type { BankResponse } from '../contracts/http-message.ts'
import type { SendOptions } from '../contracts/transport.ts'
import { toRequest } from '../http/outgoing-request.ts'
import { createRecordingTransport } from './recording-transport.ts'

const origin = 'https://bank.example'
const get = (target: string) => toRequest({ method: 'GET', origin, target, headers: { Accept: 'a', Date: 'old' } })
const options: SendOptions = { ctx: {}, route: 'GET /', idempotent: true }
const text = ({ body }: BankResponse): string => new TextDecoder().decode(body)

describe('createRecordingTransport', () => {
  it('answers by the longest prefix, and a list in order with its last entry staying', async () => {
    const transport = createRecordingTransport({
      'GET /a': { json: 'short' },
      'GET /a/b': [{ json: 1 }, { json: 2 }],
    })
    const answers: string[] = []
    for (const target of ['/a?x', '/a/b', '/a/b/c', '/a/b'])
      answers.push(text(await transport.send(get(target), options)))
    expect(answers).toEqual(['"short"', '1', '2', '2'])
    await expect(transport.send(get('/z'), options)).rejects.toMatchObject({ code: 'bank_unavailable' })
  })

  it('records what would have been sent, with the later header winning in any case', async () => {
    const transport = createRecordingTransport(
      () => ({ status: 204 }),
      () => 42,
    )
    await transport.send(get('/a'), {
      ...options,
      authorize: {
        headers: async () => ({ Authorization: 'Bearer t' }),
        isRejected: () => false,
        renew: async () => {},
      },
      signer: {
        sign: async ({ headers }, { now }) => ({ date: `${now}`, Signature: Object.keys(headers).join(' ') }),
        explain: () => Promise.reject(new Error('unused')),
      },
    })
    expect(transport.calls[0]?.headers).toEqual({
      Accept: 'a',
      Authorization: 'Bearer t',
      date: '42',
      Signature: 'Accept Date Authorization',
    })
  })

  it('runs the verifier, and renews a dead token once', async () => {
    let token = 'old'
    const transport = createRecordingTransport(({ headers }) => ({
      status: headers['Authorization'] === 'new' ? 200 : 401,
    }))
    const verified: number[] = []
    const answer = await transport.send(get('/a'), {
      ...options,
      authorize: {
        headers: async () => ({ Authorization: token }),
        isRejected: ({ status }) => status === 401,
        renew: async () => {
          token = 'new'
        },
      },
      verifier: { verify: async ({ status }) => void verified.push(status) },
    })
    expect([answer.status, transport.calls.length, verified]).toEqual([200, 2, [401, 200]])
  })

  it('binds links to their origin', () => {
    const transport = createRecordingTransport({})
    expect(transport.resolveLink(origin, `${origin}/next?x`)).toBe('/next?x')
    expect(() => transport.resolveLink(origin, 'https://evil.example/')).toThrow(
      expect.objectContaining({ code: 'protocol_violation' }),
    )
  })
})

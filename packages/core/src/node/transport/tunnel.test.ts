import { createServer } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { describe, expect, it } from 'vitest'
import { startConnectProxy } from '../../../test/connect-proxy.ts'
import { changing, createTransportBench, failure, get, ok, post, reading } from '../../../test/transport-bench.ts'
import type { CallRecord } from '../../contracts/transport.ts'
import { mayHaveHappened } from '../../errors/may-have-happened.ts'

const { keep, open, pki, serve } = createTransportBench()

describe('B8: a proxy', () => {
  it('carries calls with the client certificate inside the tunnel, and keeps connections', async () => {
    const subjects: string[] = []
    const server = await serve(
      (_request, response, socket) => {
        subjects.push(String((socket as TLSSocket).getPeerCertificate().subject?.CN ?? ''))
        response.end('{}')
      },
      { requestCert: true, ca: pki().bankid.clientCa },
    )
    const proxy = await startConnectProxy()
    keep(proxy)
    const transport = open(
      server.origin,
      { identity: pki().bankid.relyingParty, connections: 1 },
      { proxy: proxy.url.replace('://', '://me:p%40ss@') },
    )
    await transport.send(get(server.origin), reading)
    await transport.send(post(server.origin), changing)
    expect(subjects).toEqual(['FP Testcert 5', 'FP Testcert 5'])
    expect(server.connections()).toBe(1)
    expect(proxy.asked).toEqual([
      {
        target: server.origin.replace('https://', ''),
        authorization: `Basic ${Buffer.from('me:p@ss').toString('base64')}`,
      },
    ])
  })

  it('carries fifty calls at once', async () => {
    const server = await serve(ok)
    const proxy = await startConnectProxy()
    keep(proxy)
    const transport = open(server.origin, { connections: 20 }, { proxy: proxy.url })
    const answers = await Promise.all(Array.from({ length: 50 }, () => transport.send(get(server.origin), reading)))
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
    expect(proxy.asked.length).toBeLessThanOrEqual(20)
  })

  it('does not make an untrusted server trusted', async () => {
    const server = await serve(ok)
    const proxy = await startConnectProxy()
    keep(proxy)
    const transport = open(server.origin, { ca: pki().ing.clientCa }, { proxy: proxy.url })
    expect((await failure(transport.send(get(server.origin), reading))).code).toBe('certificate_rejected')
    expect(server.seen).toHaveLength(0)
  })

  it.each([
    [407, 'invalid_config', 1, /HTTPS_PROXY/],
    [403, 'bank_unavailable', 1, /allowed in the proxy/],
    [503, 'bank_unavailable', 3, /Try again/],
  ])('that answers %i is named; a change is not left open', async (status, code, attempts, hint) => {
    const server = await serve(ok)
    const proxy = await startConnectProxy(status)
    keep(proxy)
    const records: CallRecord[] = []
    const address = proxy.url.replace('://', '://me:planted-secret@')
    const error = await failure(
      open(server.origin, {}, { proxy: address, records }).send(post(server.origin), changing),
    )
    expect(error).toMatchObject({ code, sent: false, hint: expect.stringMatching(hint) })
    expect(records).toMatchObject([{ attempts }])
    expect(mayHaveHappened(error)).toBe(false)
    expect(JSON.stringify(error)).not.toContain('planted-secret')
    expect(server.seen).toHaveLength(0)
  })

  it('that is not there is named', async () => {
    const probe = createServer()
    await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
    const { port } = probe.address() as { port: number }
    await new Promise((resolve) => probe.close(resolve))
    const transport = open('https://127.0.0.1:1', { retries: 0 }, { proxy: `http://127.0.0.1:${port}` })
    const error = await failure(transport.send(get('https://127.0.0.1:1'), reading))
    expect(error).toMatchObject({ code: 'bank_unavailable', retryable: true })
    expect(error.message).toMatch(/proxy named in HTTPS_PROXY could not be reached/)
  })
})

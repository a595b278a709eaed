import { createSecureServer as createHttp2Server } from 'node:http2'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { issueRelyingParty, issueTpp, toPkcs12 } from '@nostro/simulators'
import { describe, expect, it } from 'vitest'
import { openssl, startOpensslServer } from '../../../test/openssl-server.ts'
import { changing, createTransportBench, failure, get, ok, post, reading } from '../../../test/transport-bench.ts'
import type { CallRecord } from '../../contracts/transport.ts'

const { keep, open, pki, serve } = createTransportBench()

describe('TLS', () => {
  it.each(['PEM', 'PKCS#12', 'PKCS#12 with old ciphers'])('shows the client certificate from %s', async (form) => {
    let subject = ''
    const server = await serve(
      (_request, response, socket) => {
        subject = String((socket as import('node:tls').TLSSocket).getPeerCertificate().subject?.CN ?? '')
        response.end()
      },
      { requestCert: true, ca: pki().bankid.clientCa },
    )
    const pair = pki().bankid.relyingParty
    const identity =
      form === 'PEM'
        ? pair
        : { pkcs12: toPkcs12(pair, 'secret', form === 'PKCS#12' ? 'aes256' : '3des'), passphrase: 'secret' }
    await open(server.origin, { identity }).send(get(server.origin), reading)
    expect(subject).toBe('FP Testcert 5')
  })

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'a missing client certificate is certificate_rejected over %s, and not tried again',
    async (version) => {
      const server = await serve(ok, {
        requestCert: true,
        ca: pki().ing.clientCa,
        minVersion: version,
        maxVersion: version,
      })
      const records: CallRecord[] = []
      const error = await failure(open(server.origin, {}, { records }).send(get(server.origin), reading))
      expect(error.code).toBe('certificate_rejected')
      expect(records).toMatchObject([{ attempts: 1, error: 'certificate_rejected' }])
    },
  )

  it.runIf(openssl !== undefined).each(['tls1_2', 'tls1_3'])(
    'a certificate of another authority is certificate_rejected over %s, also for a change',
    async (version) => {
      const { tls } = await issueTpp(pki().authorities, { authority: 'foreign' })
      const server = await startOpensslServer(pki(), version)
      keep(server)
      const error = await failure(open(server.origin, { identity: tls }).send(post(server.origin), changing))
      expect(error.code).toBe('certificate_rejected')
      const good = await open(server.origin, { identity: pki().ing.tpp.tls }).send(get(server.origin), reading)
      expect(good.status).toBe(200)
    },
  )

  it('an earlier refusal does not explain a later lost answer', async () => {
    let changes = 0
    const server = await serve(
      (_request, _response, socket) => {
        changes += 1
        socket.destroy()
      },
      { requestCert: true, ca: pki().ing.clientCa },
    )
    const transport = open(server.origin)
    expect((await failure(transport.send(get(server.origin), reading))).code).toBe('certificate_rejected')
    server.acceptEverybody()
    expect((await failure(transport.send(post(server.origin), changing))).code).toBe('outcome_unknown')
    expect(changes).toBe(1)
  })

  it('an untrusted server is refused before anything is sent', async () => {
    const server = await serve(ok)
    const error = await failure(open(server.origin, { ca: pki().ing.clientCa }).send(post(server.origin), changing))
    expect(error).toMatchObject({ code: 'certificate_rejected', hint: expect.stringContaining('“ca”') })
    expect(server.seen).toHaveLength(0)
  })

  it('a certificate for another name is refused', async () => {
    const server = await serve(ok)
    const origin = server.origin.replace('127.0.0.1', '127.0.0.2')
    const error = await failure(open(origin, { retries: 0 }).send(get(origin), reading))
    expect(['certificate_rejected', 'bank_unavailable']).toContain(error.code)
    const named = await serve(
      ok,
      await issueRelyingParty(pki().authorities).then(({ certificate, key }) => ({ cert: certificate, key })),
    )
    expect(
      (await failure(open(named.origin, { ca: pki().bankid.clientCa }).send(get(named.origin), reading))).message,
    ).toMatch(/another host name/)
  })

  it('B4: TLS 1.1 is refused, and not tried again', async () => {
    const server = await serve(ok, { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' })
    const records: CallRecord[] = []
    const error = await failure(open(server.origin, {}, { records }).send(get(server.origin), reading))
    expect(error).toMatchObject({
      code: 'bank_unavailable',
      retryable: false,
      message: expect.stringMatching(/TLS 1\.2/),
    })
    expect(records).toMatchObject([{ attempts: 1 }])
  })

  it('B4: a server that speaks HTTP/2 only is named, and not tried again', async () => {
    const { certificate, key } = pki().server
    const server = createHttp2Server({ cert: certificate, key, allowHTTP1: false })
    server.on('sessionError', () => undefined)
    keep({ close: () => new Promise((resolve) => server.close(() => resolve())) })
    const records: CallRecord[] = []
    const origin = await listen(server)
    const error = await failure(open(origin, {}, { records }).send(post(origin), changing))
    expect(error).toMatchObject({
      code: 'bank_unavailable',
      retryable: false,
      sent: false,
      message: expect.stringContaining('HTTP/2 only'),
    })
    expect(records).toMatchObject([{ attempts: 1 }])
  })

  it.each([
    // A ServerHello of TLS 1.2 without the extension of RFC 5746, one of TLS 1.1, an alert, and no TLS at all.
    ['no secure renegotiation', serverHello(3), /RFC 5746/],
    ['TLS 1.1', serverHello(2), /TLS 1\.2/],
    ['the alert protocol_version', [21, 3, 3, 0, 2, 2, 70], /TLS 1\.2/],
    ['the alert insufficient_security', [21, 3, 3, 0, 2, 2, 71], /TLS 1\.2/],
    ['the alert unrecognized_name', [21, 3, 3, 0, 2, 2, 112], /host name/],
    ['plain HTTP', [...Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')], /does not speak TLS/],
  ])('B4: a server that answers with %s is named, and not tried again', async (_name, bytes, message) => {
    const sockets = new Set<Socket>()
    const server = createServer((socket) => {
      sockets.add(socket)
      socket.on('error', () => undefined).once('data', () => socket.write(Buffer.from(bytes)))
    })
    keep({
      close: async () => {
        for (const socket of sockets) socket.destroy()
        await new Promise((resolve) => server.close(resolve))
      },
    })
    const origin = await listen(server)
    const records: CallRecord[] = []
    const error = await failure(open(origin, {}, { records }).send(post(origin), changing))
    expect(error).toMatchObject({ code: 'bank_unavailable', retryable: false, sent: false })
    expect(error.message).toMatch(message)
    expect(records).toMatchObject([{ attempts: 1 }])
  })
})

/** TLS 1.x in one record: version, random, no session, ECDHE-RSA-AES128-GCM-SHA256, no compression, no extension. */
function serverHello(minor: number): readonly number[] {
  const body = [3, minor, ...Array.from({ length: 32 }, () => 1), 0, 0xc0, 0x2f, 0]
  return [22, 3, 3, 0, body.length + 4, 2, 0, 0, body.length, ...body]
}

const listen = async (server: Server): Promise<string> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`
}

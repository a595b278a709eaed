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

  it('TLS 1.1 is refused', async () => {
    const server = await serve(ok, { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' })
    const error = await failure(open(server.origin, { retries: 0 }).send(get(server.origin), reading))
    expect(error).toMatchObject({ code: 'certificate_rejected', message: expect.stringMatching(/TLS 1\.2/) })
  })
})

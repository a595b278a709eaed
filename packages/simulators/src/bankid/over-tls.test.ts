import { Agent, request } from 'node:https'
import { connect } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test as it } from 'vitest'
import { goodBody } from '../../test/bankid-harness.ts'
import { type Call, httpsCall } from '../../test/https-call.ts'
import { issueRelyingParty, type RelyingPartyOptions } from '../pki/issue-relying-party.ts'
import { type Simulators, startSimulators } from '../start-simulators.ts'

let simulators: Simulators
let url: string

beforeAll(async () => {
  simulators = await startSimulators({ banks: ['bankid'] })
  url = simulators.ready.bankid?.url ?? ''
})

afterAll(() => simulators.stop())

const good = JSON.stringify(goodBody('auth'))

const call = (change: Partial<Call> = {}) =>
  httpsCall({
    url: `${url}/auth`,
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: good,
    ca: simulators.pki.serverCa,
    client: simulators.pki.bankid.relyingParty,
    ...change,
  })

describe('T2: over real TLS', () => {
  const rows: readonly (readonly [name: string, options: RelyingPartyOptions])[] = [
    ['of an unknown CA', { authority: 'foreign' }],
    ['expired', { validity: 'expired' }],
    ['not yet valid', { validity: 'not-yet-valid' }],
  ]

  it.each(rows)('a certificate that is %s gets the proxy page', async (_name, options) => {
    const client = await issueRelyingParty(simulators.pki.authorities, options)
    const { status, headers, body } = await call({ client })
    expect([status, headers['content-type']]).toEqual([403, 'text/html'])
    expect(body.toString()).toContain('403 Forbidden')
  })

  it('says to the developer what was wrong with it', async () => {
    simulators.recorder.clear()
    await call({ client: await issueRelyingParty(simulators.pki.authorities, { validity: 'expired' }) })
    expect(simulators.recorder.rejections()).toMatchObject([
      { bank: 'bankid', check: 'bankid-T2', reason: expect.stringContaining('EXPIRED') },
    ])
  })
})

it('T1: refuses TLS 1.1 in the handshake', async () => {
  const { hostname, port } = new URL(url)
  const outcome = await new Promise<string>((resolve) => {
    const socket = connect({
      host: hostname,
      port: Number(port),
      ca: simulators.pki.serverCa,
      minVersion: 'TLSv1.1',
      maxVersion: 'TLSv1.1',
      ciphers: 'ALL:@SECLEVEL=0',
    })
    socket.on('secureConnect', () => resolve('connected'))
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
  })
  expect(outcome).toMatch(/ALERT_PROTOCOL_VERSION/)
})

it('T9: a body over the largest legal one is answered as an invalid one', async () => {
  const { status, body } = await call({ body: `{"a":"${'a'.repeat(600 * 1024)}"}` })
  expect([status, body.toString()]).toEqual([400, '{"errorCode":"invalidParameters","details":"Invalid request"}'])
})

it('accepts a chunked body and a connection that is used again', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const { ca, client } = { ca: simulators.pki.serverCa, client: simulators.pki.bankid.relyingParty }
  const send = () =>
    new Promise<string>((resolve, reject) => {
      const outgoing = request(
        `${url}/auth`,
        {
          method: 'POST',
          headers: { 'Content-Type': 'application/json', 'Transfer-Encoding': 'chunked' },
          agent,
          ca,
          cert: client.certificate,
          key: client.key,
        },
        (response) => {
          response.resume()
          response.on('end', () => resolve(`${response.statusCode} ${outgoing.reusedSocket ? 'again' : 'first'}`))
        },
      )
      outgoing.on('error', reject)
      outgoing.write(good.slice(0, 10))
      outgoing.end(good.slice(10))
    })
  const answers = [await send(), await send()]
  agent.destroy()
  expect(answers).toEqual(['200 first', '200 again'])
})

it('shows the emulated app to a browser without any certificate', async () => {
  const { ca } = { ca: simulators.pki.serverCa }
  const { url: app } = (await simulators.control.call('GET', '/bankid/app')) as { url: string }
  expect(app).toBe(`${new URL(url).origin}/app`)
  const { status, headers, body } = await httpsCall({ url: app, ca })
  expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
  expect(body.toString()).toContain('<h1>Scan or open</h1>')
})

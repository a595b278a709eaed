import { createPrivateKey, sign } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { describe, expect, test as it } from 'vitest'
import { httpsCall } from '../test/https-call.ts'
import { startSimulators } from './start-simulators.ts'

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

describe('Enable Banking, started on request', () => {
  it('answers over TLS to the key that the ready object names, and records what it refuses', async () => {
    const simulators = await startSimulators({ banks: ['enable-banking'] })
    try {
      const { enableBanking, ca, ing } = simulators.ready
      expect(ing).toBeUndefined()
      const key = enableBanking?.privateKey ?? ''
      expect(statSync(key).mode & 0o777).toBe(0o600)
      const iat = Math.floor(simulators.clock.now() / 1000)
      const claims = { iss: 'enablebanking.com', aud: 'api.enablebanking.com', iat, exp: iat + 600 }
      const input = `${part({ typ: 'JWT', alg: 'RS256', kid: enableBanking?.applicationId })}.${part(claims)}`
      const signature = sign('sha256', Buffer.from(input), createPrivateKey(readFileSync(key))).toString('base64url')
      const call = { url: `${enableBanking?.url}/aspsps?country=FI`, ca: readFileSync(ca, 'utf8') }
      const good = await httpsCall({ ...call, headers: { Authorization: `Bearer ${input}.${signature}` } })
      expect(JSON.parse(good.body.toString())).toMatchObject({ aspsps: [{ name: 'Nordea' }, {}, {}] })
      const bad = await httpsCall({ ...call, headers: { Authorization: `Bearer ${input}.AAAA` } })
      expect(JSON.parse(bad.body.toString())).toMatchObject({ code: 401, error: 'UNAUTHORIZED_ACCESS' })
      expect(simulators.recorder.rejections()).toMatchObject([{ bank: 'enable-banking', check: 'enable-banking-6' }])
    } finally {
      await simulators.stop()
    }
  })
})

describe('SimpleFIN, started on request', () => {
  it('is claimed by the setup token of the ready object and read by the access URL', async () => {
    const simulators = await startSimulators({ banks: ['simplefin'] })
    try {
      const { simplefin, ca: file } = simulators.ready
      const ca = readFileSync(file, 'utf8')
      const claim = Buffer.from(simplefin?.setupToken ?? '', 'base64').toString()
      const access = await httpsCall({ url: claim, method: 'POST', ca })
      const { username, password } = new URL(access.body.toString())
      const headers = { Authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` }
      const answer = await httpsCall({ url: `${simplefin?.url}/accounts`, ca, headers })
      expect(JSON.parse(answer.body.toString())).toMatchObject({
        errors: [],
        accounts: [{ name: 'Everyday Checking' }, {}, {}, {}, {}, {}],
      })
    } finally {
      await simulators.stop()
    }
  })
})

describe('Berlin Group banks, started on request', () => {
  it('know their TPP by its certificate and answer nobody without one', async () => {
    const simulators = await startSimulators({ banks: ['berlin-group'] })
    try {
      const { berlinGroup, ca: file } = simulators.ready
      const ca = readFileSync(file, 'utf8')
      const read = (path: string | undefined): string => readFileSync(path ?? '', 'utf8')
      const client = { certificate: read(berlinGroup?.tlsCertificate), key: read(berlinGroup?.tlsKey) }
      const call = {
        url: `${berlinGroup?.url}/standard/v1/consents`,
        method: 'POST',
        ca,
        headers: {
          'X-Request-ID': '99391c7e-ad88-49ec-a2ad-99ddcb1f7721',
          'PSU-IP-Address': '192.0.2.1',
          'TPP-Redirect-URI': 'http://127.0.0.1:8765/callback',
          'Content-Type': 'application/json',
        },
        body: JSON.stringify({
          access: { allPsd2: 'allAccounts' },
          recurringIndicator: true,
          validUntil: '9999-12-31',
          frequencyPerDay: 4,
        }),
      }
      const good = await httpsCall({ ...call, client })
      expect([good.status, JSON.parse(good.body.toString())]).toMatchObject([201, { consentStatus: 'received' }])
      const bad = await httpsCall(call)
      expect(JSON.parse(bad.body.toString())).toMatchObject({ tppMessages: [{ code: 'CERTIFICATE_MISSING' }] })
    } finally {
      await simulators.stop()
    }
  })
})

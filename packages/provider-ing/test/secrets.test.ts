import { inspect } from 'node:util'
import { createMemorySessionStore, createSessionAccess } from '@nostro/core'
import { createNodeServices } from '@nostro/core/node'
import { createPinoLogger } from '@nostro/core/pino'
import { redirectUrlOf } from '@nostro/core/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createIngProvider } from '../src/index.ts'
import { collect, type Harness, redirectUri, startHarness } from './harness.ts'

let harness: Harness
beforeAll(async () => {
  harness = await startHarness()
})
afterAll(async () => harness.stop())

it('no token, code, key or full IBAN stands in a log line or an error, at the most verbose level', async () => {
  const said: string[] = []
  const services = createNodeServices({
    logger: createPinoLogger({ level: 'debug', destination: { write: (line) => void said.push(line) } }),
  })
  const provider = createIngProvider(harness.options, services)
  const failing = async (work: () => Promise<unknown>): Promise<void> => {
    await work().then(
      () => undefined,
      (error: unknown) =>
        said.push(inspect(error, { depth: 20, showHidden: true }), JSON.stringify(error), String(error)),
    )
  }
  const challenge = await provider.auth.start({ purpose: 'accounts', redirectUri, country: 'NL' })
  const redirectUrl = await harness.simulators.control.decideIngConsent(redirectUrlOf(challenge))
  const result = await provider.auth.advance(challenge, { redirectUrl })
  if (result.status !== 'complete') throw new Error(result.status)
  const access = createSessionAccess({
    session: result.session,
    store: createMemorySessionStore(),
    auth: provider.auth,
    clock: services.clock,
  })
  const accounts = await collect(provider.accounts.accounts(access))
  const [account] = accounts
  if (account === undefined) throw new Error('no account')
  await collect(provider.accounts.transactions(access, account, {}))
  const { accessToken, refreshToken } = (await access.get()).secrets as Readonly<Record<string, string>>
  const text = `token ${accessToken} of ${account.iban}`
  const body = { tppMessages: [{ category: 'ERROR', code: 'FORMAT_ERROR', text }] }
  for (const fault of [
    { fault: 'status', status: 400, body },
    { fault: 'status', status: 403, body: { message: text } },
    { fault: 'status', status: 200, body: { accounts: text } },
    { fault: 'malformed_json' },
    { fault: 'truncate', times: 3 },
  ] as const) {
    harness.simulators.faults.clear()
    harness.simulators.faults.add({ bank: 'ing', path: '/v3/accounts', ...fault })
    await failing(async () => collect(provider.accounts.accounts(access)))
  }
  await failing(async () => provider.auth.advance(challenge, { redirectUrl }))
  await failing(async () => provider.auth.advance(challenge, { redirectUrl: `${redirectUrl}x&state=y` }))
  await failing(async () =>
    provider.funds.confirm(access, { account: { iban: account.iban ?? '' }, amount: { amount: '1', currency: 'EUR' } }),
  )
  await provider.close()

  const issued = harness.simulators.recorder
    .requests()
    .flatMap(({ headers }) =>
      headers
        .filter(([name]) => name.toLowerCase() === 'authorization')
        .map(([, value]) => value.replace('Bearer ', '')),
    )
  const code = new URL(redirectUrl).searchParams.get('code') ?? ''
  const keys = [harness.simulators.pki.ing.tpp.signing.key, harness.simulators.pki.ing.tpp.tls.key].map(
    (pem) => pem.split('\n')[3] ?? pem,
  )
  const secrets = [accessToken, refreshToken, code, ...keys, ...issued, ...accounts.map(({ iban }) => iban)].filter(
    (secret) => secret !== undefined && secret !== '',
  )
  const whole = said.join('\n')
  expect(said.length).toBeGreaterThan(20)
  expect(secrets.length).toBeGreaterThan(8)
  expect(secrets.filter((secret) => whole.includes(secret ?? ''))).toEqual([])
})

import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { environmentVariables } from '../../../packages/host/src/config/from-environment.ts'
import { loadConfig } from '../../../packages/host/src/config/load-config.ts'
import { createBankIdProvider } from '../../../packages/provider-bankid/src/index.ts'
import { createBunqProvider, parseWebhook, verifyWebhook } from '../../../packages/provider-bunq/src/index.ts'
import { createIngProvider } from '../../../packages/provider-ing/src/index.ts'
import { createMutator } from '../../../packages/provider-ing/test/mutate.ts'
import type { BankHandler, ClientIdentity } from '../../../packages/simulators/src/http/bank-handler.ts'
import {
  type CapturedRequest,
  explainBankIdRequest,
  explainRequest,
  formatCapturedRequest,
  parseCapturedRequest,
} from '../../../packages/simulators/src/verify/index.ts'
import { openBankId } from '../mutants/bankid-requests.ts'
import { openBunqWorld } from '../mutants/bunq-requests.ts'
import { openIng } from '../mutants/ing-requests.ts'
import { changeByte } from '../mutants/mutate-text.ts'
import { createChoices } from '../mutants/random.ts'
import { toBankRequest } from '../mutants/to-handler.ts'
import { endsWell, type FuzzTarget } from './target.ts'

const event = {
  NotificationUrl: {
    target_url: 'https://a.example/hook',
    category: 'PAYMENT',
    event_type: 'PAYMENT_CREATED',
    object: {
      Payment: {
        id: 1,
        created: '2024-05-01 22:30:00.123456',
        amount: { value: '-1.00', currency: 'EUR' },
        monetary_account_id: 5,
      },
    },
  },
}

const webhooks = (): FuzzTarget => {
  const bank = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const serverPublicKey = bank.publicKey.export({ type: 'spki', format: 'pem' }).toString()
  return {
    name: 'webhooks',
    run: async (seed) => {
      const choices = createChoices(`webhook/${seed}`)
      const body = createMutator(seed)(event)
      const signature = sign('sha256', body, bank.privateKey).toString('base64')
      const spoilt = choices.of([signature, changeByte(signature, choices), '', 'x'.repeat(9000)])
      const remoteAddress = choices.of([
        '185.40.108.7',
        '::ffff:185.40.108.7',
        '::1',
        'x',
        '',
        '999.1.1.1',
        '1.2.3.4/33',
      ])
      const headers = { [choices.of(['X-Bunq-Server-Signature', 'x-bunq-server-signature', 'other'])]: spoilt }
      const trust = { serverPublicKey, sources: choices.of([['185.40.108.0/22'], ['::/0'], []]) }
      await endsWell(() => parseWebhook(body, true))
      await endsWell(() => verifyWebhook({ headers, body, remoteAddress }, trust))
    },
  }
}

const pem = '-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n'
const identity = { certificate: pem, key: pem }
const config = {
  ing: {
    environment: 'sandbox',
    clientId: '5ca1ab1e-c0ca-c01a-cafe-154deadbea75',
    tls: { certificate: 'a', key: 'b' },
    signing: { certificate: 'a', key: 'b', passphrase: 'c' },
    redirectUris: ['https://a.example/cb'],
  },
  bunq: { environment: 'sandbox', apiKey: 'x', apiUrl: 'https://a.example' },
  bankid: { environment: 'test', identity: { pkcs12: 'rp.p12', passphrase: 'x' }, endUserIp: '192.0.2.1' },
  plugins: [{ module: './bank.mjs', options: { a: 1 } }],
  sessions: { dir: 's', keyFile: 'k' },
}

const configuration = (): FuzzTarget => {
  const cwd = mkdtempSync(join(tmpdir(), 'nostro-fuzz-'))
  return {
    name: 'configuration',
    run: async (seed) => {
      const choices = createChoices(`config/${seed}`)
      writeFileSync(
        join(cwd, 'nostro.config.json'),
        createMutator(seed)(choices.below(5) === 0 ? JSON.stringify(config) : config),
      )
      const name = choices.of(Object.keys(environmentVariables))
      const env =
        choices.below(2) === 0
          ? {}
          : {
              [choices.below(4) === 0 ? changeByte(name, choices) : name]: choices.of([
                '',
                'x',
                '\u0000',
                '{}',
                'x'.repeat(5000),
              ]),
            }
      await endsWell(() => loadConfig({ env: { XDG_CONFIG_HOME: cwd, ...env }, cwd }))
    },
    close: async () => rmSync(cwd, { recursive: true, force: true }),
  }
}

const spoiltOptions = (seed: number, options: object): never => {
  try {
    // Whatever a program without types may hand over: that is what the options' own check is for.
    return JSON.parse(createMutator(seed)(options).toString()) as never
  } catch {
    return undefined as never
  }
}

const options = (): FuzzTarget => ({
  name: 'options of providers',
  run: async (seed) => {
    const shared = { environment: 'sandbox', apiUrl: 'https://a.example', ca: pem, timeoutMs: 5 }
    await endsWell(() =>
      createIngProvider(
        spoiltOptions(seed, { ...shared, tls: identity, signing: identity, redirectUris: ['https://a.example'] }),
      ).close(),
    )
    await endsWell(() =>
      createBunqProvider(
        spoiltOptions(seed, { ...shared, apiKey: 'k', signAll: true, permittedIps: ['192.0.2.1'] }),
      ).close(),
    )
    await endsWell(() =>
      createBankIdProvider(spoiltOptions(seed, { ...shared, environment: 'test', identity })).close(),
    )
  },
})

interface Bank {
  readonly handler: BankHandler
  readonly client: ClientIdentity
  readonly key: string
  readonly good: readonly CapturedRequest[]
}

const banks = async (): Promise<readonly Bank[]> => {
  const [ing, bunq, bankid] = [await openIng(), await openBunqWorld(), await openBankId()]
  const { X509Certificate } = await import('node:crypto')
  const tls = new X509Certificate(ing.bank.tpp.tls.certificate)
  return [
    {
      handler: ing.bank.ing,
      client: { certificate: tls, authorized: true },
      key: ing.bank.tpp.signing.certificate,
      good: ing.good,
    },
    { handler: bunq.bank.handler, client: { authorized: false }, key: bunq.publicKey, good: bunq.good },
    { handler: bankid.bank.handler, client: bankid.bank.first, key: bunq.publicKey, good: bankid.good },
  ]
}

/** A captured request spoilt as a file: one to three bytes, or a piece cut out, doubled or made very long. */
const spoiltFile = (seed: number, good: CapturedRequest): Buffer => {
  const choices = createChoices(`file/${seed}`)
  let text = Buffer.from(formatCapturedRequest(good)).toString('latin1')
  for (let times = 1 + choices.below(3); times > 0; times--) {
    const [from, to] = [choices.below(text.length), choices.below(text.length)].sort((a, b) => a - b)
    const [start = 0, end = 0] = [from, to]
    text = choices.of([
      () => changeByte(text, choices),
      () => changeByte(text, choices),
      () => text.slice(0, start) + text.slice(end),
      () => text.slice(0, end) + text.slice(start),
      () => text.slice(0, start) + String.fromCharCode(choices.below(256)) + text.slice(start + 1),
      () =>
        text.slice(0, start) +
        choices.of(['/', 'a', '=', '&', ' ', '.', '"', '%', 'é']).repeat(1 + choices.below(60_000)) +
        text.slice(start),
    ])()
  }
  return Buffer.from(text, 'latin1')
}

/** Enough to go through every step of an explanation. */
const effort = 3000

const captured = (all: readonly Bank[]): FuzzTarget => ({
  name: 'captured requests',
  run: async (seed) => {
    const { key, good } = all[seed % all.length] ?? { key: '', good: [] }
    const request = parseCapturedRequest(spoiltFile(seed, createChoices(`which/${seed}`).of(good)))
    if (typeof request === 'string') return
    for (const each of [key, createPublicKey(key)])
      explainRequest({ request, key: each, now: 1_772_701_687_000, effort })
    explainBankIdRequest(request)
  },
})

const requests = (all: readonly Bank[]): FuzzTarget => ({
  name: 'requests to the simulators',
  run: async (seed) => {
    const { handler, client, good } = all[seed % all.length] ?? all[0] ?? fail()
    const request = parseCapturedRequest(spoiltFile(seed, createChoices(`which/${seed}`).of(good)))
    if (typeof request === 'string') return
    const { status } = await handler.handle(toBankRequest(request, client))
    if (status >= 500) throw new Error(`${handler.bank} answered ${status} to ${request.method} ${request.target}`)
  },
})

const fail = (): never => {
  throw new RangeError('no bank')
}

export const inputTargets = async (): Promise<readonly FuzzTarget[]> => {
  const all = await banks()
  return [webhooks(), configuration(), options(), captured(all), requests(all)]
}

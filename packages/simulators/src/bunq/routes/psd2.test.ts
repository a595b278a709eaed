import { execFileSync } from 'node:child_process'
import { createPrivateKey, type KeyObject, sign } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  type Answer,
  type Bunq,
  type Client,
  clientKey,
  connect,
  control,
  eur,
  install,
  num,
  openBunq,
  otherKey,
  publicPem,
  send,
  str,
  toBravo,
} from '../../../test/bunq/bunq-client.ts'
import { departuresOf } from '../../../test/bunq/object-fields.ts'
import { ALICE_IBAN } from '../../../test/bunq/sample-customers.ts'

interface Seal {
  readonly certificate: string
  readonly key: KeyObject
}

/** A self-signed sealing certificate, as the sandbox takes them; made with the openssl command. */
const makeSeal = (subject: string): Seal => {
  const folder = mkdtempSync(join(tmpdir(), 'nostro-seal-'))
  try {
    const [keyFile, certificateFile] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')]
    const files = ['-keyout', keyFile, '-out', certificateFile]
    execFileSync(
      'openssl',
      ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...files, '-subj', subject, '-days', '2'],
      { stdio: 'ignore' },
    )
    return { certificate: readFileSync(certificateFile, 'utf8'), key: createPrivateKey(readFileSync(keyFile)) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const credentialSignature = (text: string, key: KeyObject): string =>
  sign('sha256', Buffer.from(text), key).toString('base64')

const register = async (bunq: Bunq, seal: Seal, change: object = {}): Promise<{ answer: Answer; token: string }> => {
  const { token } = await install(bunq)
  const body = JSON.stringify({
    client_payment_service_provider_certificate: seal.certificate,
    client_payment_service_provider_certificate_chain: seal.certificate,
    client_public_key_signature: credentialSignature(`${publicPem(clientKey).trimEnd()}\n${token}`, seal.key),
    ...change,
  })
  const answer = await send(bunq, { method: 'POST', path: 'payment-service-provider-credential', token, body })
  return { answer, token }
}

describe('PSD2 registration', () => {
  let both: Seal
  let payer: Seal
  let bunq: Bunq

  beforeAll(() => {
    both = makeSeal('/CN=My App PISP AISP/C=NL')
    payer = makeSeal('/CN=Payer PISP/C=NL')
    bunq = openBunq()
  })

  it('gives a credential that opens a session of a service provider', async () => {
    const { answer } = await register(bunq, both)
    expect(answer.first).toMatchObject({ status: 'PENDING_FIRST_USE', permitted_device: null })
    expect(str(answer.first, 'token_value')).toMatch(/^[0-9a-f]{64}$/)
    expect(answer.bytes.toString('utf8')).toContain('"token_value":"')
    const provider = await connect(bunq, { apiKey: str(answer.first, 'token_value') })
    expect(departuresOf('UserPaymentServiceProvider', (await provider.get('user')).first)).toEqual([])
    expect((await provider.get('user')).first).toMatchObject({
      session_timeout: 324000,
      alias: [{ type: 'CERTIFICATE_DISTINGUISHED_NAME', value: '/CN=My App PISP AISP/C=NL', name: 'My App PISP AISP' }],
    })
    const again = await register(bunq, both)
    const same = await connect(bunq, { apiKey: str(again.answer.first, 'token_value') })
    expect(same.userId).toBe(provider.userId)
  })

  const rows: readonly (readonly [string, (seal: Seal, token: string) => object])[] = [
    ['PEM with its newline left in twice', (seal, token) => signed(`${publicPem(clientKey)}\n${token}`, seal.key)],
    ['a newline at the end', (seal, token) => signed(`${publicPem(clientKey).trimEnd()}\n${token}\n`, seal.key)],
    ['the token alone', (seal, token) => signed(token, seal.key)],
    ['another key', (_, token) => signed(`${publicPem(clientKey).trimEnd()}\n${token}`, otherKey)],
    ['wrapped base64', () => ({ client_public_key_signature: 'QUJD\nREVG' })],
    ['no certificate', () => ({ client_payment_service_provider_certificate: 'x' })],
  ]
  const signed = (text: string, key: KeyObject) => ({ client_public_key_signature: credentialSignature(text, key) })

  it.each(rows)('row 43: refuses %s', async (_, change) => {
    const { token } = await install(bunq)
    const good = signed(`${publicPem(clientKey).trimEnd()}\n${token}`, both.key)
    const body = JSON.stringify({
      client_payment_service_provider_certificate: both.certificate,
      client_payment_service_provider_certificate_chain: both.certificate,
      ...good,
      ...change(both, token),
    })
    const answer = await send(bunq, { method: 'POST', path: 'payment-service-provider-credential', token, body })
    expect([answer.status, answer.check]).toEqual([400, 'bunq-43'])
  })

  it('row 43: refuses a common name without a role', async () => {
    const { answer } = await register(bunq, makeSeal('/CN=My App/C=NL'))
    expect([answer.status, answer.check]).toEqual([400, 'bunq-43'])
  })

  it('initiates a payment that the user approves on the consent page', async () => {
    const { answer } = await register(bunq, payer)
    const provider = await connect(bunq, { apiKey: str(answer.first, 'token_value') })
    const drafts = `user/${provider.userId}/payment-service-provider-draft-payment`
    const made = await provider.write('POST', drafts, {
      sender_iban: ALICE_IBAN,
      counterparty_iban: 'NL91ABNA0417164300',
      counterparty_name: 'Grocer',
      description: 'order 5',
      amount: eur('5.00'),
    })
    const oauth = `user/${provider.userId}/oauth-client`
    const id = num((await provider.write('POST', oauth, { redirect_url: 'https://tpp.example/cb' })).first, 'id')
    const clientId = str((await provider.get(`${oauth}/${id}`)).first, 'client_id')
    const url = `https://127.0.0.1/auth?response_type=code&client_id=${clientId}&redirect_uri=https://tpp.example/cb`
    const before = await control(bunq, 'POST', '/bunq/api-keys', { customer: 'alice' })
    const alice = await connect(bunq, { apiKey: str(before, 'apiKey') })
    await control(bunq, 'POST', '/bunq/consents', { authorizeUrl: url, userId: alice.userId })
    expect((await provider.get(`${drafts}/${num(made.first, 'id')}`)).first).toMatchObject({
      status: 'ACCEPTED',
      sender_iban: ALICE_IBAN,
    })
    const payment = await alice.get(`user/${alice.userId}/monetary-account/${alice.accountId}/payment`)
    expect(payment.first).toMatchObject({ amount: eur('-5.00'), description: 'order 5' })
    const late = await provider.write('PUT', `${drafts}/${num(made.first, 'id')}`, { status: 'CANCELLED' })
    expect(late.check).toBe('bunq-23')
  })

  it('row 42: a role that is missing, on drafts and over a connection', async () => {
    const alone = openBunq()
    const reader = await register(alone, makeSeal('/CN=Reader AISP/C=NL'))
    const provider = await connect(alone, { apiKey: str(reader.answer.first, 'token_value') })
    const refused = [403, 'bunq-42', 'Insufficient authorisation.']
    const summary = (answer: Answer) => [answer.status, answer.check, answer.errors[0]]
    const drafts = await provider.get(`user/${provider.userId}/payment-service-provider-draft-payment`)
    expect(summary(drafts)).toEqual(refused)
    const granted = await connectThrough(alone, provider)
    const account = `user/${granted.userId}/monetary-account/${granted.accountId}`
    expect((await granted.get(`${account}/payment`)).status).toBe(200)
    const draft = { entries: [toBravo('1.00')], number_of_required_accepts: 1 }
    expect(summary(await granted.write('POST', `${account}/draft-payment`, draft))).toEqual(refused)
    expect(summary(await granted.write('POST', `${account}/payment`, toBravo('1.00')))).toEqual(refused)
  })

  it('lets a service provider ask for the availability of funds of any account', async () => {
    const { answer } = await register(bunq, both)
    const provider = await connect(bunq, { apiKey: str(answer.first, 'token_value') })
    const funds = await provider.write('POST', `user/${provider.userId}/confirmation-of-funds`, {
      pointer_iban: { type: 'IBAN', value: 'NL80BUNQ2025000016', name: 'Bob' },
      amount: eur('1.00'),
    })
    expect(funds.first).toEqual({ has_sufficient_funds: true })
  })
})

const connectThrough = async (bunq: Bunq, provider: Client): Promise<Client> => {
  const base = `user/${provider.userId}/oauth-client`
  const id = num((await provider.write('POST', base, { redirect_url: 'https://tpp.example/cb' })).first, 'id')
  const { first } = await provider.get(`${base}/${id}`)
  const query = { response_type: 'code', client_id: str(first, 'client_id'), redirect_uri: 'https://tpp.example/cb' }
  const url = `https://127.0.0.1/auth?${new URLSearchParams(query)}`
  const { location } = await control(bunq, 'POST', '/bunq/consents', { authorizeUrl: url })
  const token = new URLSearchParams({
    grant_type: 'authorization_code',
    code: new URL(String(location)).searchParams.get('code') ?? '',
    redirect_uri: 'https://tpp.example/cb',
    client_id: str(first, 'client_id'),
    client_secret: str(first, 'secret'),
  })
  const answer = await send(bunq, { method: 'POST', path: `/v1/token?${token}` })
  return connect(bunq, { apiKey: str(answer.json, 'access_token') })
}

describe('addresses of a key', () => {
  it('are added, switched off, and judged on every call', async () => {
    const client = await connect(openBunq())
    const base = `user/${client.userId}/credential-password-ip`
    const credential = (await client.get(base)).first
    expect(credential).toMatchObject({ status: 'ACTIVE', token_value: null, permitted_device: { ip: '127.0.0.1' } })
    const ips = `${base}/${num(credential, 'id')}/ip`
    const far = { method: 'GET', path: 'user', token: client.sessionToken, remoteAddress: '10.9.8.7' }
    expect((await send(client.bunq, far)).check).toBe('bunq-15')
    const added = await client.write('POST', ips, { ip: '10.9.8.7' })
    expect((await send(client.bunq, far)).status).toBe(200)
    await client.write('PUT', `${ips}/${num(added.first, 'id')}`, { status: 'INACTIVE' })
    expect((await send(client.bunq, far)).check).toBe('bunq-15')
    expect((await client.get(ips)).list.map(({ ip, status }) => [ip, status])).toEqual([
      ['10.9.8.7', 'INACTIVE'],
      ['127.0.0.1', 'ACTIVE'],
    ])
    expect((await client.write('POST', ips, { ip: '::1' })).check).toBe('bunq-23')
    const { json } = await client.get(`${ips}/${num(added.first, 'id')}`)
    expect(Object.keys((json['Response'] as object[])[0] ?? {})).toEqual(['PermittedIp'])
  })
})

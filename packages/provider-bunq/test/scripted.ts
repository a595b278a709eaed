import { createSign, generateKeyPairSync } from 'node:crypto'
import {
  createMemoryPaymentIntentStore,
  type JsonValue,
  type ProviderServices,
  type Session,
  type SessionAccess,
} from '@nostro/core'
import {
  createFakeClock,
  createRecordingTransport,
  createSeededRandom,
  type ScriptedAnswer,
} from '@nostro/core/testing'
import { createBunqProvider } from '../src/provider.ts'

const server = generateKeyPairSync('rsa', { modulusLength: 2048 })
const client = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pem = (key: typeof server.publicKey): string => key.export({ type: 'spki', format: 'pem' }).toString()

const secrets: JsonValue = {
  version: 1,
  origin: 'https://public-api.sandbox.bunq.com',
  keyPair: {
    publicKey: pem(client.publicKey),
    privateKey: client.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  },
  installation: { id: '1', token: 'i'.repeat(64), serverPublicKey: pem(server.publicKey) },
  device: { id: '2' },
  credential: { kind: 'api-key', secret: 'sandbox_1' },
  session: { id: '3', token: 's'.repeat(64) },
  user: { id: '7', kind: 'UserPerson', name: 'Noa' },
}
const session: Session = {
  specVersion: 1,
  id: 'one',
  provider: 'bunq',
  purpose: 'accounts',
  revision: 1,
  createdAt: 0,
  secrets,
}
/** A session of the user 7, made without a bank. */
export const access: SessionAccess = { get: async () => session, renew: async () => session }

/** An answer as bunq signs it. */
export const signed = (value: unknown): ScriptedAnswer => {
  const body = Buffer.from(JSON.stringify(value))
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'x-bunq-server-signature': createSign('sha256').update(body).sign(server.privateKey, 'base64'),
    },
  }
}

const clock = createFakeClock()
/** A provider whose bank is a script. */
export const openScripted = (answer: Parameters<typeof createRecordingTransport>[0]) => {
  const transport = createRecordingTransport(answer, () => clock.now())
  const logger = {
    debug: () => {},
    info: () => {},
    warn: () => {},
    error: () => {},
  } as unknown as ProviderServices['logger']
  const services = {
    clock,
    random: createSeededRandom('listing'),
    logger,
    intents: createMemoryPaymentIntentStore(),
    createTransport: () => transport,
  }
  return { transport, provider: createBunqProvider({ environment: 'sandbox' }, services) }
}

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type Clock,
  createSessionAccess,
  type Provider,
  type ProviderServices,
  type Session,
  type SessionAccess,
} from '../../packages/core/src/index.ts'
import { createFileSessionStore, createNodeServices } from '../../packages/core/src/node/index.ts'
import { createPinoLogger } from '../../packages/core/src/pino/index.ts'
import { type Simulators, startSimulators } from '../../packages/simulators/src/index.ts'
import { createLeapingClock } from '../support/leaping-clock.ts'
import { type Canaries, createCanaries } from './canaries.ts'

/** The three simulated banks, and services that hear everything that passes. Close it. */
export interface WatchedBanks {
  readonly simulators: Simulators
  readonly canaries: Canaries
  readonly services: ProviderServices
  readonly clock: Clock
  /** Over the encrypted file store. */
  access(provider: Provider, session: Session): Promise<SessionAccess>
  /** All that was logged, at the most verbose level. */
  logged(): string
  /** Method and target of all requests. */
  requested(): readonly string[]
  /** The bytes of all files that the store has written, as text. */
  stored(): string
  close(): Promise<void>
}

export const openWatchedBanks = async (): Promise<WatchedBanks> => {
  const clock = createLeapingClock()
  const simulators = await startSimulators({ realNow: () => clock.now() })
  const canaries = createCanaries()
  const { pki, ready, recorder } = simulators
  const { relyingParty, secondRelyingParty } = pki.bankid
  for (const { key } of [pki.ing.tpp.tls, pki.ing.tpp.signing, relyingParty, secondRelyingParty]) canaries.fromPem(key)
  canaries.add('passphrase', ready.bankid?.passphrase ?? '')
  const lines: string[] = []
  const plain = createNodeServices({
    clock,
    logger: createPinoLogger({ level: 'debug', destination: { write: (line) => void lines.push(line) } }),
  })
  const services: ProviderServices = {
    ...plain,
    createTransport: (settings) => {
      const transport = plain.createTransport({ ...settings, timeoutMs: 1_200_000, maxQueueMs: 1_200_000 })
      return {
        ...transport,
        send: async (request, options) => {
          const answer = await transport.send(request, options)
          canaries.fromWire(Buffer.from(answer.body).toString())
          return answer
        },
      }
    },
  }
  const dir = mkdtempSync(join(tmpdir(), 'nostro-canaries-'))
  const masterKey = { id: 'canaries', key: Buffer.alloc(32, 3) }
  canaries.add('master key', masterKey.key.toString('hex'))
  const store = createFileSessionStore({ dir, masterKey })
  const requested: string[] = []
  const takeRecord = (): void => {
    for (const { method, target, headers, body } of recorder.requests()) {
      requested.push(`${method} ${target}`)
      canaries.fromHeaders(headers)
      canaries.fromWire(Buffer.from(body, 'base64').toString())
    }
    recorder.clear()
  }
  return {
    simulators,
    canaries,
    services,
    clock,
    access: async (provider, session) => {
      await store.put(session, undefined)
      const { auth } = provider
      if (auth === undefined) throw new Error('A bank without authentication.')
      return createSessionAccess({ session, store, auth, clock })
    },
    logged: () => lines.join(''),
    requested: () => {
      takeRecord()
      return requested
    },
    stored: () =>
      readdirSync(dir, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
        .join('\n'),
    close: async () => {
      await store.close()
      await simulators.stop()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

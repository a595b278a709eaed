import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, it } from 'vitest'
import { createFileSessionStore, createNodeServices } from '../packages/core/src/node/index.ts'
import { redirectUrlOf } from '../packages/core/src/testing/index.ts'
import { createIngProvider } from '../packages/provider-ing/src/index.ts'
import { startSimulators } from '../packages/simulators/src/index.ts'
import { counted } from './support/counted.ts'

const built = (path: string): string => JSON.stringify(join(import.meta.dirname, '../packages', path))

/** Says that it stands ready; then, at each line, reads the accounts at the time that the line gives. */
const program = `
import { createInterface } from 'node:readline'
import { createSessionAccess } from ${built('core/dist/index.js')}
import { createFileSessionStore, createNodeServices } from ${built('core/dist/node/index.js')}
import { createIngProvider } from ${built('provider-ing/dist/index.js')}
const { options, dir, masterKey, id, contenders } = JSON.parse(process.env.TASK)
let offset = 0
const machine = createNodeServices()
const clock = { now: () => Date.now() + offset, sleep: machine.clock.sleep }
/** Provider, store and access of its own: nothing is shared but the folder. */
const open = async () => {
  const provider = createIngProvider(options, createNodeServices({ clock }))
  const store = createFileSessionStore({ dir, masterKey: { id: 'race', key: Buffer.from(masterKey, 'hex') } })
  const access = createSessionAccess({ session: await store.get(id), store, auth: provider.auth, clock })
  return { provider, store, access }
}
const all = await Promise.all(Array.from({ length: contenders }, open))
const read = async ({ provider, access }) => {
  try {
    let accounts = 0
    for await (const page of provider.accounts.accounts(access)) accounts += page.items.length
    return { accounts, revision: (await access.get()).revision }
  } catch (error) {
    return { error: error.code ?? String(error) }
  }
}
const say = (value) => process.stdout.write(JSON.stringify(value) + '\\n')
say({ ready: true })
for await (const line of createInterface({ input: process.stdin })) {
  offset = Number(line)
  for (const answer of await Promise.all(all.map(read))) say(answer)
}
for (const { provider, store } of all) {
  await provider.close()
  await store.close()
}
`

const processes = counted(5, 10)
const contendersEach = 50 / processes
const rotations = 2

interface Runner {
  readonly child: ChildProcess
  /** The next line that the process says, as JSON. */
  said(): Promise<unknown>
}

const start = (script: string, task: unknown): Runner => {
  const env = { PATH: process.env['PATH'], TASK: JSON.stringify(task) }
  const child = spawn(process.execPath, [script], { env, stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return { child, said: async () => JSON.parse((await lines.next()).value ?? 'null') }
}

it(`${processes * contendersEach} contenders in ${processes} processes with one rotating refresh token: one refresh per rotation, nobody locked out`, async () => {
  const simulators = await startSimulators({ banks: ['ing'], ing: { rotateRefreshTokens: true } })
  const { ready, pki, clock, control, recorder } = simulators
  const dir = mkdtempSync(join(tmpdir(), 'nostro-race-'))
  const key = Buffer.alloc(32, 7)
  const store = createFileSessionStore({ dir, masterKey: { id: 'race', key } })
  const options = {
    environment: 'sandbox',
    clientId: ready.ing?.clientId ?? '',
    redirectUris: ready.ing?.redirectUris.slice(0, 1) ?? [],
    apiUrl: ready.ing?.url ?? '',
    authorizeUrl: ready.ing?.authorizeUrl ?? '',
    ...pki.ing.tpp,
    ca: pki.serverCa,
  } as const
  const provider = createIngProvider(options, createNodeServices())
  const runners: Runner[] = []
  try {
    const consent = await provider.auth.start({ purpose: 'accounts', country: 'NL' })
    const redirectUrl = await control.decideIngConsent(redirectUrlOf(consent))
    const result = await provider.auth.advance(consent, { redirectUrl })
    if (result.status !== 'complete') throw new Error(result.status)
    await store.put(result.session, undefined)
    const script = join(dir, 'program.mjs')
    writeFileSync(script, program)
    const task = { options, dir, masterKey: key.toString('hex'), id: result.session.id, contenders: contendersEach }
    for (let index = 0; index < processes; index++) runners.push(start(script, task))
    for (const runner of runners) expect(await runner.said()).toEqual({ ready: true })
    for (let rotation = 1; rotation <= rotations; rotation++) {
      recorder.clear()
      // Past the life of every token of the round before, for the bank and for all processes at once.
      clock.advance(16 * 60)
      for (const { child } of runners) child.stdin?.write(`${clock.now() - Date.now()}\n`)
      const revision = result.session.revision + rotation
      for (const runner of runners) {
        for (let answer = 0; answer < contendersEach; answer++) {
          expect(await runner.said()).toEqual({ accounts: expect.any(Number), revision })
        }
      }
      const refreshes = recorder
        .requests()
        .filter(({ body }) => Buffer.from(body, 'base64').includes('grant_type=refresh_token'))
      expect(refreshes.map(({ status }) => status)).toEqual([200])
      // A busy machine may miss a handshake, which is tried again: what counts is that no request was refused.
      expect(recorder.rejections().filter(({ method }) => method !== null)).toEqual([])
    }
  } finally {
    await Promise.all(runners.map(({ child }) => ended(child)))
    await provider.close()
    await store.close()
    await simulators.stop()
    rmSync(dir, { recursive: true, force: true })
  }
}, 240_000)

const ended = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve()
    child.once('exit', () => resolve())
    child.stdin?.end()
  })

import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test as it } from 'vitest'
import { bundleCore } from '../../test/bundle-core.ts'
import type { Session } from '../domain/session.ts'
import { loadMasterKey, type MasterKey } from '../storage/load-master-key.ts'
import { sessionStoreCases } from '../testing/session-store-cases.ts'
import { createFileSessionStore } from './create-file-session-store.ts'

const keyOf = (byte: number) => loadMasterKey({ text: Buffer.alloc(32, byte).toString('base64') })

const session = (revision = 1): Session => ({
  specVersion: 1,
  id: 'customer-1',
  provider: 'ing',
  purpose: 'accounts',
  revision,
  createdAt: 0,
  secrets: { token: 'planted-secret-value' },
})

let dir: string
let masterKey: MasterKey

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nostro-store-'))
  masterKey = await keyOf(1)
})

afterEach(() => rm(dir, { recursive: true, force: true }))

describe('sessions in files', () => {
  it.each(sessionStoreCases)('$name', ({ run: check }) => check(() => createFileSessionStore({ dir, masterKey })))
})

describe('the encrypted file store', () => {
  it('gives back what was put, and nothing of it can be read in the file', async () => {
    const folder = join(dir, 'made')
    const store = createFileSessionStore({ dir: folder, masterKey })
    expect(await store.put(session(), undefined)).toBe(true)
    expect(await store.get('customer-1')).toEqual(session())
    const path = join(folder, 'customer-1.session.json')
    expect(await readFile(path, 'utf8')).not.toContain('planted-secret-value')
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect((await stat(folder)).mode & 0o777).toBe(0o700)
    expect(JSON.stringify(await store.list())).not.toContain('planted-secret-value')
  })

  it('writes only over the revision that was expected', async () => {
    const store = createFileSessionStore({ dir, masterKey })
    expect(await store.put(session(1), 1)).toBe(false)
    expect(await store.put(session(1), undefined)).toBe(true)
    expect(await store.put(session(1), undefined)).toBe(false)
    expect(await store.put(session(2), 1)).toBe(true)
    expect((await store.get('customer-1'))?.revision).toBe(2)
  })

  it('refuses another master key in words, and loses nothing', async () => {
    await createFileSessionStore({ dir, masterKey }).put(session(), undefined)
    const other = await keyOf(2)
    const stranger = createFileSessionStore({ dir, masterKey: other })
    await expect(stranger.get('customer-1')).rejects.toMatchObject({ code: 'invalid_config' })
    await expect(stranger.put(session(), undefined)).rejects.toMatchObject({ code: 'invalid_config' })
    const rotated = createFileSessionStore({ dir, masterKey: other, previousKeys: [masterKey] })
    expect(await rotated.put(session(2), 1)).toBe(true)
    expect(await stranger.get('customer-1')).toEqual(session(2))
  })

  it('refuses a record that was moved to another id or whose revision was changed', async () => {
    const store = createFileSessionStore({ dir, masterKey })
    await store.put(session(), undefined)
    const text = await readFile(join(dir, 'customer-1.session.json'), 'utf8')
    await writeFile(join(dir, 'customer-2.session.json'), text)
    await expect(store.get('customer-2')).rejects.toMatchObject({ code: 'verification_failed' })
    await writeFile(join(dir, 'customer-1.session.json'), text.replace('"revision":1', '"revision":7'))
    await expect(store.get('customer-1')).rejects.toMatchObject({ code: 'verification_failed' })
  })

  it.each(['{"version":1,"id":"cust', '', 'null', '[]', '{"version":2}', '\u0000\u0000\u0000'])(
    'says of a file that holds “%s” that it is damaged, and does not write over it',
    async (text) => {
      const store = createFileSessionStore({ dir, masterKey })
      await writeFile(join(dir, 'customer-1.session.json'), text)
      const damaged = { code: 'verification_failed', message: expect.stringContaining('damaged') }
      await expect(store.get('customer-1')).rejects.toMatchObject(damaged)
      await expect(store.put(session(), undefined)).rejects.toMatchObject(damaged)
      expect(await readFile(join(dir, 'customer-1.session.json'), 'utf8')).toBe(text)
    },
  )

  it('says of a place that cannot be used which it is and why', async () => {
    await writeFile(join(dir, 'plain'), '')
    const folder = join(dir, 'plain', 'sessions')
    const store = createFileSessionStore({ dir: folder, masterKey })
    const refused = { code: 'invalid_config', message: expect.stringContaining(folder), hint: expect.any(String) }
    await expect(store.put(session(), undefined)).rejects.toMatchObject(refused)
    await expect(store.get('customer-1')).rejects.toMatchObject(refused)
    await expect(store.list()).rejects.toMatchObject(refused)
    await expect(store.withLock('customer-1', async () => 1)).rejects.toMatchObject(refused)
  })

  it('takes no fault of the work under the lock for one of the files', async () => {
    const store = createFileSessionStore({ dir, masterKey })
    const fault = Object.assign(new Error('reset'), { code: 'ECONNRESET', syscall: 'read' })
    await expect(store.withLock('customer-1', () => Promise.reject(fault))).rejects.toBe(fault)
  })

  it.each(['../x', '', 'a/b', '.hidden', 'x'.repeat(101)])('refuses the id “%s”', async (id) => {
    const store = createFileSessionStore({ dir, masterKey })
    await expect(store.get(id)).rejects.toMatchObject({ code: 'invalid_request' })
  })
})

/** Raises a number in a plain file under the lock; every third process dies while it holds the lock. */
const child = `
const [storeUrl, dir, key, mode] = process.argv.slice(1)
const { createFileSessionStore } = await import(storeUrl)
const { readFileSync, writeFileSync } = await import('node:fs')
const { join } = await import('node:path')
const store = createFileSessionStore({ dir, masterKey: { id: 'k', key: Buffer.from(key, 'hex') } })
const path = join(dir, 'counter')
for (let round = 0; round < 5; round++) {
  await store.withLock('shared', async () => {
    const before = Number(readFileSync(path, 'utf8'))
    if (mode === 'die' && round === 2) process.kill(process.pid, 'SIGKILL')
    await new Promise((resolve) => setImmediate(resolve))
    writeFileSync(path, String(before + 1))
  })
}
`
const run = promisify(execFile)

describe('the lock across processes', () => {
  it('holds among many, also when some die while they hold it', async () => {
    await writeFile(join(dir, 'counter'), '0')
    const built = join(await bundleCore(dir), 'sessions', 'create-file-session-store.js')
    const results = await Promise.allSettled(
      Array.from({ length: 12 }, (_, index) =>
        run(process.execPath, [
          '--input-type=module',
          '-e',
          child,
          built,
          dir,
          '00'.repeat(32),
          index % 3 === 0 ? 'die' : 'live',
        ]),
      ),
    )
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(4)
    expect(await readFile(join(dir, 'counter'), 'utf8')).toBe(String(8 * 5 + 4 * 2))
  })
})

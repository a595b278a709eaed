import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDisk, systemFault, withMembers } from '../../test/faulty-files.ts'
import type { ConnectionRecord } from '../contracts/connection-store.ts'
import type { StoreProblem } from '../contracts/store-problem.ts'
import type { Session } from '../domain/session.ts'
import { createFileSessionStore } from '../sessions/create-file-session-store.ts'
import { createFileConnectionStore } from './create-file-connection-store.ts'
import { createFilePaymentIntentStore } from './create-file-payment-intent-store.ts'
import type { StoreWait } from './file-store-options.ts'
import { type FileSystem, nodeFiles } from './file-system.ts'
import { hashPayment } from './hash-payment.ts'
import { thisOwner } from './lock-owner.ts'
import { rotateMasterKey } from './rotate-master-key.ts'

const keyOf = (byte: number) => ({ id: `key-${byte}`, key: Buffer.alloc(32, byte) })
const masterKey = keyOf(1)
const session = (id: string, revision = 1): Session => ({
  specVersion: 1,
  id,
  provider: 'ing',
  purpose: 'accounts',
  revision,
  createdAt: 0,
  secrets: 'planted-secret-value',
})
const connection = (id: string): ConnectionRecord => ({
  id,
  instance: 'ing',
  provider: 'ing',
  owner: 'planted-owner',
  sessionId: 's',
  createdAt: 1,
  updatedAt: 1,
  revision: 1,
})

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nostro-records-'))
})
afterEach(() => rm(dir, { recursive: true, force: true }))

describe('a folder with files that cannot be used', () => {
  it('C1: each is named and skipped, the rest works, and a health check has them all', async () => {
    const problems: StoreProblem[] = []
    const onProblem = (problem: StoreProblem): number => problems.push(problem)
    const store = createFileSessionStore({ dir, masterKey, onProblem })
    await store.put(session('good'), undefined)
    await store.put(session('name'), undefined)
    await createFileSessionStore({ dir, masterKey: keyOf(2) }).put(session('other-key'), undefined)
    await cp(join(dir, 'good.session.json'), join(dir, 'copied.session.json'))
    await cp(join(dir, 'name.session.json'), join(dir, 'name.sync-conflict-1.session.json'))
    await writeFile(join(dir, '._name.session.json'), 'Mac OS X')
    await writeFile(join(dir, 'empty.session.json'), '')
    await mkdir(join(dir, 'folder.session.json'))
    expect((await store.list()).map(({ id }) => id)).toEqual(['good', 'name'])
    const expected = [
      ['._name.session.json', 'foreign_name'],
      ['copied.session.json', 'damaged'],
      ['empty.session.json', 'damaged'],
      ['folder.session.json', 'unreadable'],
      ['name.sync-conflict-1.session.json', 'foreign_name'],
      ['other-key.session.json', 'foreign_key'],
    ].map(([name, reason]) => ({ where: join(dir, name ?? ''), reason }))
    const sorted = (found: readonly StoreProblem[]) =>
      found.map(({ where, reason }) => ({ where, reason })).toSorted((a, b) => (a.where < b.where ? -1 : 1))
    expect(sorted(problems)).toEqual(expected)
    expect(sorted(await store.problems())).toEqual(expected)
    for (const { where, message, hint } of problems) {
      expect(message).toContain(where)
      expect(hint.length).toBeGreaterThan(10)
    }
    await store.list()
    expect(problems).toHaveLength(expected.length)
    expect((await store.get('good'))?.id).toBe('good')
    await expect(store.get('empty')).rejects.toMatchObject({ message: expect.stringContaining('empty.session.json') })
    await store.delete('empty')
    expect(await store.get('empty')).toBeUndefined()
  })

  it('C1: a master key that opens none of them is refused: nothing begins anew beside them', async () => {
    await createFileConnectionStore({ dir, masterKey: keyOf(2) }).put(connection('a'), undefined)
    const store = createFileConnectionStore({ dir, masterKey })
    await writeFile(join(dir, '.DS_Store.connection.json'), 'Mac OS X')
    await expect(store.list()).rejects.toMatchObject({
      code: 'invalid_config',
      message: expect.stringContaining(`opens no connection in ${dir}`),
    })
    expect(await store.problems()).toHaveLength(2)
    await store.put(connection('b'), undefined)
    expect((await store.list()).map(({ id }) => id)).toEqual(['b'])
    const rotated = createFileConnectionStore({ dir, masterKey, previousKeys: [keyOf(2)] })
    expect((await rotated.list()).map(({ id }) => id)).toEqual(['a', 'b'])
  })

  it('C1: the other stores do the same, and one record never passes for one of another kind', async () => {
    const connections = createFileConnectionStore({ dir, masterKey })
    await createFileSessionStore({ dir, masterKey }).put(session('a'), undefined)
    await connections.put(connection('b'), undefined)
    const sealed = JSON.parse(await readFile(join(dir, 'a.session.json'), 'utf8')) as Record<string, unknown>
    await writeFile(join(dir, 'a.connection.json'), JSON.stringify({ ...sealed, connection: sealed['session'] }))
    expect((await connections.list()).map(({ id }) => id)).toEqual(['b'])
    expect(await connections.problems()).toMatchObject([{ reason: 'damaged' }])
  })

  it('nothing of a connection or a payment can be read in its file or its name', async () => {
    await createFileConnectionStore({ dir, masterKey }).put(connection('b'), undefined)
    const payment = {
      kind: 'single',
      amount: { amount: '1.00', currency: 'EUR' },
      creditor: { name: 'planted' },
    } as const
    const intents = createFilePaymentIntentStore({ dir, masterKey })
    const intent = { provider: 'ing', key: 'planted key', payment, paymentHash: hashPayment(payment), attempts: [] }
    await intents.begin({ ...intent, createdAt: 0, state: 'prepared', revision: 1 })
    const names = await readdir(dir)
    expect(names).toHaveLength(2)
    for (const name of names) {
      expect(`${name} ${await readFile(join(dir, name), 'utf8')}`).not.toContain('planted')
      expect((await stat(join(dir, name))).mode & 0o777).toBe(0o600)
    }
  })
})

describe('a folder', () => {
  it('F11: that exists and that others can open is refused with the command to run, and not changed', async () => {
    await chmod(dir, 0o755)
    const store = createFileSessionStore({ dir, masterKey })
    const refused = { code: 'invalid_config', hint: expect.stringContaining(`chmod 700 ${dir}`) }
    await expect(store.put(session('a'), undefined)).rejects.toMatchObject(refused)
    await expect(store.withLock('a', async () => 1)).rejects.toMatchObject(refused)
    await expect(store.delete('a')).rejects.toMatchObject(refused)
    expect((await stat(dir)).mode & 0o777).toBe(0o755)
    expect(await readdir(dir)).toEqual([])
    await chmod(dir, 0o700)
    expect(await store.put(session('a'), undefined)).toBe(true)
  })

  it.each(['EINVAL', 'ENOTSUP', 'EPERM'])('C3: that cannot be flushed (%s) still stores', async (code) => {
    const store = createFileSessionStore({ dir, masterKey, files: withFolderFault(code) })
    expect(await store.put(session('a'), undefined)).toBe(true)
    expect((await store.get('a'))?.revision).toBe(1)
  })

  it('C3: whose disk fails says so instead of pretending that the record is safe', async () => {
    const store = createFileSessionStore({ dir, masterKey, files: withFolderFault('EIO') })
    await expect(store.put(session('a'), undefined)).rejects.toMatchObject({ message: expect.stringContaining('EIO') })
  })

  it('F10: loses the leftovers of killed processes at the next use, and all of a record when it is deleted', async () => {
    const store = createFileSessionStore({ dir, masterKey })
    await store.put(session('a'), undefined)
    const killed = JSON.stringify({ ...(await thisOwner('killed')), pid: 2 ** 22 + 1 })
    const living = JSON.stringify(await thisOwner('living'))
    const nonce = '11111111-1111-4111-8111-111111111111'
    await writeFile(join(dir, `a.lock.${nonce}.new`), killed)
    await writeFile(join(dir, 'a.write.lock.22222222222222222222222222222222.takeover'), killed)
    await writeFile(join(dir, 'b.write.lock'), killed)
    await writeFile(join(dir, 'e.lock'), killed)
    await writeFile(join(dir, `b.session.json.${nonce}.new`), 'half a rec')
    await writeFile(join(dir, 'a.session.json.reserve'), 'room')
    await writeFile(join(dir, `c.lock.${nonce}.new`), living)
    const next = createFileSessionStore({ dir, masterKey })
    await next.put(session('d'), undefined)
    const kept = ['a.session.json', 'a.session.json.reserve', `c.lock.${nonce}.new`, 'd.session.json']
    expect((await readdir(dir)).toSorted()).toEqual(kept)
    await writeFile(join(dir, 'a.lock'), killed)
    await next.delete('a')
    expect((await readdir(dir)).toSorted()).toEqual(kept.slice(2))
  })
})

it('what a call has written is on the disk before its name is, and its name before the call ends', async () => {
  const steps: string[] = []
  const shortOf = (path: unknown): string =>
    String(path).endsWith('.new')
      ? 'draft'
      : String(path).endsWith('.session.json')
        ? 'record'
        : path === dir
          ? 'folder'
          : 'other'
  const files: FileSystem = {
    ...nodeFiles,
    rename: async (from, to) => {
      steps.push(`rename ${shortOf(from)} to ${shortOf(to)}`)
      await nodeFiles.rename(from, to)
    },
    open: async (path, flags, mode) => {
      const handle = await nodeFiles.open(path, flags, mode)
      if (String(path).includes('.lock')) return handle
      return withMembers(handle, {
        writeFile: async (data: string) => {
          steps.push(`write ${shortOf(path)}`)
          await handle.writeFile(data)
        },
        sync: async () => {
          await handle.sync()
          steps.push(`sync ${shortOf(path)}`)
        },
      })
    },
  }
  const store = createFileSessionStore({ dir, masterKey, files })
  await store.put(session('a'), undefined)
  steps.push('put')
  await store.delete('a')
  steps.push('delete')
  const written = ['write draft', 'sync draft', 'rename draft to record', 'sync folder', 'put']
  expect(steps).toEqual([...written, 'sync folder', 'delete'])
})

it('a folder that is made survives a power cut, with those above it', async () => {
  const synced: unknown[] = []
  const files: FileSystem = {
    ...nodeFiles,
    open: async (path, flags, mode) => {
      const handle = await nodeFiles.open(path, flags, mode)
      return flags === 'r' ? withMembers(handle, { sync: async () => synced.push(path) }) : handle
    },
  }
  const deep = join(dir, 'one', 'two', 'three')
  await createFileSessionStore({ dir: deep, masterKey, files }).put(session('a'), undefined)
  expect(synced).toEqual([join(dir, 'one', 'two'), join(dir, 'one'), dir, deep])
})

describe('a full disk', () => {
  it('F5: is noticed before the work that would have to be stored', async () => {
    const disk = createDisk()
    const store = createFileSessionStore({ dir, masterKey, files: disk.files })
    await store.put(session('a'), undefined)
    disk.full = true
    let asked = 0
    const work = async (): Promise<number> => ++asked
    await expect(store.withLock('a', work)).rejects.toMatchObject({ hint: expect.stringContaining('disk is full') })
    expect(asked).toBe(0)
    expect(await readdir(dir)).toEqual(['a.session.json'])
  })

  it('F5: that fills up during the work does not lose its result', async () => {
    const disk = createDisk()
    const store = createFileSessionStore({ dir, masterKey, files: disk.files })
    await store.put(session('a'), undefined)
    const stored = await store.withLock('a', async () => {
      disk.full = true
      return store.put({ ...session('a', 2), secrets: 'longer than before'.repeat(200) }, 1)
    })
    expect(stored).toBe(true)
    expect((await store.get('a'))?.revision).toBe(2)
    expect(await readdir(dir)).toEqual(['a.session.json'])
  })

  it('F5: keeps what is stored when it cannot be written, and leaves no draft', async () => {
    const disk = createDisk()
    const store = createFileSessionStore({ dir, masterKey, files: disk.files })
    await store.put(session('a'), undefined)
    disk.full = true
    await expect(store.put(session('a', 2), 1)).rejects.toMatchObject({ code: 'invalid_config' })
    expect((await store.get('a'))?.revision).toBe(1)
    expect(await readdir(dir)).toEqual(['a.session.json'])
  })
})

describe('a change of the master key', () => {
  const openAll = (keys: Pick<Parameters<typeof createFileSessionStore>[0], 'masterKey' | 'previousKeys'>) =>
    [
      createFileSessionStore({ dir: join(dir, 's'), ...keys }),
      createFileConnectionStore({ dir: join(dir, 'c'), ...keys }),
    ] as const

  it('F17: seals every record of all stores anew, and names what it could not', async () => {
    const [sessions, connections] = openAll({ masterKey })
    await sessions.put(session('a'), undefined)
    await sessions.put(session('b', 7), undefined)
    await connections.put(connection('c'), undefined)
    await createFileSessionStore({ dir: join(dir, 's'), masterKey: keyOf(9) }).put(session('lost'), undefined)
    const rotating = openAll({ masterKey: keyOf(2), previousKeys: [masterKey] })
    const report = await rotateMasterKey(rotating)
    expect(report).toMatchObject({ resealed: 3, unchanged: 0, problems: [{ reason: 'foreign_key' }] })
    expect(await rotateMasterKey(rotating)).toMatchObject({ resealed: 0, unchanged: 3 })
    const [after, afterConnections] = openAll({ masterKey: keyOf(2) })
    expect(await after.get('a')).toEqual(session('a'))
    expect(await after.get('b')).toEqual(session('b', 7))
    expect(await afterConnections.get('c')).toEqual(connection('c'))
    await expect(openAll({ masterKey })[0].get('a')).rejects.toMatchObject({ code: 'invalid_config' })
  })

  it('F17: loses no write that is made beside it', async () => {
    const [writer] = openAll({ masterKey: keyOf(2), previousKeys: [masterKey] })
    await openAll({ masterKey })[0].put(session('a'), undefined)
    const rotate = rotateMasterKey(openAll({ masterKey: keyOf(2), previousKeys: [masterKey] }))
    for (let revision = 2; revision < 12; revision += 1) {
      expect(await writer.put(session('a', revision), revision - 1)).toBe(true)
    }
    expect((await rotate).problems).toEqual([])
    expect((await openAll({ masterKey: keyOf(2) })[0].get('a'))?.revision).toBe(11)
  })
})

it('C9: waiting for another process is said, with the record and the process', async () => {
  await writeFile(join(dir, 'new-bunq.lock'), JSON.stringify(await thisOwner('other')))
  const waits: StoreWait[] = []
  const clock = { now: () => 0, sleep: async () => undefined }
  const store = createFileSessionStore({ dir, masterKey, clock, onWait: (wait) => waits.push(wait) })
  await expect(store.withLock('new-bunq', async () => 1)).rejects.toMatchObject({ code: 'conflict' })
  expect(waits[0]).toMatchObject({ noun: 'session', id: 'new-bunq', pid: process.pid })
  expect(waits.length).toBeGreaterThan(3)
  expect(waits.length).toBeLessThan(8)
})

/** Files whose folders cannot be flushed. */
const withFolderFault = (code: string): FileSystem => ({
  ...nodeFiles,
  open: async (path, flags, mode) => {
    const handle = await nodeFiles.open(path, flags, mode)
    if (path !== dir) return handle
    return withMembers(handle, { sync: () => Promise.reject(systemFault(code, 'fsync')) })
  },
})

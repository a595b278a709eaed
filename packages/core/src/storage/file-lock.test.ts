import { mkdtemp, readdir, readFile, rm, unlink, utimes, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDisk, systemFault, withMembers } from '../../test/faulty-files.ts'
import { createFakeClock, type FakeClock } from '../testing/fake-clock.ts'
import { createSeededRandom } from '../testing/seeded-random.ts'
import { type LockWait, withFileLock } from './file-lock.ts'
import { type FileSystem, nodeFiles } from './file-system.ts'
import { type LockOwner, readOwner, thisOwner } from './lock-owner.ts'
import { guardOf } from './lock-removal.ts'

let dir: string
let lock: string
let clock: FakeClock

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nostro-lock-'))
  lock = join(dir, 'x.lock')
  clock = createFakeClock()
})
afterEach(() => rm(dir, { recursive: true, force: true }))

/** Moves the clock on until the promise is settled. */
const inTime = async <T>(promise: Promise<T>, each: () => Promise<void> = async () => undefined): Promise<T> => {
  let settled = false
  const end = (): void => {
    settled = true
  }
  promise.then(end, end)
  while (!settled) {
    await clock.advance(100)
    await each()
  }
  return promise
}

const ownerOf = async (changes: Partial<LockOwner>): Promise<string> =>
  JSON.stringify({ ...(await thisOwner('nonce-of-another')), ...changes })

/** A process number that no process has. */
const nobody = 2 ** 22 + 1

describe('a lock that another holds', () => {
  it('C2: is not taken from a container with the same host name while that one touches it', async () => {
    await writeFile(lock, await ownerOf({ pid: nobody, pidNamespace: 'pid:[1]' }))
    let beats = 0
    const beat = (): Promise<void> => utimes(lock, 0, ++beats)
    await expect(
      inTime(
        withFileLock(lock, async () => 1, { clock }),
        beat,
      ),
    ).rejects.toMatchObject({ code: 'conflict' })
    expect((await readOwner(nodeFiles, lock))?.owner.nonce).toBe('nonce-of-another')
  })

  it.each([
    ['another namespace', { pidNamespace: 'pid:[1]' }],
    ['another start of the kernel', { boot: 'other' }],
    ['another machine', { boot: 'other', host: 'elsewhere' }],
    ['an earlier version', { boot: undefined, pidNamespace: undefined }],
  ])('C2: of %s ends 20 s after its last heartbeat', async (_what, changes) => {
    await writeFile(lock, await ownerOf({ pid: process.pid, ...changes } as Partial<LockOwner>))
    const waits: LockWait[] = []
    const start = clock.now()
    const taken = withFileLock(lock, async () => clock.now() - start, { clock, onWait: (wait) => waits.push(wait) })
    expect(await inTime(taken)).toBeGreaterThanOrEqual(20_000)
    expect(waits[0]).toMatchObject({ path: lock, pid: process.pid, waitedMs: expect.any(Number) })
    expect(waits[0]?.waitedMs).toBeLessThan(2000)
    expect(await readdir(dir)).toEqual([])
  })

  it('C2: is taken at once from a process of this machine that ended, whatever its host was called', async () => {
    await writeFile(lock, await ownerOf({ pid: nobody, host: 'name-before-dhcp' }))
    const start = clock.now()
    expect(await withFileLock(lock, async () => clock.now() - start, { clock })).toBe(0)
    expect(await readdir(dir)).toEqual([])
  })

  it('is kept by a holder whose work takes minutes, by its heartbeats', async () => {
    let finish = (): void => undefined
    const work = new Promise<void>((resolve) => {
      finish = resolve
    })
    const held = withFileLock(lock, () => work, { clock })
    while ((await readOwner(nodeFiles, lock)) === undefined) await clock.advance(1)
    const stamps = new Set<string | undefined>()
    for (let second = 0; second < 60; second += 1) {
      await clock.advance(1000)
      stamps.add((await readOwner(nodeFiles, lock))?.stamp)
    }
    expect(stamps.size).toBeGreaterThan(10)
    finish()
    await held
    expect(await readdir(dir)).toEqual([])
  })

  it('F10: is waited for by what was slept, with ever longer pauses, and with one written file', async () => {
    await writeFile(lock, await ownerOf({ pid: process.pid }))
    let made = 0
    let slept = 0
    let pauses = 0
    const files: FileSystem = {
      ...nodeFiles,
      open: (path, flags, mode) => {
        if (flags === 'wx') made += 1
        return nodeFiles.open(path, flags, mode)
      },
    }
    const jumping = {
      // Each look at the clock finds another day.
      now: () => clock.now() + (pauses % 2) * 86_400_000,
      sleep: async (ms: number) => {
        slept += ms
        pauses += 1
      },
    }
    await expect(withFileLock(lock, async () => 1, { clock: jumping, files })).rejects.toMatchObject({
      code: 'conflict',
    })
    expect(slept).toBeGreaterThanOrEqual(60_000)
    expect(slept).toBeLessThan(61_000)
    expect(pauses).toBeLessThan(500)
    expect(made).toBe(1)
    expect(await readdir(dir)).toEqual(['x.lock'])
  })

  it('is left at once when the signal aborts, and nothing stays', async () => {
    await writeFile(lock, await ownerOf({ pid: process.pid }))
    const controller = new AbortController()
    const waiting = withFileLock(lock, async () => 1, { clock, signal: controller.signal })
    const ended = expect(waiting).rejects.toThrow('enough')
    await inTime(Promise.resolve(), () => clock.advance(3000))
    controller.abort(new Error('enough'))
    await ended
    expect(await readdir(dir)).toEqual(['x.lock'])
  })
})

describe('a lock that a crash left', () => {
  it.each([
    ['the lock empty', ['lock']],
    ['the lock cut short', ['lock'], '{"pid":1,"ho'],
    ['the lock and the guard of its removal empty', ['lock', 'guard']],
  ])('is taken over after a power cut that left %s', async (_what, names, text = '') => {
    await writeFile(lock, text)
    const nonce = (await readOwner(nodeFiles, lock))?.owner.nonce ?? ''
    if (names.includes('guard')) await writeFile(guardOf(lock, lock, nonce), '')
    expect(await inTime(withFileLock(lock, async () => 'mine', { clock }))).toBe('mine')
    expect(await readdir(dir)).toEqual([])
  })

  it('is taken over when the one that took it over died as well, at any step', async () => {
    const dead = await ownerOf({ pid: nobody, nonce: 'first' })
    const taker = await ownerOf({ pid: nobody, nonce: 'second' })
    const guard = guardOf(lock, lock, 'first')
    await writeFile(lock, dead)
    await writeFile(guard, taker)
    await writeFile(guardOf(lock, guard, 'second'), await ownerOf({ pid: nobody, nonce: 'third' }))
    expect(await withFileLock(lock, async () => 'mine', { clock })).toBe('mine')
    expect(await readdir(dir)).toEqual([])
  })

  it('is taken over when its holder died while it released it', async () => {
    const dead = await ownerOf({ pid: nobody, nonce: 'first' })
    for (const path of [lock, guardOf(lock, lock, 'first'), `${lock}.first.new`]) await writeFile(path, dead)
    expect(await withFileLock(lock, async () => 'mine', { clock })).toBe('mine')
    expect(await readdir(dir)).toEqual([])
  })

  it('is taken over by exactly one of many at a time', async () => {
    await writeFile(lock, await ownerOf({ pid: nobody }))
    let inside = 0
    let most = 0
    const work = async (): Promise<void> => {
      most = Math.max(most, ++inside)
      await new Promise((resolve) => setImmediate(resolve))
      inside -= 1
    }
    await inTime(Promise.all(Array.from({ length: 20 }, () => withFileLock(lock, work, { clock }))))
    expect(most).toBe(1)
    expect(await readdir(dir)).toEqual([])
  })
})

describe('a holder', () => {
  it('F9: that was taken over does not remove its successor’s lock', async () => {
    const successor = await ownerOf({ pid: process.pid })
    await withFileLock(
      lock,
      async () => {
        await unlink(lock)
        await writeFile(lock, successor)
      },
      { clock },
    )
    expect(await readFile(lock, 'utf8')).toBe(successor)
    expect(await readdir(dir)).toEqual(['x.lock'])
  })

  it('F9: touches its own lock and never its successor’s', async () => {
    await inTime(
      withFileLock(
        lock,
        async () => {
          await unlink(lock)
          await writeFile(lock, await ownerOf({ pid: process.pid }))
          await utimes(lock, 7, 7)
          await clock.sleep(30_000)
        },
        { clock },
      ),
    )
    expect((await readOwner(nodeFiles, lock))?.touchedAt).toBe(7000)
  })

  it('C3: gives the result of its work when the lock cannot be removed, and reports that', async () => {
    const problems: unknown[] = []
    const files: FileSystem = { ...nodeFiles, unlink: () => Promise.reject(systemFault('EIO', 'unlink')) }
    const onProblem = (error: unknown): number => problems.push(error)
    expect(await withFileLock(lock, async () => 'done', { clock, files, onProblem })).toBe('done')
    expect(problems[0]).toMatchObject({ code: 'EIO' })
  })

  it('ends its lock when the work fails, with the work’s own error', async () => {
    const fault = systemFault('ECONNRESET', 'read')
    await expect(withFileLock(lock, () => Promise.reject(fault), { clock })).rejects.toBe(fault)
    expect(await readdir(dir)).toEqual([])
  })
})

describe('a file system', () => {
  it.each(['ENOTSUP', 'EPERM', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'])(
    'C3: without hard links (%s) has the same lock',
    async (code) => {
      const files: FileSystem = { ...nodeFiles, link: () => Promise.reject(systemFault(code, 'link')) }
      let inside = 0
      let most = 0
      const work = async (): Promise<void> => {
        most = Math.max(most, ++inside)
        await new Promise((resolve) => setImmediate(resolve))
        inside -= 1
      }
      await inTime(Promise.all(Array.from({ length: 10 }, () => withFileLock(lock, work, { clock, files }))))
      expect(most).toBe(1)
      await writeFile(lock, await ownerOf({ pid: nobody }))
      expect(await withFileLock(lock, async () => 'taken over', { clock, files })).toBe('taken over')
      expect(await readdir(dir)).toEqual([])
    },
  )

  it('that reports its own success as “exists” (NFS) is not waited for', async () => {
    const files: FileSystem = {
      ...nodeFiles,
      link: async (from, to) => {
        await nodeFiles.link(from, to)
        throw systemFault('EEXIST', 'link')
      },
    }
    const start = clock.now()
    expect(await withFileLock(lock, async () => clock.now() - start, { clock, files })).toBe(0)
    expect(await readdir(dir)).toEqual([])
  })

  it('C3: that is full is said once per try, and no file is left', async () => {
    const disk = createDisk()
    disk.full = true
    for (let index = 0; index < 5; index += 1) {
      await expect(withFileLock(lock, async () => 1, { clock, files: disk.files })).rejects.toMatchObject({
        code: 'invalid_config',
        hint: expect.stringContaining('disk is full'),
      })
    }
    expect(await readdir(dir)).toEqual([])
  })

  it('a draft that was cleaned away while its process slept does no harm', async () => {
    const random = createSeededRandom('draft')
    const files: FileSystem = {
      ...nodeFiles,
      open: async (path, flags, mode) => {
        const handle = await nodeFiles.open(path, flags, mode)
        if (!String(path).endsWith('.new')) return handle
        return withMembers(handle, {
          writeFile: async (text: string) => {
            await handle.writeFile(text)
            await unlink(path)
          },
        })
      },
    }
    expect(await withFileLock(lock, async () => readdir(dir), { clock, files, random })).toEqual(['x.lock'])
    expect(await readdir(dir)).toEqual([])
  })

  it('a lock names its owner’s machine and process', async () => {
    const owner = await withFileLock(lock, async () => JSON.parse(await readFile(lock, 'utf8')) as LockOwner, { clock })
    expect(owner).toMatchObject({ pid: process.pid, host: hostname() })
  })
})

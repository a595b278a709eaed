import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDisk, systemFault } from '../../test/faulty-files.ts'
import { systemRandom } from '../services/system-random.ts'
import { nodeFiles } from './file-system.ts'
import { loadMasterKey } from './load-master-key.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'nostro-master-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const secret = Buffer.alloc(32, 7)

describe('a master key', () => {
  it('in a file is made once, for its owner alone, and read again', async () => {
    const file = join(dir, 'deep', 'master.key')
    const made = await loadMasterKey({ file, create: true })
    expect(made.key).toHaveLength(32)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(statSync(join(dir, 'deep')).mode & 0o777).toBe(0o700)
    expect(await loadMasterKey({ file, create: true })).toEqual(made)
    expect(await loadMasterKey({ file })).toEqual(made)
  })

  it('made by ten at once is one key, and leaves no draft', async () => {
    const file = join(dir, 'master.key')
    const all = await Promise.all(Array.from({ length: 10 }, () => loadMasterKey({ file, create: true })))
    expect(new Set(all.map(({ id }) => id)).size).toBe(1)
    expect(readdirSync(dir)).toEqual(['master.key'])
  })

  it('C3: is made once on a file system without hard links as well', async () => {
    const file = join(dir, 'master.key')
    const files = { ...nodeFiles, link: () => Promise.reject(systemFault('EPERM', 'link')) }
    const make = () => loadMasterKey({ file, create: true }, systemRandom, files)
    const all = await Promise.all(Array.from({ length: 10 }, make))
    expect(new Set(all.map(({ id }) => id)).size).toBe(1)
    expect(readdirSync(dir)).toEqual(['master.key'])
  })

  it('C3: that cannot be written leaves no draft', async () => {
    const disk = createDisk()
    disk.full = true
    const make = loadMasterKey({ file: join(dir, 'master.key'), create: true }, systemRandom, disk.files)
    await expect(make).rejects.toMatchObject({ hint: expect.stringContaining('disk is full') })
    expect(readdirSync(dir)).toEqual([])
  })

  it('as text may be base64 or hex, with blanks around', async () => {
    const [base64, hex] = await Promise.all([
      loadMasterKey({ text: ` ${secret.toString('base64')}\n` }),
      loadMasterKey({ text: secret.toString('hex').toUpperCase() }),
    ])
    expect(Buffer.from(base64.key)).toEqual(secret)
    expect(hex).toEqual(base64)
  })

  it('has an id that gives nothing of it away, and differs by key', async () => {
    const { id } = await loadMasterKey({ text: secret.toString('hex') })
    expect(id).toMatch(/^[0-9a-f]{16}$/)
    expect(secret.toString('hex')).not.toContain(id)
    expect((await loadMasterKey({ text: Buffer.alloc(32, 8).toString('hex') })).id).not.toBe(id)
  })

  it('of a passphrase depends on passphrase and salt, and on nothing else', async () => {
    const saltFile = join(dir, 'salt')
    const first = await loadMasterKey({ passphrase: 'correct h\u00f6rse', saltFile })
    // The same letters, typed on another keyboard.
    const again = await loadMasterKey({ passphrase: 'correct ho\u0308rse', saltFile })
    const other = await loadMasterKey({ passphrase: 'correct horse', saltFile })
    const elsewhere = await loadMasterKey({ passphrase: 'correct h\u00f6rse', saltFile: join(dir, 'salt2') })
    expect(again).toEqual(first)
    expect(new Set([first.id, other.id, elsewhere.id]).size).toBe(3)
    expect(readFileSync(saltFile, 'utf8')).not.toContain('correct')
  })

  it.each([
    ['a missing file', () => ({ file: join(dir, 'none') }), /does not exist/],
    ['a text of another length', () => ({ text: Buffer.alloc(31, 77).toString('base64') }), /32 bytes/],
    ['a text that is no base64', () => ({ text: 'MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE!' }), /32 bytes/],
    ['a short passphrase', () => ({ passphrase: 'xq7-kp', saltFile: join(dir, 'salt') }), /too short/],
  ])('refuses %s without quoting it', async (_name, source, message) => {
    const given = source()
    const error = await loadMasterKey(given).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'invalid_config', message: expect.stringMatching(message) })
    const secrets = [given].flatMap((each) =>
      'text' in each ? [each.text] : 'passphrase' in each ? [each.passphrase] : [],
    )
    for (const each of secrets) expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain(each)
    expect(readdirSync(dir)).toEqual([])
  })

  it.each([
    ['a folder', () => dir, /is a folder/],
    ['a path through a file', () => join(dir, 'plain', 'master.key'), /is a file where a folder is needed/],
  ])('says of %s what is wrong with it', async (_name, path, hint) => {
    chmodSync(dir, 0o755)
    writeFileSync(join(dir, 'plain'), '', { mode: 0o600 })
    const file = path()
    for (const create of [false, true]) {
      await expect(loadMasterKey({ file, create })).rejects.toMatchObject({
        code: 'invalid_config',
        message: expect.stringContaining(file),
        hint: expect.stringMatching(hint),
      })
    }
  })

  it('refuses a file that others can read', async () => {
    const file = join(dir, 'open.key')
    writeFileSync(file, secret.toString('base64'))
    chmodSync(file, 0o644)
    await expect(loadMasterKey({ file })).rejects.toMatchObject({ hint: `Run: chmod 600 ${file}` })
  })
})

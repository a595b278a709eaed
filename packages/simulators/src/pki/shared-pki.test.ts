import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test as it } from 'vitest'
import { readPki } from './pki-folder.ts'
import { sharedPki } from './shared-pki.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nostro-shared-pki-'))
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('everybody in a process gets the same keys, also when they ask at once', async () => {
  const [first, second] = await Promise.all([sharedPki(), sharedPki()])
  expect(second).toBe(first)
})

it('a folder carries the whole PKI to another process, readable by the owner alone', async () => {
  const pki = await sharedPki({ folder })
  expect(readPki(folder)).toEqual(pki)
  expect(readdirSync(folder)).toEqual(['pki.json'])
  expect(statSync(join(folder, 'pki.json')).mode & 0o777).toBe(0o600)
})

it('a PKI from the folder is used again while its dates will do, and stays when another simulated time needs other dates', async () => {
  const pki = await sharedPki({ folder })
  expect(await sharedPki({ folder })).toEqual(pki)
  const later = await sharedPki({ folder, simulatedNow: Date.now() + 4 * 365 * 86_400_000 })
  expect(later.serverCa).not.toBe(pki.serverCa)
  expect(readPki(folder)).toEqual(pki)
})

it('a PKI that was stretched for another simulated time is not used for the machine’s own', async () => {
  const simulatedNow = Date.now() - 2 * 365 * 86_400_000
  const stretched = await sharedPki({ folder, simulatedNow })
  expect(await sharedPki({ folder, simulatedNow })).toEqual(stretched)
  const usual = await sharedPki({ folder })
  expect(usual.serverCa).not.toBe(stretched.serverCa)
  expect(readPki(folder)).toEqual(usual)
})

it('an empty folder holds no PKI', () => {
  expect(readPki(folder)).toBeUndefined()
})

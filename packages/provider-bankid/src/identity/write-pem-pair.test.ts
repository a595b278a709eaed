import { X509Certificate } from 'node:crypto'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Pki, sharedPki } from '@nostro/simulators'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readOptions } from '../options.ts'
import { loadIdentity } from './load-identity.ts'
import { writePemPair } from './write-pem-pair.ts'

let folder: string
let pki: Pki

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nostro-pem-'))
  pki = await sharedPki()
})
afterAll(() => rm(folder, { recursive: true }))

it('makes a pair that BankID takes, and keeps the key to its owner', async () => {
  const { pkcs12, passphrase } = pki.bankid.relyingParty
  const files = await writePemPair(pkcs12, passphrase, join(folder, 'new'))
  const [certificate, key] = await Promise.all([readFile(files.certificate, 'utf8'), readFile(files.key, 'utf8')])
  const identity = loadIdentity(readOptions({ environment: 'test', identity: { certificate, key } }), Date.now())
  const own = new X509Certificate(pki.bankid.relyingParty.certificate)
  expect(identity.certificate.serialNumber).toBe(own.serialNumber)
  expect((await stat(files.key)).mode & 0o077).toBe(0)
})

it('writes nothing when the passphrase is wrong', async () => {
  const attempt = writePemPair(pki.bankid.relyingParty.pkcs12, 'wrong', join(folder, 'never'))
  await expect(attempt).rejects.toMatchObject({ code: 'invalid_config' })
  await expect(stat(join(folder, 'never'))).rejects.toMatchObject({ code: 'ENOENT' })
})

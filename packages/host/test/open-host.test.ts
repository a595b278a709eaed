import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Simulators, startSimulators } from '@nostro/simulators'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { configJsonSchema, openHost, openStores } from '../src/index.ts'

let simulators: Simulators
let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nostro-host-'))
  simulators = await startSimulators()
})
afterAll(async () => {
  await simulators.stop()
  rmSync(folder, { recursive: true, force: true })
})

const write = (name: string, value: unknown): string => {
  const path = join(folder, name)
  writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value))
  return path
}

const env = () => ({ HOME: folder })

describe('C1: a folder of records without its key', () => {
  it('is no reason to make a new key: nothing is written, and the old one is asked for', async () => {
    const own = mkdtempSync(join(folder, 'state-'))
    const loaded = {
      config: { banks: {}, storage: { dir: join(own, 'kept'), keyFile: join(own, 'master.key') } },
      folder: own,
    }
    const stores = await openStores(loaded, { env: {} })
    await stores.sessions.put(
      { specVersion: 1, id: 'a', provider: 'bunq', purpose: 'accounts', revision: 1, createdAt: 0, secrets: null },
      undefined,
    )
    rmSync(join(own, 'master.key'))
    await expect(openStores(loaded, { env: {} })).rejects.toMatchObject({
      code: 'invalid_config',
      message: expect.stringMatching(/master\.key is missing/),
    })
    expect(readdirSync(own)).toEqual(['kept'])
  })
})

describe('a configured program', () => {
  it('has two companies at one bank, a plug-in, and connections that outlive it', async () => {
    const { apiUrl, ca, apiKey } = simulators.options.bunq
    write('ca.pem', ca ?? '')
    write('key', `${apiKey}\n`)
    write(
      'plug.mjs',
      `export const createProvider = () => () => ({
      specVersion: 1,
      manifest: { id: 'plug', name: 'Plug', capabilities: [], authentication: [], signatureSchemes: [] },
      auth: { start: async () => {}, advance: async () => {} },
      close: async () => {},
    })`,
    )
    const bunq = { environment: 'sandbox', apiUrl, ca: 'ca.pem', apiKeyFile: 'key' }
    const file = write('nostro.json', {
      banks: { bunq, 'bunq-company': { provider: 'bunq', ...bunq }, plug: { provider: './plug.mjs' } },
    })
    const options = { env: env(), cwd: folder, file }
    const host = await openHost(options)
    expect(host.nostro.registry.all.map(({ instance }) => instance)).toEqual(['bunq', 'bunq-company', 'plug'])
    const made = await host.connections.connect('bunq-company', { label: 'Company' })
    await host.close()
    await using again = await openHost(options)
    const [kept] = await again.connections.list()
    expect(kept).toMatchObject({ id: made.id, instance: 'bunq-company', label: 'Company' })
    expect((await kept?.accounts().all())?.length).toBeGreaterThan(0)
    expect(readdirSync(join(folder, '.local/state/nostro')).toSorted()).toEqual(
      expect.arrayContaining(['connections', 'sessions']),
    )
  })

  it.each<[string, unknown, RegExp]>([
    [
      'C10: an unknown option, with the one that was meant',
      { banks: { bunq: { environment: 'sandbox', apikey: 'x' } } },
      /banks\.bunq: unknown key “apikey” \(did you mean “apiKey”\?\)/,
    ],
    ['a wrong value', { banks: { bunq: { environment: 'prod' } } }, /banks\.bunq\.environment: .*found “prod”/],
    ['C10: an unknown provider', { banks: { bunk: {} } }, /no provider “bunk”; did you mean “bunq”/],
    [
      'C10: key and key file together',
      { banks: { bunq: { environment: 'sandbox', apiKey: 'x', apiKeyFile: 'y' } } },
      /both given/,
    ],
    [
      'a missing file',
      { banks: { bunq: { environment: 'sandbox', ca: 'none.pem' } } },
      /banks\.bunq\.ca: .*none\.pem cannot be read/,
    ],
    ['the shape of before', { bunq: { environment: 'sandbox' } }, /unknown key “bunq”/],
    ['no bank', { banks: {} }, /names no bank/],
    ['C10: broken JSON, by its place', '{\n  "banks": {]', /not valid JSON at line 2, column 13/],
  ])('refuses %s', async (_title, config, message) => {
    const file = write('wrong.json', config)
    const opening = openHost({ env: env(), cwd: folder, file })
    await expect(opening).rejects.toThrow(message)
    await expect(opening).rejects.toMatchObject({ code: 'invalid_config', hint: expect.any(String) })
  })

  it('C10: reads a file with a byte order mark', async () => {
    const file = write('bom.json', `\uFEFF${JSON.stringify({ banks: { bunq: { environment: 'sandbox' } } })}`)
    await using host = await openHost({ env: env(), cwd: folder, file })
    expect(host.nostro.registry.has('bunq')).toBe(true)
  })
})

it('describes the configuration for editors, with paths where files are read', async () => {
  const schema = (await configJsonSchema(folder)) as {
    $defs: Record<string, { properties: object; required: string[] }>
  }
  expect(Object.keys(schema.$defs)).toEqual(expect.arrayContaining(['ing', 'bunq', 'bankid']))
  expect(Object.keys(schema.$defs['bunq']?.properties ?? {})).toEqual(
    expect.arrayContaining(['environment', 'apiKey', 'apiKeyFile', 'permittedIps', 'provider']),
  )
  expect(schema.$defs['bunq']?.required).toContain('environment')
})

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { loadConfig } from './load-config.ts'
import { readServerConfig } from './read-server-config.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nostro-server-config-'))
  writeFileSync(join(folder, 'secret'), 'from a file\n')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const read = (server: unknown, env: Record<string, string> = {}) => {
  writeFileSync(join(folder, 'nostro.config.json'), JSON.stringify({ server }))
  const loaded = loadConfig({ env: { HOME: folder, XDG_CONFIG_HOME: folder, ...env }, cwd: folder })
  if (loaded === undefined) throw new Error('There is a configuration.')
  return readServerConfig(loaded)
}
const oidc = { issuer: 'https://login.example/realms/house', clientId: 'nostro' }

it('reads the OpenID provider from the file, its secret from a file of its own', () => {
  expect(
    read({ oidc: { ...oidc, clientSecretFile: 'secret', subjects: ['a'] }, returnUrls: ['https://app.example/'] }),
  ).toEqual({
    returnUrls: ['https://app.example/'],
    oidc: { ...oidc, clientSecret: 'from a file', subjects: ['a'] },
  })
  expect(read({ oidc }).oidc).toMatchObject({ clientSecret: undefined, subjects: [] })
  expect(read(undefined)).toEqual({})
})

it('reads it from the environment, which wins member by member; subjects are separated by blanks', () => {
  const env = { NOSTRO_OIDC_CLIENT_SECRET: 's', NOSTRO_OIDC_SUBJECTS: ' a  b ', NOSTRO_OIDC_NAME: 'House' }
  expect(read({ oidc: { ...oidc, subjects: ['c'] } }, env).oidc).toEqual({
    ...oidc,
    name: 'House',
    clientSecret: 's',
    subjects: ['a', 'b'],
  })
})

it.each<[string, unknown, RegExp]>([
  [
    'plain HTTP beyond this machine',
    { oidc: { ...oidc, issuer: 'http://login.example' } },
    /server\.oidc\.issuer: must be an https address/,
  ],
  ['an issuer with a query', { oidc: { ...oidc, issuer: 'https://login.example/?a=b' } }, /without query/],
  ['no client', { oidc: { issuer: oidc.issuer } }, /server\.oidc\.clientId/],
  ['a misspelt key', { oidc: { ...oidc, subject: ['a'] } }, /unknown key “subject”/],
  ['a secret twice', { oidc: { ...oidc, clientSecret: 'x', clientSecretFile: 'secret' } }, /both given/],
  [
    'a secret’s file that is not there',
    { oidc: { ...oidc, clientSecretFile: 'none' } },
    /clientSecretFile: .*cannot be read/,
  ],
  ['a return address that is none', { returnUrls: ['javascript:alert(1)'] }, /must be a web address/],
])('refuses %s', (_, server, words) => {
  expect(() => read(server)).toThrow(words)
})

it('takes plain HTTP on this machine, for tries', () => {
  expect(read({ oidc: { ...oidc, issuer: 'http://127.0.0.1:9000' } }).oidc?.issuer).toBe('http://127.0.0.1:9000')
})

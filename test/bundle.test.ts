import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')
/** A program with one provider, its first call included. */
const program = `
import { createBunqProvider } from '@nostro/provider-bunq'

const bunq = createBunqProvider({ environment: 'sandbox', apiUrl: 'https://127.0.0.1:1', apiKey: 'sandbox_' + 'a'.repeat(64) })
const challenge = await bunq.auth.start({ purpose: 'accounts' })
const { code, message, hint } = await bunq.auth.advance(challenge, {}).catch((thrown) => thrown)
console.log(JSON.stringify({ id: bunq.manifest.id, code, message, hint }))
await bunq.close()
`
const banner = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url)"

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nostro-bundle-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Bundles the program, and runs the one file in a process of its own: in this one, `require` is always there. */
const run = async (name: string, js?: string): Promise<unknown> => {
  const outfile = join(folder, `${name}.mjs`)
  const { warnings } = await build({
    stdin: { contents: program, resolveDir: join(root, 'packages/cli-demo'), loader: 'ts' },
    ...{ bundle: true, format: 'esm', platform: 'node', target: 'node20', conditions: ['@nostro/source'] },
    outfile,
    banner: js === undefined ? {} : { js },
    logLevel: 'silent',
  })
  expect(warnings).toEqual([])
  const { stdout } = await promisify(execFile)(process.execPath, [outfile])
  return JSON.parse(stdout)
}

it('one provider in one ES module by esbuild makes its calls; without a `require` the first call says what it needs', async () => {
  const [whole, bare] = await Promise.all([run('whole', banner), run('bare')])
  // Nothing listens at that address: undici has looked.
  expect(whole).toMatchObject({
    id: 'bunq',
    code: 'bank_unavailable',
    message: expect.stringContaining('ECONNREFUSED'),
  })
  expect(bare).toMatchObject({ id: 'bunq', code: 'invalid_config', hint: expect.stringContaining('--banner:js=') })
})

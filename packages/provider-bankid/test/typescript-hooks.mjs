// Lets a child process read the sources: `node --import ./typescript-hooks.mjs`.
import { readFile } from 'node:fs/promises'
import { createRequire, register } from 'node:module'
import { fileURLToPath } from 'node:url'

if (process.env['NOSTRO_TEST_HOOKS'] === undefined) {
  process.env['NOSTRO_TEST_HOOKS'] = 'registered'
  register(import.meta.url)
}

export const load = async (url, context, next) => {
  if (!url.endsWith('.ts')) return next(url, context)
  const { transform } = createRequire(import.meta.url)('esbuild')
  const { code } = await transform(await readFile(fileURLToPath(url), 'utf8'), { loader: 'ts', target: 'es2023' })
  return { format: 'module', source: code, shortCircuit: true }
}

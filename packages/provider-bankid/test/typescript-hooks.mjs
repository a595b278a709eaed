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
  const typescript = createRequire(import.meta.url)('typescript')
  const { outputText } = typescript.transpileModule(await readFile(fileURLToPath(url), 'utf8'), {
    compilerOptions: { module: typescript.ModuleKind.ESNext, target: typescript.ScriptTarget.ES2023 },
  })
  return { format: 'module', source: outputText, shortCircuit: true }
}

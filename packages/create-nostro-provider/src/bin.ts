import { parseArgs } from 'node:util'
import { createProviderPackage, ScaffoldError, templates } from './create-provider-package.ts'

const usage = `Usage: npm create nostro-provider NAME [-- --template ${templates.join('|')}]`

/** What `npm create nostro-provider` runs. */
const main = (): void => {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { template: { type: 'string' } } })
  const [name] = positionals
  if (name === undefined) throw new ScaffoldError('The name of the provider is missing.', usage)
  const { folder, files } = createProviderPackage({ name, template: values.template ?? 'redirect', cwd: process.cwd() })
  process.stdout.write(`Made ${files.length} files in ${folder}.\nNext: cd ${name} && npm install && npm test\n`)
}

try {
  main()
} catch (error) {
  const hint = error instanceof ScaffoldError ? error.hint : usage
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${hint}\n`)
  process.exitCode = 1
}

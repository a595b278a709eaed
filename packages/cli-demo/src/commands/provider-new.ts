import { NostroError } from '@nostro/core'
import { createProviderPackage, ScaffoldError } from 'create-nostro-provider'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { plain } from '../render/harmless.ts'
import type { Terminal } from '../terminal.ts'

interface ProviderNewOptions {
  readonly args: readonly string[]
  readonly template?: string | undefined
}

const make = (name: string, template: string, cwd: string) => {
  try {
    return createProviderPackage({ name, template, cwd })
  } catch (error) {
    if (!(error instanceof ScaffoldError)) throw error
    throw new NostroError({ code: 'invalid_request', message: error.message, hint: error.hint })
  }
}

/** Makes the package of a new provider. */
export const providerNew = async (
  { args: [name = ''], template = 'redirect' }: ProviderNewOptions,
  terminal: Terminal,
): Promise<ExitCode> => {
  const { folder, files } = make(name, template, terminal.cwd)
  terminal.out(plain`Made ${files.length} files in ${folder}.`)
  terminal.out(plain`Next: cd ${name} && npm install && npm test`)
  return exitCode.ok
}

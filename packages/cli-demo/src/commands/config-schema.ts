import { configJsonSchema } from '@nostro/host'
import { ownProviders } from '../banks/providers.ts'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { jsonText } from '../render/harmless.ts'
import type { Terminal } from '../terminal.ts'

/** Prints the JSON Schema of configuration files. Name the file that holds it as `$schema`. */
export const configSchema = async (_options: object, terminal: Terminal): Promise<ExitCode> => {
  terminal.out(jsonText(await configJsonSchema(terminal.cwd, ownProviders), 2))
  return exitCode.ok
}

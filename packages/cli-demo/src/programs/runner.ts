import type { Outcome } from '../run-command.ts'
import type { Terminal } from '../terminal.ts'

/** Makes a commander action of a command that is imported when it runs. */
export type Runner = <T extends object>(
  load: () => Promise<(options: T, terminal: Terminal) => Promise<Outcome['code']>>,
) => (...args: readonly unknown[]) => Promise<void>

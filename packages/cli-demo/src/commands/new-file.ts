import { accessSync, constants, existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { NostroError } from '@nostro/core'

/**
 * The path of a file that a command will make. Asked before anything is made at a bank: a key or a statement that cannot
 * be written would be lost.
 * @throws NostroError `invalid_config` for a file that exists, or a folder that cannot be written to
 */
export const newFile = (out: string, cwd: string): string => {
  const file = resolve(cwd, out)
  if (existsSync(file)) throw refused(`${file} exists already; nothing was made.`, 'Name another file after --out.')
  try {
    accessSync(dirname(file), constants.W_OK)
    return file
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error'
    throw refused(
      `${file} cannot be written (${code}); nothing was made.`,
      'Name a file in a folder that exists and may be written to.',
    )
  }
}

const refused = (message: string, hint: string): NostroError =>
  new NostroError({ code: 'invalid_config', message, hint })

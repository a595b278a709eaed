import { NostroError } from '@nostro/core'

/** The command's exit codes, the same for every verb. */
export const exitCode = {
  ok: 0,
  /** Everything failed. */
  failed: 1,
  /** Wrong usage or configuration. */
  usage: 2,
  /** Some parts failed, others worked. */
  partly: 3,
  /** Ctrl-C (128 + SIGINT). */
  interrupted: 130,
} as const

export type ExitCode = (typeof exitCode)[keyof typeof exitCode]

/** As {@link exitCodeOf}; where nothing but the configuration was in the way, that is what the code says. */
export const exitCodeOfErrors = (done: number, errors: readonly { readonly error: unknown }[]): ExitCode => {
  const isSetUp = ({ error }: { readonly error: unknown }): boolean =>
    NostroError.isInstance(error) && error.code === 'invalid_config'
  return done === 0 && errors.length > 0 && errors.every(isSetUp) ? exitCode.usage : exitCodeOf(done, errors.length)
}

/** `done` and `failed` parts of one job to an exit code. */
export const exitCodeOf = (done: number, failed: number): ExitCode =>
  failed === 0 ? exitCode.ok : done === 0 ? exitCode.failed : exitCode.partly

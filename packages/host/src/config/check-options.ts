import { configError } from './config-error.ts'

/**
 * Options must be an object whose members can be read; plain JavaScript may pass anything.
 * @throws NostroError `invalid_config`
 */
export const checkOptions = (options: unknown, call: string, members: readonly string[]): void => {
  const hint = `Call it as ${call}({ env: process.env, cwd: process.cwd() }).`
  if (typeof options !== 'object' || options === null)
    throw configError(`${call} wants an object of options, and was given none.`, hint)
  try {
    for (const member of members) Reflect.get(options, member)
  } catch {
    throw configError(`The options of ${call} cannot be read: one of their members throws.`, hint)
  }
}

/** The environment must be there: without it a program would read another configuration than its own. */
export const checkEnvironment = (env: unknown, call: string): void => {
  if (typeof env === 'object' && env !== null) return
  throw configError(`${call} was given no \`env\`.`, 'Give process.env, or an object of variables.')
}

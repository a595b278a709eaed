import { homedir } from 'node:os'
import { join } from 'node:path'

/**
 * Where records live by default: `$XDG_STATE_HOME/nostro/NAME`, or the same under `~/.local/state`.
 *
 * @example
 * ```ts
 * defaultStateDir('payments', process.env) // /home/ada/.local/state/nostro/payments
 * ```
 */
export const defaultStateDir = (
  name: 'sessions' | 'connections' | 'payments',
  env: Readonly<Record<string, string | undefined>>,
  home: string = homedir(),
): string => {
  const state = env['XDG_STATE_HOME']
  // The XDG specification: a relative path is invalid and to be ignored.
  return join(state?.startsWith('/') ? state : join(home, '.local', 'state'), 'nostro', name)
}

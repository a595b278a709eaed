import { homedir } from 'node:os'
import { isAbsolute, join, relative, sep } from 'node:path'
import { NostroError, type SessionStore } from '@nostro/core'
import { createFileSessionStore, loadMasterKey } from '@nostro/core/node'
import type { Config } from '../config/config-schema.ts'
import type { Terminal } from '../terminal.ts'

/** The store, opened on first use: most commands against simulators and plug-ins never touch the disk. */
export interface LazySessionStore {
  (): Promise<SessionStore>
  close(): Promise<void>
}

/** Sessions under the XDG state folder, the master key beside the configuration or in `NOSTRO_MASTER_KEY`. */
export const openSessionStore = ({ sessions }: Config, { env }: Terminal): LazySessionStore => {
  let store: Promise<SessionStore> | undefined
  const home = env['HOME'] ?? homedir()
  const dir = sessions?.dir ?? join(env['XDG_STATE_HOME'] || join(home, '.local/state'), 'nostro/sessions')
  const keyFile = sessions?.keyFile ?? join(env['XDG_CONFIG_HOME'] || join(home, '.config'), 'nostro/master.key')
  const text = env['NOSTRO_MASTER_KEY']
  const open = async (): Promise<SessionStore> => {
    if (text === undefined || text === '') assertApart(keyFile, dir)
    const masterKey = await loadMasterKey(text ? { text } : { file: keyFile, create: true })
    return createFileSessionStore({ dir, masterKey })
  }
  return Object.assign(
    () => {
      store ??= open()
      return store
    },
    // A store that could not be opened was told where it was asked for, and has nothing to close.
    { close: async () => (await store?.catch(() => undefined))?.close() },
  )
}

/** Who copies the folder of the sessions, into a backup for instance, must not have the key along with them. */
const assertApart = (keyFile: string, dir: string): void => {
  const way = relative(dir, keyFile)
  if (isAbsolute(way) || way === '..' || way.startsWith(`..${sep}`)) return
  throw new NostroError({
    code: 'invalid_config',
    message: `The master key ${keyFile} lies in the folder of the sessions that it encrypts.`,
    hint: 'Move it elsewhere, and name it as sessions.keyFile or NOSTRO_SESSIONS_KEY_FILE.',
  })
}

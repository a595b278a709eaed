import { existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { intentRecordId, type Session } from '@nostro/core'
import { withFileLock } from '@nostro/core/node'
import type { LedgerRecords } from '@nostro/ledger'
import type { FileStores } from './file-stores.ts'

const folders = ['sessions', 'connections', 'payments'] as const

type Folder = (typeof folders)[number]

/** Where files lie once the ledger has what they held. They stay sealed, and nothing reads them any more. */
const asideOf = (dir: string, folder: Folder): string => join(dir, 'moved-to-ledger', folder)

/**
 * Takes what the files hold over into the ledger, and then puts the files aside. Interrupted at any point it goes on where it was:
 * nothing is lost, and nothing that was deleted since comes back. A file that cannot be opened stays where it is, and is reported
 * as ever.
 */
export const moveFilesIntoLedger = async (files: FileStores, records: LedgerRecords, dir: string): Promise<void> => {
  if (folders.every((folder) => recordFiles(dir, folder).length === 0)) return
  await withFileLock(join(dir, 'move.lock'), async () => {
    const sessions: Session[] = []
    for (const { id } of await files.sessions.list()) {
      const session = await files.sessions.get(id)
      if (session !== undefined) sessions.push(session)
    }
    const [connections, intents] = [await files.connections.list(), await files.intents.list()]
    await records.takeOver(dir, { sessions, connections, intents })
    putAside(dir, 'sessions', new Set(sessions.map(({ id }) => id)))
    putAside(dir, 'connections', new Set(connections.map(({ id }) => id)))
    putAside(dir, 'payments', new Set(intents.map(({ provider, key }) => intentRecordId(provider, key))))
    await records.forgetOrigin(dir)
  })
}

const recordFiles = (dir: string, folder: Folder): readonly string[] => {
  const path = join(dir, folder)
  return existsSync(path) ? readdirSync(path).filter((name) => name.endsWith('.json')) : []
}

const putAside = (dir: string, folder: Folder, ids: ReadonlySet<string>): void => {
  const aside = asideOf(dir, folder)
  mkdirSync(aside, { recursive: true, mode: 0o700 })
  for (const name of recordFiles(dir, folder)) {
    const [id = ''] = name.split('.')
    if (ids.has(id)) renameSync(join(dir, folder, name), join(aside, name))
  }
}

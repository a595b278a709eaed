import { existsSync, statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import { NostroError } from '@nostro/core'

/** Magic numbers of Linux's `statfs(2)` for file systems without the locks that WAL needs. */
const networkFileSystems: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB2'],
  [0x5346414f, 'AFS'],
  [0x01021997, '9P'],
  [0x00c36400, 'Ceph'],
])

/** @throws NostroError `invalid_config` when the file would lie on a network file system, where WAL cannot work. */
export const assertLocalFile = (path: string): void => {
  const folder = dirname(path)
  if (process.platform !== 'linux' || !existsSync(folder)) return
  const name = networkFileSystems.get(statfsSync(folder).type)
  if (name === undefined) return
  throw new NostroError({
    code: 'invalid_config',
    message: `The folder of the ledger lies on a network file system (${name}), where SQLite cannot lock.`,
    hint: 'Put the ledger on a local disk, or use PostgreSQL (docs/ledger.md).',
  })
}

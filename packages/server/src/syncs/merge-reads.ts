import type { SyncResult } from '@nostro/ledger'

/** Connections that another process was reading. */
export const busyIn = ({ connections }: SyncResult): ReadonlySet<string> =>
  new Set(connections.filter(({ error }) => error?.code === 'conflict').map(({ connection }) => connection))

/** The results of the busy connections give way to those of the second try. */
export const mergeReads = (first: SyncResult, second: SyncResult, busy: ReadonlySet<string>): SyncResult => ({
  ...first,
  accounts: [...first.accounts.filter(({ connection }) => !busy.has(connection)), ...second.accounts],
  connections: [...first.connections.filter(({ connection }) => !busy.has(connection)), ...second.connections],
  added: first.added + second.added,
  modified: first.modified + second.modified,
  removed: first.removed + second.removed,
  claimed: first.claimed + second.claimed,
  problems: first.problems + second.problems,
})

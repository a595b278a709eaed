import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { NostroError } from '@nostro/core'
import { systemRandom } from '@nostro/core/node'
import { createLedger, type Ledger } from '@nostro/ledger'
import { createSqliteStore } from '@nostro/ledger/sqlite'
import { closeAll } from '../banks/close-all.ts'
import { openSimulated, type SimulatedSetting } from '../banks/open-simulated.ts'
import type { ExitCode } from '../exit-code.ts'
import { jsonText, plain } from '../render/harmless.ts'
import { renderTransactionStory } from '../render/render-transaction-story.ts'
import type { Terminal } from '../terminal.ts'
import { followSync, type SyncCommandOptions } from './follow-sync.ts'
import { exitCodeOfSync, printSync, syncToJson } from './sync-report.ts'

/** A ledger in a temporary folder, for simulated banks. Its key ends with it. */
const openTemporaryLedger = async (setting: SimulatedSetting) => {
  const folder = mkdtempSync(join(tmpdir(), 'nostro-ledger-'))
  const remove = async (): Promise<void> => rmSync(folder, { recursive: true, force: true })
  try {
    const store = await createSqliteStore({ file: join(folder, 'ledger.sqlite') })
    const masterKeys = [{ id: 'temporary', key: systemRandom.bytes(32) }]
    const ledger = await createLedger({ store, clock: setting.clock, random: systemRandom, masterKeys })
    return { ledger, close: () => closeAll([ledger.close, remove]) }
  } catch (error) {
    await remove()
    throw error
  }
}

/** `nostro sync` without a configuration: simulated banks, read twice. With `--json`, once, and the result alone. */
export const syncSimulated = async (options: SyncCommandOptions, terminal: Terminal): Promise<ExitCode> => {
  terminal.err('No configuration found: using simulated banks and a ledger in a temporary folder.')
  const setting = await openSimulated({ verbose: options.verbose, news: true }, terminal)
  try {
    return await rehearseSync(setting, options, terminal)
  } finally {
    await setting.close()
  }
}

/** Syncs simulated banks before and after their news, and says why an entry is what it is. Shared with `nostro demo`. */
export const rehearseSync = async (
  setting: SimulatedSetting,
  options: SyncCommandOptions,
  terminal: Terminal,
  /** What is shown of the ledger before it is removed. */
  showMore: (ledger: Ledger) => Promise<void> = async () => undefined,
): Promise<ExitCode> => {
  const { connections } = await setting.readable({ signal: terminal.signal })
  const chosen = connections.filter(
    ({ id, instance }) =>
      (options.provider === undefined || instance === options.provider) &&
      (options.connection === undefined || id.startsWith(options.connection)),
  )
  if (chosen.length === 0) {
    throw new NostroError({
      code: 'invalid_config',
      message: 'No simulated bank with accounts has this name.',
      hint: `Choose one of: ${connections.map(({ instance }) => instance).join(', ')}.`,
    })
  }
  const { ledger, close } = await openTemporaryLedger(setting)
  try {
    const report = { nameOf: (id: string) => id, dryRun: options.dryRun }
    const work = { ledger, report, options, terminal }
    // The customer who has just consented is still there, and banks give more history then.
    const first = await followSync(chosen, { ...work, options: { psuIp: documentationAddress, ...options } })
    if (options.json === true) {
      terminal.out(jsonText(syncToJson(first)))
      return exitCodeOfSync(first)
    }
    terminal.out(terminal.style('bold', 'First sync'))
    printSync(first, report, terminal)
    if (options.dryRun === true) return exitCodeOfSync(first)
    const before = await newestCursor(ledger)
    setting.passTime()
    const second = await followSync(chosen, { ...work, options: { ...options, full: false } })
    terminal.out(terminal.style('bold', '\nSecond sync, three days later'))
    printSync(second, report, terminal)
    await explainNews(ledger, before, terminal)
    await showMore(ledger)
    return Math.max(exitCodeOfSync(first), exitCodeOfSync(second)) as ExitCode
  } finally {
    await close()
  }
}

/** RFC 5737: an address for documentation. */
const documentationAddress = '192.0.2.1'

const newestCursor = async (ledger: Ledger): Promise<string> => {
  let changes = await ledger.changes(undefined, 10_000)
  while (changes.hasMore) changes = await ledger.changes(changes.cursor, 10_000)
  return changes.cursor
}

/** Among the news, the entry with most to say: a pending one that booked, best with another amount. */
const explainNews = async (ledger: Ledger, cursor: string, terminal: Terminal): Promise<void> => {
  const { modified } = await ledger.changes(cursor)
  const stories = await Promise.all(modified.map(({ id }) => ledger.explain(id)))
  const weight = ({ decisions }: (typeof stories)[number]): number =>
    Math.max(0, ...decisions.map(({ kind, changed = [] }) => (kind === 'claimed' ? 10 + changed.length : 1)))
  const [story] = stories.toSorted((a, b) => weight(b) - weight(a))
  if (story === undefined) return
  terminal.out(
    terminal.style(
      'bold',
      plain`\nWhy ${story.transaction.id} is what it is (nostro tx explain ${story.transaction.id})`,
    ),
  )
  terminal.out(renderTransactionStory(story, terminal))
}

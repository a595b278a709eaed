import { execFile } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { reportFigures } from './support/soak-report.ts'
import { makeTestFolder } from './support/stores.ts'

interface Answer {
  readonly added: number
  readonly connections: readonly { readonly error?: { readonly code: string } }[]
  readonly check: { readonly transactions: number; readonly problems: readonly string[] }
}

const script = join(import.meta.dirname, 'support/sync-process.mjs')
const folder = makeTestFolder('nostro-ledger-processes-')

const start = (
  settings: object,
): Promise<{ readonly answer?: Answer | undefined; readonly signal: NodeJS.Signals | null | undefined }> =>
  new Promise((resolve, reject) => {
    execFile(process.execPath, [script, JSON.stringify(settings)], { encoding: 'utf8' }, (error, stdout, stderr) => {
      if (error !== null && error.signal !== 'SIGKILL') reject(new Error(stderr))
      else resolve({ answer: stdout === '' ? undefined : (JSON.parse(stdout) as Answer), signal: error?.signal })
    })
  })

const isLong = process.env['NOSTRO_LEDGER_CRASHES'] === 'all'

describe('several processes on one SQLite file', () => {
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('sync different connections at the same time, each page once', async () => {
    const file = join(folder, 'shared.sqlite')
    const runs = await Promise.all(
      ['one', 'two', 'three'].map((connection) => start({ file, connection, pages: 12, pageSize: 40 })),
    )
    expect(runs.map(({ answer }) => answer?.added)).toEqual([480, 480, 480])
    const last = await start({ file, connection: 'one', pages: 12, pageSize: 40 })
    expect(last.answer).toMatchObject({ added: 0, check: { transactions: 1440, problems: [] } })
  })

  it('take over at once from one that was killed -9, and lose and double nothing', async () => {
    const file = join(folder, 'killed.sqlite')
    for (const killAtPage of isLong ? Array.from({ length: 12 }, (_, page) => page) : [0, 4]) {
      expect(await start({ file, connection: 'one', pages: 12, pageSize: 40, killAtPage })).toMatchObject({
        signal: 'SIGKILL',
      })
    }
    const { answer } = await start({ file, connection: 'one', pages: 12, pageSize: 40 })
    expect(answer).toMatchObject({ check: { transactions: 480, problems: [] } })
    reportFigures('processes', { processes: 3, entries: 1440, 'killed -9': isLong ? 12 : 2 })
    expect(answer?.connections[0]?.error).toBeUndefined()
  })
})

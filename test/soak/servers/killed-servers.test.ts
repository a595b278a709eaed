import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { type KilledServer, killServers } from './kill-servers.ts'

const reports = process.env['NOSTRO_SOAK_REPORTS']
const count = Number(process.env['NOSTRO_SERVER_KILLS'] ?? 60)
const seed = process.env['NOSTRO_SEED'] ?? '1'

// Part of `npm run soak` alone: each kill is a process.
it.skipIf(reports === undefined)(
  `of ${count} servers and workers killed during a sync and a payment nothing is lost, nothing made twice, nobody locked out (npm run soak)`,
  async () => {
    mkdirSync(reports ?? '', { recursive: true })
    const runs: KilledServer[] = []
    // Kept after each kill: a series that is ended early has its figures too.
    await killServers(count, `servers ${seed}`, (run) => {
      runs.push(run)
      writeFileSync(join(reports ?? '', 'killed-servers.json'), JSON.stringify({ runs }))
    })
    expect(runs.filter(({ wrong }) => wrong.length > 0)).toEqual([])
  },
  7_200_000,
)

import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { type KilledRun, killPayments } from '../../killed-payments/killed-payments.ts'

const reports = process.env['NOSTRO_SOAK_REPORTS']
const count = Number(process.env['NOSTRO_KILLS'] ?? 300)
const seed = process.env['NOSTRO_SEED'] ?? '1'

// Part of `npm run soak` alone: each run is two processes or three.
it.skipIf(reports === undefined)(
  `F1-F3: of ${count} payments killed at random operations, most of them between sent and known, and repeated none is made twice or called failed (npm run soak)`,
  async () => {
    const folder = reports ?? ''
    mkdirSync(folder, { recursive: true })
    const log = join(folder, 'killed-payments.jsonl')
    rmSync(log, { force: true })
    const { runs, operations } = await killPayments(count, `kills ${seed}`, (run) =>
      appendFileSync(log, `${JSON.stringify(run)}\n`),
    )
    writeFileSync(join(folder, 'killed-payments.json'), JSON.stringify({ runs: runs.map(toRow), operations }))
    expect(runs.filter(({ wrong }) => wrong !== undefined)).toEqual([])
  },
  7_200_000,
)

const toRow = ({ said, ...run }: KilledRun) => ({ ...run, outcome: said.outcome })

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Bench } from '../bench.ts'
import type { Aim, Row } from '../row.ts'
import { type LedgerPlace, type LedgerStep, type LedgerStepResult, runLedgerStep } from '../support/ledger-steps.ts'

const counts = { quick: 2_000, whole: 1_000_000, postgres: 100_000 } as const

/** The first sync of a ledger, later ones without news, lists and sums, each step in a process of its own. */
export const ledgerSync: Bench = {
  name: 'ledger',
  run: async ({ quick, progress }) => {
    const folder = mkdtempSync(join(tmpdir(), 'nostro-bench-ledger-'))
    const file = (name: string): LedgerPlace => ({ file: join(folder, `${name}.sqlite`) })
    const step = (name: LedgerStep['step'], place: LedgerPlace, count: number, from?: LedgerPlace) => {
      progress(`ledger: ${name}, ${count} entries, ${'file' in place ? 'SQLite' : 'PostgreSQL'}`)
      return runLedgerStep({ step: name, place, count, from })
    }
    try {
      const count = quick ? counts.quick : counts.whole
      const tenth = await step('first', file('tenth'), count / 10)
      const first = await step('first', file('ledger'), count)
      const figures: Figures = {
        count,
        tenth,
        first,
        raw: await step('raw', file('raw'), count, file('ledger')),
        overlap: await step('overlap', file('ledger'), count),
        full: await step('full', file('ledger'), count),
        page: await step('page', file('ledger'), count),
        search: await step('search', file('ledger'), count),
        texts: await step('texts', file('ledger'), count),
        rare: await step('rare', file('ledger'), count),
        reference: await step('reference', file('ledger'), count),
        months: await step('months', file('ledger'), count),
      }
      return [...sqliteRows(figures), ...(await postgresRows(quick ? counts.quick : counts.postgres, step))]
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

type Step = (
  name: LedgerStep['step'],
  place: LedgerPlace,
  count: number,
  from?: LedgerPlace,
) => Promise<LedgerStepResult>

interface Figures extends Readonly<Record<LedgerStep['step'], LedgerStepResult>> {
  readonly count: number
  readonly tenth: LedgerStepResult
}

const row = (name: string, ours: number, other: number, rest: Pick<Row, 'otherSide'> & Partial<Row>): Row => ({
  name: `ledger: ${name}`,
  unit: 'ms',
  ours,
  other,
  ratio: ours / other,
  ...rest,
})

/** What a person waits for, and what of it was work: the second says more where others use the machine too. */
const lookUp = (name: string, { ms, cpuMs }: LedgerStepResult): readonly Row[] => [
  row(name, ms, 10, { otherSide: '10 ms', aim: atMost(1) }),
  row(`${name}, processor time`, cpuMs, 10, { otherSide: '10 ms' }),
]

const atMost = (value: number): Aim => ({ of: 'ratio', bound: 'at most', value })

const sqliteRows = ({ count, tenth, first, raw, overlap, full, page, search, ...rest }: Figures): readonly Row[] => [
  row(`first sync of ${count} entries`, first.ms, raw.ms, {
    otherSide: 'the same rows by prepared inserts, in the same commits',
    aim: atMost(1.6),
  }),
  row('first sync, processor time', first.cpuMs, raw.cpuMs, { otherSide: 'the same rows by prepared inserts' }),
  row('first sync, against a minute a million', first.ms, (60_000 * count) / counts.whole, {
    otherSide: 'one minute for 1000000',
    aim: atMost(1),
  }),
  row('memory of the first sync', first.mib, 300, { unit: 'MiB', otherSide: '300 MiB', aim: atMost(1) }),
  row('ten times the entries', first.ms, tenth.ms, { otherSide: `the first sync of ${count / 10}`, aim: atMost(11) }),
  row('next sync without news', overlap.ms, first.ms, { otherSide: 'the first sync', aim: atMost(0.02) }),
  row('everything read again without news', full.ms, first.ms, { otherSide: 'the first sync', aim: atMost(0.45) }),
  row('next sync without news, processor time', overlap.cpuMs, first.cpuMs, { otherSide: 'the first sync' }),
  row('everything read again without news, processor time', full.cpuMs, first.cpuMs, { otherSide: 'the first sync' }),
  ...lookUp('a page of 50', page),
  ...lookUp('a page of 50 that contain a text', search),
  row('texts made quick to find, after a first sync', rest.texts.ms, first.ms, { otherSide: 'the first sync' }),
  ...lookUp('a page of 50 with a word that few have', rest.rare),
  ...lookUp('a page with a number that few have', rest.reference),
  row('sums of all entries by month', rest.months.ms, first.ms, { otherSide: 'the first sync' }),
]

/** Where `DATABASE_URL` names a server; its schemas are left for a look. */
const postgresRows = async (count: number, step: Step): Promise<readonly Row[]> => {
  const url = process.env['DATABASE_URL']
  if (url === undefined) return []
  const schema = (name: string): LedgerPlace => ({ url, schema: `nostro_bench_${process.pid}_${name}` })
  const first = await step('first', schema('ledger'), count)
  const raw = await step('raw', schema('raw'), count, schema('ledger'))
  const full = await step('full', schema('ledger'), count)
  return [
    row(`PostgreSQL, first sync of ${count} entries`, first.ms, raw.ms, {
      otherSide: 'the same rows by unnest, in the same commits',
    }),
    row('PostgreSQL, everything read again without news', full.ms, first.ms, { otherSide: 'the first sync' }),
  ]
}

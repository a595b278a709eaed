// The long checks: mutants of good signed requests at every bank, typical mistakes of people who sign, fuzzing for minutes on end, payments, servers and workers killed at random points, every fault under the command, the ledger's histories, kills and days; then their figures.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { root, setup } from './setup.mjs'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    mutants: { type: 'string', default: '5000' },
    kills: { type: 'string', default: '300' },
    'server-kills': { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    histories: { type: 'string', default: '100000' },
    days: { type: 'string', default: '30' },
  },
})

/** Everything whose counts are larger here than in `npm test`: see `test/support/counted.ts`. */
const searches = [
  ...['test/soak', 'test/canaries', 'test/killed-payments', 'test/intent-race', 'test/refresh-race'],
  ...['packages/ledger/test', 'test/fuzz.test.ts', 'evidence-flips', 'ocsp-response.test.ts'],
  ...['provider-ing/test/memory', 'bunq/all-routes', 'provider-bunq/test/lost-answers'],
]

setup()
const reports = join(root, '.cache/soak')
rmSync(reports, { recursive: true, force: true })
const { status } = spawnSync(join(root, 'node_modules/.bin/vitest'), ['run', ...searches], {
  cwd: root,
  stdio: ['ignore', 'inherit', 'inherit'],
  shell: process.platform === 'win32',
  env: {
    ...process.env,
    NOSTRO_SOAK_REPORTS: reports,
    NOSTRO_MUTANTS: values.mutants,
    NOSTRO_KILLS: values.kills,
    NOSTRO_SERVER_KILLS: values['server-kills'],
    NOSTRO_FUZZ_MINUTES: values.minutes,
    NOSTRO_SEED: values.seed,
    NOSTRO_LEDGER_HISTORIES: values.histories,
    NOSTRO_LEDGER_STORE_HISTORIES: '300',
    NOSTRO_LEDGER_CRASHES: 'all',
    NOSTRO_LEDGER_DAYS: values.days,
  },
})

const read = (name) => {
  const file = join(reports, name)
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined
}
const percent = (part, whole) => (whole === 0 ? '–' : `${((100 * part) / whole).toFixed(2)} %`)
const row = (name, { made, refused, harmless, free, asked, named, namedByRow, leftOpen }) => ({
  mutants: name,
  made,
  refused,
  harmless,
  'not signed, another good call': free,
  'part named': percent(named, asked),
  'of these by row alone': namedByRow,
  'left open': leftOpen,
})
const sum = (tallies) =>
  tallies.reduce((all, tally) => {
    for (const [key, value] of Object.entries(tally)) all[key] = (all[key] ?? 0) + value
    return all
  }, {})

for (const bank of ['ing', 'bunq', 'bankid']) {
  const report = read(`mutants-${bank}.json`)
  if (report === undefined) continue
  const parts = Object.entries(report.parts).sort(([a], [b]) => a.localeCompare(b))
  console.log(
    `\n${bank}: ${report.wrong.length === 0 ? 'every one as its list of checks has it' : `${report.wrong.length} WRONG`}`,
  )
  console.table([...parts.map(([name, tally]) => row(name, tally)), row('all', sum(parts.map(([, tally]) => tally)))])
}
const mistakes = read('mistakes.json')
if (mistakes !== undefined) {
  const schemes = [...new Set(mistakes.map(({ name }) => name.split(':')[0]))]
  const count = (rows, place) => rows.filter((each) => each.place === place).length
  console.log('\ntypical mistakes:')
  console.table(
    schemes.map((scheme) => {
      const rows = mistakes.filter(({ name }) => name.startsWith(`${scheme}:`))
      const first = count(rows, 'first')
      return {
        scheme,
        mistakes: rows.length,
        'named first': percent(first, rows.length),
        'among three': count(rows, 'among three'),
        'not named': count(rows, 'not named'),
      }
    }),
  )
}
const fuzz = read('fuzz.json')
if (fuzz !== undefined) {
  const grown = `${(fuzz.grownBytes / 1024 / 1024).toFixed(1)} MiB`
  console.log(`\nfuzz: ${fuzz.minutes} minutes, seeds ${fuzz.firstSeed} to ${fuzz.lastSeed}, heap grown by ${grown}`)
  console.table(
    Object.entries(fuzz.targets).map(([name, { runs, slowestMs, slowestSeed }]) => ({
      target: name,
      runs,
      'slowest ms': Math.round(slowestMs),
      'its seed': slowestSeed,
    })),
  )
}
const killed = read('killed-payments.json')
if (killed !== undefined) {
  const groups = new Map()
  for (const run of killed.runs) {
    const name = `${run.bank} ${run.kind} by ${run.way}`
    groups.set(name, [...(groups.get(name) ?? []), run])
  }
  console.log('\nkilled payments:')
  console.table(
    [...groups].sort().map(([name, runs]) => ({
      payment: name,
      runs: runs.length,
      killed: runs.filter(({ wasKilled }) => wasKilled).length,
      known: runs.filter(({ outcome }) => outcome === 'known').length,
      unknown: runs.filter(({ outcome }) => outcome === 'outcome_unknown').length,
      'made once': runs.filter(({ made }) => made === 1).length,
      'made twice': runs.filter(({ made }) => made > 1).length,
      wrong: runs.filter(({ wrong }) => wrong !== undefined).length,
    })),
  )
}
if (killed !== undefined) {
  console.log('\nhow far the record was when the process was gone, and what the repeat came to:')
  const states = ['none', 'prepared', 'sent', 'known', 'unknown', 'not_executed']
  const rowsOf = (state) => killed.runs.filter((run) => run.state === state && run.wasKilled)
  console.table(
    states
      .filter((state) => rowsOf(state).length > 0)
      .map((state) => ({
        state,
        kills: rowsOf(state).length,
        'had reached the bank': rowsOf(state).filter(({ reached }) => reached).length,
        'with an equal payment beside': rowsOf(state).filter(({ besides }) => besides !== 'none').length,
        known: rowsOf(state).filter(({ outcome }) => outcome === 'known').length,
        unknown: rowsOf(state).filter(({ outcome }) => outcome === 'outcome_unknown').length,
        wrong: rowsOf(state).filter(({ wrong }) => wrong !== undefined).length,
      })),
  )
}
const servers = read('killed-servers.json')
if (servers !== undefined) {
  console.log('\nkilled servers and workers, during a sync and a payment:')
  console.table(
    ['server', 'worker'].map((role) => {
      const runs = servers.runs.filter((run) => run.role === role)
      return {
        killed: role,
        runs: runs.length,
        'at an operation': runs.filter(({ atOperation }) => atOperation).length,
        'payment was at the bank': runs.filter(({ made }) => made === 1).length,
        'and its caller did not know': runs.filter(({ made, known }) => made === 1 && known !== 'executed').length,
        wrong: runs.filter(({ wrong }) => wrong.length > 0).length,
      }
    }),
  )
}
const ledger = [
  ['histories', 'ledger, histories of a bank with faults'],
  ['in-process-better-sqlite3', 'ledger, killed inside a process'],
  ['in-process-node-sqlite', 'ledger, killed inside a process'],
  ['in-process-postgresql', 'ledger, killed inside a process'],
  ['killed-better-sqlite3', 'ledger, processes killed -9'],
  ['killed-node-sqlite', 'ledger, processes killed -9'],
  ['killed-postgresql', 'ledger, processes killed -9'],
  ['processes', 'ledger, processes on one SQLite file'],
  ['workers', 'ledger, workers on PostgreSQL'],
  ['days', 'ledger, days of a plan'],
]
for (const [name, title] of ledger) {
  const report = read(`ledger-${name}.json`)
  if (report === undefined) continue
  console.log(`\n${title}:`)
  console.table([report])
}
process.exitCode = status === 0 ? 0 : 1

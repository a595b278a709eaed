import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')

/** What makes a test depend on how busy the machine is, or on the moment at which it runs. */
const realTime: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['a timer: wait for the event, or move a fake clock', /\bset(Timeout|Interval)\(|node:timers\/promises/],
  ['a sleep in real time: use createLeapingClock or a fake clock', /\bsystemClock\.sleep\(/],
  ['elapsed time: count steps, or move a fake clock', /\bperformance\.now\(|\bhrtime\b/],
  ['the moment of the run: give a time', /\bDate\.now\(|\bnew Date\(\)/],
  ['a wait of one second: give it a timeout', /\b(expect\.poll|vi\.wait(For|Until))\((?![\s\S]{0,600}?timeout)/],
]

const certificates = 'TLS judges certificates by the machine’s clock, so those of the test are of today'
const otherProcess = 'a program for another process, whose clock is moved by an offset'

/** File, and why it may. Nothing here may decide by how long something took. */
const allowed: Readonly<Record<string, string>> = {
  'packages/cli-demo/test/bankid-page-fixture.ts': certificates,
  'packages/cli-demo/test/connect.test.ts': 'the command itself judges consents by the machine’s clock',
  'packages/cli-demo/test/doctor.test.ts': 'ten minutes off the machine’s clock is what the doctor is to find',
  'packages/cli-demo/test/ledger-guide.test.ts': 'days before today, as the guide’s reader has them',
  'packages/cli-demo/test/spoiled-entries.test.ts': 'days before today, as the command asks for them',
  'packages/core/src/certificates/psd2-extensions.test.ts': certificates,
  'packages/core/src/certificates/read-pkcs12.test.ts': certificates,
  'packages/ledger/test/support/worker-process.mjs': otherProcess,
  'packages/ledger/test/worker.test.ts': 'asks the database again until other processes are done',
  'packages/provider-bankid/src/identity/load-identity.test.ts': certificates,
  'packages/provider-bankid/src/identity/write-pem-pair.test.ts': certificates,
  'packages/provider-bankid/test/many-orders.test.ts': certificates,
  'packages/provider-ing/test/fuzz.test.ts': certificates,
  'packages/provider-ing/test/memory.test.ts': certificates,
  'packages/provider-ing/test/signatures.test.ts': certificates,
  'packages/provider-ing/test/spoiled-entries.test.ts': certificates,
  'packages/simulators/src/pki/pki.test.ts': certificates,
  'packages/simulators/src/pki/shared-pki.test.ts': certificates,
  'packages/simulators/test/own-authority.ts': certificates,
  'packages/provider-testkit/test/wrong/wrong-calls.ts': 'a wrong provider that leaves a timer behind',
  'test/certificates/handshakes.test.ts': certificates,
  'test/killed-process.test.ts': otherProcess,
  'test/packages.test.ts': 'an entry of yesterday, as the command asks for it',
  'test/real-time.test.ts': 'names what it looks for',
  'test/refresh-race.test.ts': otherProcess,
  'test/support/leaping-clock.ts': 'real time that leaps; its only timer is a deadline that no test reaches',
  'test/support/midnight/start-before-midnight.ts': 'moves the clock of the test to midnight',
  'test/support/next-time-of-day.ts': 'a time within a day, so that certificates hold',
  'test/time-zones.test.ts': otherProcess,
}

const filesIn = (folder: string): readonly string[] =>
  readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !/node_modules|\/dist(\/|$)/.test(entry.parentPath))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))

/** Tests and what they use; `test/soak` runs for minutes on end and says so. */
const testFiles = (): readonly string[] => {
  const packages = readdirSync(join(root, 'packages')).map((name) => `packages/${name}`)
  return [...packages, 'test'].flatMap(filesIn).filter((path) => {
    if (path.startsWith('test/soak/')) return false
    return /\.test\.tsx?$/.test(path) || /^(packages\/[^/]+\/)?test\/.*\.(ts|tsx|mjs)$/.test(path)
  })
}

const findIn = (text: string): readonly string[] =>
  realTime.filter(([, pattern]) => pattern.test(text)).map(([what]) => what)

it('no test sleeps, measures elapsed time or depends on the moment of the run, but those that say why', () => {
  const found = testFiles().flatMap((path) => {
    const whats = findIn(readFileSync(join(root, path), 'utf8'))
    return whats.length === 0 ? [] : [{ path, whats }]
  })
  expect(found.filter(({ path }) => allowed[path] === undefined)).toEqual([])
  const stale = Object.keys(allowed).filter((path) => !found.some((each) => each.path === path))
  expect(stale).toEqual([])
})

it.each([
  ['await new Promise((resolve) => setTimeout(resolve, 2))', 1],
  ['const began = performance.now()', 1],
  ["import { setTimeout as sleep } from 'node:timers/promises'", 1],
  ['await systemClock.sleep(100)', 1],
  ['const today = new Date()', 1],
  ['await expect.poll(() => seen.length).toBe(2)', 1],
  ['await expect.poll(() => seen.length, { timeout: 20_000 }).toBe(2)', 0],
  ['await vi.waitFor(() => expect(seen).toEqual([]))', 1],
  ['await vi.waitFor(() => expect(seen).toEqual([]), { timeout: 20_000 })', 0],
  ["const day = new Date('2026-03-01')", 0],
])('the check judges %s', (text, count) => {
  expect(findIn(text)).toHaveLength(count)
})

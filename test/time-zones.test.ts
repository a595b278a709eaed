import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createNodeServices, systemClock } from '../packages/core/src/node/index.ts'
import { redirectUrlOf } from '../packages/core/src/testing/index.ts'
import { createBunqProvider } from '../packages/provider-bunq/src/index.ts'
import { createIngProvider } from '../packages/provider-ing/src/index.ts'
import { type Simulators, startSimulators } from '../packages/simulators/src/index.ts'

const root = join(import.meta.dirname, '..')
const built = (path: string): string => JSON.stringify(join(root, 'packages', path))

/** Reads everything that has a date at each moment, by the public API of the built packages, and prints it. */
const program = `
import { createSessionAccess, addDays, localDateIn, toInstant } from ${built('core/dist/index.js')}
import { createNodeServices } from ${built('core/dist/node/index.js')}
import { createIngProvider } from ${built('provider-ing/dist/index.js')}
import { createBunqProvider } from ${built('provider-bunq/dist/index.js')}
import { readFileSync } from 'node:fs'
const machine = createNodeServices()
const print = (value) => process.stdout.write(JSON.stringify(value) + '\\n')
for (const { options, sessions, now } of JSON.parse(readFileSync(process.env.TASKS, 'utf8'))) {
const offset = now - Date.now()
const clock = { now: () => Date.now() + offset, sleep: machine.clock.sleep }
const services = createNodeServices({ clock })
print({ moment: now })
const today = localDateIn('Europe/Amsterdam', now)
print({ today, week: [-7, -1, 0, 1, 7].map((days) => addDays(today, days)), instant: toInstant(now) })
for (const [id, create] of [['ing', createIngProvider], ['bunq', createBunqProvider]]) {
  const provider = create(options[id], services)
  const access = createSessionAccess({ session: sessions[id], auth: provider.auth, clock })
  const query = { dateFrom: addDays(today, -30), dateTo: today }
  for await (const { items: accounts } of provider.accounts.accounts(access)) {
    for (const account of accounts) {
      print(account)
      for await (const { items } of provider.accounts.transactions(access, account, query)) items.forEach(print)
    }
  }
  await provider.close()
}
}
`

const zones = ['Pacific/Kiritimati', 'UTC', 'America/Los_Angeles']

/** Options and one session of each bank, as plain JSON. */
const connect = async ({ ready, pki, control, clock }: Simulators): Promise<object> => {
  if (ready.ing === undefined || ready.bunq === undefined) throw new Error('A simulated bank is missing.')
  const services = createNodeServices({
    clock: { now: () => clock.now(), sleep: systemClock.sleep },
  })
  const { apiKey } = (await control.call('POST', '/bunq/api-keys')) as { apiKey: string }
  const options = {
    ing: {
      environment: 'sandbox',
      clientId: ready.ing.clientId,
      redirectUris: ready.ing.redirectUris.slice(0, 1),
      apiUrl: ready.ing.url,
      authorizeUrl: ready.ing.authorizeUrl,
      ...pki.ing.tpp,
      ca: pki.serverCa,
    },
    bunq: { environment: 'sandbox', apiKey, apiUrl: ready.bunq.url, ca: pki.serverCa },
  } as const
  const ing = createIngProvider(options.ing, services)
  const bunq = createBunqProvider(options.bunq, services)
  const consent = await ing.auth.start({ purpose: 'accounts', country: 'NL' })
  const redirectUrl = await control.decideIngConsent(redirectUrlOf(consent))
  const atIng = await ing.auth.advance(consent, { redirectUrl })
  const atBunq = await bunq.auth.advance(await bunq.auth.start({ purpose: 'accounts' }), {})
  await ing.close()
  await bunq.close()
  if (atIng.status !== 'complete' || atBunq.status !== 'complete') throw new Error('A bank did not connect.')
  return { options, sessions: { ing: atIng.session, bunq: atBunq.session } }
}

/** Midnights around each change of daylight saving, where the three zones and the banks' own have three different days. */
const changes = [
  ['Amsterdam’s spring', '2025-03-30T00:59:30Z'],
  ['Amsterdam’s autumn', '2025-10-26T00:59:30Z'],
  ['Los Angeles’ spring', '2025-03-09T09:59:30Z'],
  ['Los Angeles’ autumn', '2025-11-02T08:59:30Z'],
] as const

const folder = mkdtempSync(join(tmpdir(), 'nostro-zones-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const run = (zone: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const env = { PATH: process.env['PATH'], TZ: zone, TASKS: join(folder, 'tasks.json') }
    const script = join(folder, 'program.mjs')
    execFile(process.execPath, [script], { env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout) =>
      error ? reject(error) : resolve(stdout),
    )
  })

/** What a process in each zone reads at each moment: one process for all moments. */
const readInAllZones = async (): Promise<readonly (readonly string[])[]> => {
  const banks: Simulators[] = []
  try {
    const tasks: object[] = []
    for (const [, now] of changes) {
      const simulators = await startSimulators({ banks: ['ing', 'bunq'], now })
      banks.push(simulators)
      tasks.push({ ...(await connect(simulators)), now: Date.parse(now) })
    }
    writeFileSync(join(folder, 'program.mjs'), program)
    writeFileSync(join(folder, 'tasks.json'), JSON.stringify(tasks))
    const printed = await Promise.all(zones.map(run))
    return printed.map((text) => text.split(/^\{"moment":\d+\}\n/m).slice(1))
  } finally {
    for (const simulators of banks) await simulators.stop()
  }
}

describe('in every zone of the machine', () => {
  let readings: readonly (readonly string[])[]
  beforeAll(async () => {
    readings = await readInAllZones()
  })

  it.each(changes.map(([name, now], index) => [name, now, index] as const))(
    '%s (%s) reads the same',
    (_, now, index) => {
      const [first = '', ...others] = readings.map((moments) => moments[index])
      expect(first.split('\n').length).toBeGreaterThan(50)
      expect(first).toContain(`"today":"${now.slice(0, 10)}"`)
      expect(others).toHaveLength(zones.length - 1)
      for (const other of others) expect(other).toBe(first)
    },
  )
})

/** Files that may make a `Date`: of an instant, to write it down. A day without a time has no business there. */
const datesAreMadeIn = [
  'cli-demo/src/banks/simulated-news.ts',
  'core/src/certificates/check-pair.ts',
  'core/src/certificates/der-writer.ts',
  'core/src/domain/dates.ts',
  'provider-ing/src/signing/http-date.ts',
  'provider-testkit/src/checks/error-detail-checks.ts',
  'provider-testkit/src/checks/zone-checks.ts',
]

it('only writers of instants make a Date', () => {
  const folders = readdirSync(join(root, 'packages')).filter((name) => /^(core|cli-demo|provider-.*)$/.test(name))
  const files = folders.flatMap((name) =>
    readdirSync(join(root, 'packages', name, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .map((file) => join(root, 'packages', name, 'src', file)),
  )
  const making = files.filter((file) => /\bDate\(/.test(readFileSync(file, 'utf8')))
  expect(making.map((file) => relative(join(root, 'packages'), file)).toSorted()).toEqual(datesAreMadeIn)
})

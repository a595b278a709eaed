import { createNodeServices } from '@nostro/core/node'
import { describe, expect, it } from 'vitest'
import { allChecks, type BankFactory, runChecks } from '../src/index.ts'
import { type PaperBank, startPaperBank } from './paper/paper-bank.ts'
import type { PaperProvider } from './paper/paper-provider.ts'
import { touchedBy, type Wrong } from './wrong/wrong.ts'
import { wrongAuth } from './wrong/wrong-auth.ts'
import { wrongCalls } from './wrong/wrong-calls.ts'
import { wrongEvents } from './wrong/wrong-events.ts'
import { wrongListings } from './wrong/wrong-listings.ts'
import { wrongLogin } from './wrong/wrong-login.ts'
import { wrongOrders } from './wrong/wrong-orders.ts'
import { wrongPayments } from './wrong/wrong-payments.ts'
import { wrongReads } from './wrong/wrong-reads.ts'
import { wrongSessions } from './wrong/wrong-sessions.ts'

const wrongs: readonly Wrong[] = [
  ...wrongAuth,
  ...wrongLogin,
  ...wrongSessions,
  ...wrongReads,
  ...wrongListings,
  ...wrongCalls,
  ...wrongPayments,
  ...wrongOrders,
  ...wrongEvents,
]

/** A day in summer, so that days and offsets are the same in each run. */
const now = Date.UTC(2026, 5, 15, 10)
const paper = startPaperBank as (kit: Parameters<BankFactory>[0]) => Promise<PaperBank>

/** Writes down which members of a provider are looked at. */
const watched = (provider: PaperProvider, note: (member: string) => void): PaperProvider => {
  const part = <T extends object>(name: string, value: T): T =>
    new Proxy(value, {
      get: (target, member) => {
        note(`${name}.${String(member)}`)
        return Reflect.get(target, member) as unknown
      },
      ownKeys: (target) => {
        note(`${name}.*`)
        return Reflect.ownKeys(target)
      },
    })
  const { auth, accounts, payments, events, manifest } = provider
  return {
    ...provider,
    auth: part('auth', auth),
    accounts: part('accounts', accounts),
    payments: part('payments', payments),
    events: part('events', events),
    manifest: part('manifest', manifest),
  }
}

/** What each check looks at in the good provider: a wrong member that it never looks at cannot change its result. */
const membersByCheck = async (): Promise<ReadonlyMap<string, ReadonlySet<string>>> => {
  const seen = new Map<string, Set<string>>()
  let members = new Set<string>()
  const start: BankFactory = async (kit) => {
    const bank = await paper(kit)
    return { ...bank, create: (services) => watched(bank.create(services), (member) => members.add(member)) }
  }
  for await (const { id } of runChecks(start, { now })) {
    seen.set(id, members)
    members = new Set()
  }
  return seen
}

/**
 * Against all checks that could see it by `BITE=all`, which takes minutes; otherwise against those of the area of the law.
 */
const isWide = process.env['BITE'] === 'all'
const areaOf = (id: string): string => id.split('.')[0] ?? ''

const looksAt = (members: ReadonlySet<string>, touched: ReadonlySet<string>): boolean =>
  [...touched].some((member) => members.has(member) || members.has(`${member.split('.')[0]}.*`))

/** Long ones run against the provider that is wrong in their way alone. */
const heavy = new Set(allChecks.flatMap(({ id, needs }) => (needs.includes('heavy') ? [id] : [])))

let members: Promise<ReadonlyMap<string, ReadonlySet<string>>> | undefined

/** All checks that a wrong provider fails. */
const failedBy = async ({ check, spoil, blunt }: Wrong): Promise<readonly string[]> => {
  members ??= membersByCheck()
  const clock = { now: () => now, sleep: async () => {} }
  const probe = spoil(await paper({ clock }))
  await probe.create(createNodeServices({ clock })).close()
  const touched = touchedBy.get(probe) ?? new Set(['*'])
  await probe.stop()
  const all = touched.size === 0 || touched.has('*')
  const concerned = [...(await members)].flatMap(([id, own]) =>
    !heavy.has(id) && (isWide || areaOf(id) === areaOf(check)) && (all || looksAt(own, touched)) ? [id] : [],
  )
  const only = blunt === true ? [check] : [...new Set([check, ...concerned])]
  const failed: string[] = []
  const start: BankFactory = async (kit) => spoil(await paper(kit))
  for await (const { id, result } of runChecks(start, { only, now })) if (result === 'failed') failed.push(id)
  return failed
}

describe('a provider that is wrong in one way fails exactly that check', () => {
  it.each(wrongs)('$check: $how', async (wrong) => {
    expect(await failedBy(wrong)).toEqual([wrong.check])
  })
})

it('each check has a provider that is wrong in its way', () => {
  const ids = allChecks.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.length).toBeGreaterThanOrEqual(208)
  expect(wrongs.filter(({ check }) => !ids.includes(check)).map(({ check }) => check)).toEqual([])
  expect(ids.filter((id) => !wrongs.some(({ check }) => check === id))).toEqual([])
})

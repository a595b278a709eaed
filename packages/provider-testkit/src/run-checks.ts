import { type EpochMs, type Provider, toInstant } from '@nostro/core'
import { systemClock } from '@nostro/core/node'
import type { Bank, BankFactory } from './bank.ts'
import { allChecks } from './checks/all-checks.ts'
import { type Area, areas, type Check, CheckFailure, NotProvableHere } from './checks/check.ts'
import { createCheckContext } from './checks/check-context.ts'
import { missingFor } from './checks/needs.ts'
import { within } from './checks/outcomes.ts'
import { createKitServices } from './services/kit-services.ts'
import { createLeapingClock, type LeapingClock } from './services/leaping-clock.ts'

/** A check that may fail until a day, with the reason. */
export interface CheckException {
  readonly id: string
  readonly reason: string
  /** YYYY-MM-DD; after it the check counts again. */
  readonly until: string
}

/** Which checks run, and with which exceptions. */
export interface RunOptions {
  /** An area such as `payments`, the id of a check, or several ids. All when absent. */
  readonly only?: string | readonly string[] | undefined
  /** Where the clock starts; the next 14:00 UTC by default, so that no check crosses midnight in a European bank’s zone. */
  readonly now?: EpochMs | undefined
  /** Leaves out checks that take longer than others. */
  readonly quick?: boolean | undefined
  /** Of all randomness; 1 by default. */
  readonly seed?: string | undefined
  readonly exceptions?: readonly CheckException[] | undefined
}

/** What came of one check. */
export interface CheckResult {
  readonly id: string
  readonly area: Area
  readonly title: string
  readonly why: string
  readonly source: string
  readonly result: 'proved' | 'notProvable' | 'excepted' | 'failed'
  /** Why it failed, was excepted or could not be proved. */
  readonly reason?: string | undefined
}

const dayMs = 86_400_000
const startMs = 50_400_000

/** Ahead, never back: certificates that were made just now are valid then. */
const nextAfternoon = (now: EpochMs): EpochMs => Math.ceil((now - startMs) / dayMs) * dayMs + startMs

/** A check that takes longer than this has met a call that never ends. */
const hangMs = 60_000

/**
 * Judges a provider against its bank, check by check. No check depends on another; each opens instances of its own.
 * @throws Error when `only` names nothing, or the bank does not start
 *
 * @example
 * for await (const { id, result, reason } of runChecks(startMyBank)) console.log(id, result, reason)
 */
export async function* runChecks(start: BankFactory, options: RunOptions = {}): AsyncGenerator<CheckResult> {
  const checks = chosen(options)
  const clock = createLeapingClock(systemClock)
  clock.leap((options.now ?? nextAfternoon(clock.now())) - clock.now())
  const bank = await start({ clock })
  if (bank.network !== undefined) clock.hurry()
  // What a provider has and can is the same at each look: one instance says for all checks what is missing.
  const probe =
    bank.network === undefined
      ? bank.create(createKitServices({ clock, seed: 'probe', network: undefined }).services())
      : undefined
  try {
    for (const check of checks) {
      // A bank in memory costs nothing: each check has one of its own, without what others left in it.
      const own = bank.network === undefined ? bank : await start({ clock })
      yield await judge(check, { bank: own, clock, options, probe })
      if (own !== bank) await own.stop()
    }
  } finally {
    await probe?.close().catch(() => {})
    await bank.stop()
  }
}

const chosen = ({ only, quick = false }: RunOptions): readonly Check[] => {
  const wanted = only === undefined ? [] : [only].flat()
  const checks = allChecks.filter(
    ({ id, area, needs }) =>
      (only === undefined || only === area || wanted.includes(id)) &&
      !(quick && needs.includes('heavy') && !wanted.includes(id)),
  )
  if (checks.length > 0) return checks
  throw new Error(`There is no area and no check “${wanted.join(', ')}”. Areas are: ${areas.join(', ')}.`)
}

interface Judging {
  readonly bank: Bank
  readonly clock: LeapingClock
  readonly options: RunOptions
  readonly probe: Provider | undefined
}

const judge = async (check: Check, { bank, clock, options, probe }: Judging): Promise<CheckResult> => {
  const { id, area, title, why, source } = check
  const of = (result: CheckResult['result'], reason?: string): CheckResult => ({
    id,
    area,
    title,
    why,
    source,
    result,
    reason,
  })
  const { context, close } = createCheckContext(
    bank,
    clock,
    createKitServices({ clock, seed: `${options.seed ?? '1'}/${id}`, network: bank.network }),
  )
  try {
    const missing = missingFor(check.needs, probe ?? context.open(), bank)
    if (missing !== undefined) return of('notProvable', missing)
    const ended = await within(
      hangMs,
      check.run(context).then(() => 'ended' as const),
    )
    return ended === undefined ? of('failed', 'The check met a call that does not end.') : of('proved')
  } catch (error) {
    if (error instanceof NotProvableHere) return of('notProvable', error.message)
    const exception = options.exceptions?.find((each) => each.id === id)
    const today = toInstant(systemClock.now()).slice(0, 10)
    if (exception !== undefined && exception.until >= today) return of('excepted', exception.reason)
    return of('failed', wordsOf(error))
  } finally {
    bank.heal?.()
    await within(hangMs, close())
  }
}

const wordsOf = (error: unknown): string => {
  if (error instanceof CheckFailure) return error.message
  return error instanceof Error ? `Ended with ${error.name}: ${error.message}` : `Ended with ${String(error)}.`
}

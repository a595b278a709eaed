import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createMemoryPaymentIntentStore,
  createSessionAccess,
  mayHaveHappened,
  type Payment,
  type PaymentIntentStore,
} from '../../packages/core/src/index.ts'
import { createBunqProvider } from '../../packages/provider-bunq/src/index.ts'
import { createIngProvider } from '../../packages/provider-ing/src/index.ts'
import { counted } from '../support/counted.ts'
import { createMortalServices, type MortalOptions } from './mortal-services.ts'
import { type Bank, idsAtBunq, idsAtIng, kinds, paymentOf, type Stage, startStage } from './stage.ts'

let stage: Stage
let run = 0

beforeAll(async () => {
  stage = await startStage()
})
afterAll(() => stage.close())

interface Process extends Omit<MortalOptions, 'instance'> {
  readonly bank: Bank
  readonly payment: Payment
  readonly key: string
}

/** What a process comes to: the payment's id, `unknown`, `failed`, or `died`. */
const pay = async ({
  bank,
  payment,
  key,
  ...options
}: Process): Promise<{ readonly outcome: string; readonly steps: number }> => {
  const { services, death, steps } = createMortalServices({ ...options, instance: bank })
  const { options: of } = stage.simulators
  const provider = bank === 'bunq' ? createBunqProvider(of.bunq, services) : createIngProvider(of.ing, services)
  const access = createSessionAccess({ session: stage.sessions[bank], auth: provider.auth })
  const ctx = bank === 'ing' ? { psu: { ipAddress: '127.0.0.1' } } : {}
  const asked = { idempotencyKey: key }
  const living = async (): Promise<string> => {
    try {
      return (await provider.payments.initiate(access, payment, asked, ctx)).ref.id
    } catch (error) {
      if (!mayHaveHappened(error)) return `failed: ${String(error)}`
    }
    const found = await provider.payments.lookup?.(access, payment, asked, ctx).catch(() => undefined)
    return found?.outcome === 'executed' ? found.ref.id : (found?.outcome ?? 'outcome_unknown')
  }
  const outcome = await Promise.race([living(), death]).catch(() => 'died')
  await provider.close()
  return { outcome, steps: steps() }
}

const idsOf = (bank: Bank, kind: Payment['kind'], number: number): Promise<readonly string[]> =>
  bank === 'bunq' ? idsAtBunq(stage, { kind, run: number }) : idsAtIng(stage)

/** An equal payment under another key: by the same store before or after, or by a stranger before. */
const besides = ['none', 'before', 'none', 'after', 'none', 'elsewhere'] as const

/** One payment whose process dies at a step, an equal one beside it, and its repeat by a new process. */
const killAt = async (bank: Bank, kind: Payment['kind'], dieAt: number) => {
  run += 1
  const intents: PaymentIntentStore = createMemoryPaymentIntentStore()
  const payment = paymentOf(bank, kind, run, stage.accountId)
  const key = `killed-${run}`
  const beside = besides[run % besides.length]
  await stage.simulators.control.bunq.setSwitches({ uniqueRequestIds: run % 2 === 0 })
  const others = new Set(bank === 'ing' ? await idsAtIng(stage) : [])
  const payBeside = async (): Promise<void> => {
    const store = beside === 'elsewhere' ? createMemoryPaymentIntentStore() : intents
    others.add((await pay({ bank, payment, key: `beside-${run}`, intents: store })).outcome)
  }
  if (beside === 'before' || beside === 'elsewhere') await payBeside()
  const first = await pay({ bank, payment, key, intents, dieAt })
  const state = (await intents.get(bank, key))?.state ?? 'none'
  if (beside === 'after') await payBeside()
  const { outcome } = await pay({ bank, payment, key, intents, clockOffsetMs: [0, -3_600_000, -5_000][run % 3] })
  const made = (await idsOf(bank, kind, run)).filter((id) => !others.has(id))
  const isRight = made.length <= 1 && (outcome === 'outcome_unknown' || (made.length === 1 && outcome === made[0]))
  return {
    died: first.outcome === 'died',
    state,
    outcome: isRight ? 'right' : `${outcome}, made ${made.join() || 'never'}`,
    beside,
  }
}

// The soak has bunq’s scheduled payments too.
const all = [
  ...kinds.bunq.filter((kind) => kind !== 'scheduled').map((kind) => ['bunq', kind] as const),
  ...kinds.ing.map((kind) => ['ing', kind] as const),
]

describe('F1-F3: a payment whose process dies', () => {
  it.each(all)(
    '%s, %s: at any step of its way, and is repeated by another one, is made once and never called failed',
    async (bank, kind) => {
      run += 1
      const payment = paymentOf(bank, kind, run, stage.accountId)
      const whole = await pay({ bank, payment, key: 'whole', intents: createMemoryPaymentIntentStore() })
      expect(whole.steps).toBeGreaterThan(8)
      const ends: Awaited<ReturnType<typeof killAt>>[] = []
      // Here two of four steps, the first and the last; of the next kind the two others. The soak takes all of each kind.
      const of = counted(2, 1)
      const turn = all.findIndex(([at, each]) => at === bank && each === kind) % of
      const before = run
      for (let step = 1; step <= whole.steps; step += 1) {
        // What differs from run to run hangs on its number, and not on how many of them are left out.
        run = before + step - 1
        const isTaken = Math.floor((step - 1) / 2) % of === turn || step === 1 || step === whole.steps
        if (isTaken) ends.push(await killAt(bank, kind, step))
      }
      expect(ends.filter(({ outcome }) => outcome !== 'right')).toEqual([])
      expect(ends.every(({ died }) => died)).toBe(true)
      expect(new Set(ends.map(({ state }) => state))).toEqual(new Set(['none', 'prepared', 'sent', 'known']))
    },
  )
})

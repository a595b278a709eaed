import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Fault } from '../../packages/simulators/src/index.ts'
import { isSoak } from '../support/counted.ts'
import { type Journey, travelBankId, travelBunq, travelIng } from './journeys.ts'
import { everythingOf, whileWatched } from './sinks.ts'
import { openWatchedBanks, type WatchedBanks } from './watched-banks.ts'

let banks: WatchedBanks

beforeAll(async () => {
  banks = await openWatchedBanks()
}, 120_000)
afterAll(async () => banks.close())

const travels = { ing: travelIng, bunq: travelBunq, bankid: travelBankId } as const
type Bank = keyof typeof travels

type Trouble = Omit<Fault, 'bank'>

/** All that simulators can do wrong, and a bank that repeats in its error what it should have kept to itself. */
const troublesOf = (bank: Bank, secrets: readonly string[]): readonly (Trouble | undefined)[] => {
  const said = `Refused: ${secrets.join(', ')}.`
  const body = {
    ing: { tppMessages: [{ category: 'ERROR', code: 'FORMAT_ERROR', text: said }] },
    bunq: { Error: [{ error_description: said, error_description_translated: said }] },
    bankid: { errorCode: 'invalidParameters', details: said },
  }[bank]
  return [
    undefined,
    { fault: 'latency', delayMs: 5 },
    { fault: 'reset_before' },
    { fault: 'reset_after' },
    { fault: 'truncate' },
    { fault: 'malformed_json' },
    { fault: 'html_502' },
    ...(bank === 'bunq' ? [{ fault: 'bad_signature' } as const] : []),
    ...[400, 401, 403, 404, 409, 429, 500, 503].map((status) => ({ fault: 'status', status, body }) as const),
    { fault: 'status', status: 400, body: said },
    { fault: 'status', status: 200, body: { unexpected: said } },
  ]
}

/** What each bank's journey is sure to bring along. */
const kindsOf = {
  ing: ['private key', 'access_token', 'refresh_token', 'Authorization', 'iban', 'token'],
  bunq: ['private key', 'api key', 'token', 'secret', 'X-Bunq-Client-Authentication', 'iban'],
  bankid: ['personal number', 'personalNumber', 'qrStartToken', 'qrStartSecret', 'autoStartToken', 'signature'],
} as const

/** Secrets of every kind and form, as a careless bank would send them back. */
const echoOf = ({ canaries }: WatchedBanks): readonly string[] => canaries.samples()

const walk = async (bank: Bank, journey: Journey): Promise<readonly string[]> => {
  const errors: string[] = []
  for (const trouble of troublesOf(bank, echoOf(banks))) {
    for (const [, ask] of journey.steps) {
      if (trouble !== undefined) banks.simulators.faults.add({ bank, times: 40, ...trouble })
      try {
        await ask()
      } catch (error) {
        errors.push(everythingOf(error))
      }
      banks.simulators.faults.clear()
    }
  }
  return errors
}

describe('secrets and personal data stay on the wire and in the store', () => {
  it.each(Object.keys(travels) as Bank[])(
    '%s: whatever goes wrong, at the most verbose level',
    async (bank) => {
      let errors: readonly string[] = []
      const printed = await whileWatched(async () => {
        const journey = await travels[bank](banks)
        banks.requested()
        errors = await walk(bank, journey)
        await journey.close()
      })
      const requested = banks.requested()
      const { canaries } = banks
      expect(canaries.size).toBeGreaterThan(100)
      expect(canaries.kinds).toEqual(expect.arrayContaining([...kindsOf[bank]]))
      expect(errors.length).toBeGreaterThan(30)
      expect(banks.logged().length).toBeGreaterThan(10_000)
      expect(errors.flatMap((text) => canaries.findIn(text))).toEqual([])
      expect(canaries.findIn(banks.logged())).toEqual([])
      expect(canaries.findIn(requested.join('\n'))).toEqual([])
      expect(canaries.findIn(printed)).toEqual([])
      expect(canaries.findIn(banks.stored())).toEqual([])
    },
    300_000,
  )

  it('bankid: evidence that is wrong in any of its ways', async () => {
    const journey = await travelBankId(banks)
    const { items } = (await banks.simulators.control.call('GET', '/bankid/spoil')) as {
      items: readonly { attack: string }[]
    }
    const errors: string[] = []
    for (const [index, { attack }] of items.entries()) {
      // Login and signature in turns; the soak has both for each.
      const both = journey.steps.slice(0, 2)
      for (const [name, ask] of isSoak ? both : both.slice(index % 2, (index % 2) + 1)) {
        await banks.simulators.control.call('POST', '/bankid/spoil', { attack })
        await ask().catch((error: unknown) => errors.push(`${attack} ${name} ${everythingOf(error)}`))
      }
    }
    await banks.simulators.control.call('DELETE', '/bankid/spoil')
    await journey.close()
    banks.requested()
    expect(items.length).toBeGreaterThan(40)
    expect(errors.flatMap((text) => banks.canaries.findIn(text))).toEqual([])
    expect(banks.canaries.findIn(banks.logged())).toEqual([])
  }, 120_000)
})

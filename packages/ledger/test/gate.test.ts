import { createFakeClock } from '@nostro/core/testing'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type BankEntry, createFakeBank } from './support/fake-bank.ts'
import { openLedger, testStart } from './support/open-ledger.ts'
import { type StorePlace, storeKinds } from './support/stores.ts'

const dayMs = 86_400_000

let place: StorePlace
beforeEach(async () => {
  const kind = storeKinds.find(({ missing, name }) => missing === undefined && name !== 'postgresql')
  if (kind === undefined) throw new Error('No SQLite driver.')
  place = await kind.create()
})
afterEach(() => place.remove())

const entry = (id: string, time: string, amount: string, balanceAfter: string): BankEntry => ({
  day: '2026-03-09',
  id,
  amount,
  balanceAfter,
  executedAt: `2026-03-09T${time}Z`,
})

it('a bank without booked balances is proven by the balance beside its newest entry', async () => {
  const clock = createFakeClock(testStart)
  const ledger = await openLedger(await place.open('after'), clock)
  const bank = createFakeBank({ mode: 'S' })
  const gates: unknown[] = []
  const sync = async (...entries: readonly BankEntry[]): Promise<void> => {
    clock.set(clock.now() + dayMs / 4)
    bank.entries.set('acc-1', entries)
    const [account] = (await ledger.sync([bank.source()]).result()).accounts
    gates.push([account?.gate, account?.gateOff])
  }
  const [one, two, three] = [
    entry('1', '08:00:00', '-5.00', '95.00'),
    entry('2', '09:00:00', '-10.00', '85.00'),
    entry('3', '10:00:00', '-1.00', '80.00'),
  ]
  await sync(one)
  await sync(two, one)
  // An entry of 4.00 is missing in the listing.
  await sync(three, two, one)
  await sync(three, two, one)
  // Two entries at one moment: which balance is the later one cannot be known, so nothing is said.
  await sync(entry('4', '10:00:00', '-2.00', '78.00'), three, two, one)
  expect(gates).toEqual([
    ['unproven', undefined],
    ['balanced', undefined],
    ['waiting', undefined],
    ['off', '-4'],
    ['no-balance', undefined],
  ])
  await ledger.close()
})

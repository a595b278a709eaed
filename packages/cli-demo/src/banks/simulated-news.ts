import type { Simulators } from '@nostro/simulators'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** Simulated banks with news begin so long ago that the news end today. */
export const newsSpanMs = 4 * dayMs + 3 * hourMs

/** How far the clock goes between the first sync and the second. */
export const betweenSyncsMs = 3 * dayMs

/**
 * Plans what happens at the simulated banks in the coming days, and lets the first of them pass: entries that are pending now and
 * book later under another id, some with a tip, transfers whose text is written anew, money that arrives.
 */
export const planSimulatedNews = async ({ control, clock }: Simulators): Promise<void> => {
  for (const { accounts } of await control.ing.profiles()) {
    const [first] = accounts
    if (first !== undefined) await control.ing.planNews(first.resourceId, 4)
  }
  const at = (ms: number): string => new Date(clock.now() + ms).toISOString()
  for (const { accountIds } of await control.bunq.customers()) {
    const [first] = accountIds
    if (first === undefined) continue
    await control.bunq.addEntry(first, {
      amount: '250.00',
      at: at(2 * dayMs),
      counterparty: { name: 'Housing cooperative' },
      description: 'Deposit returned',
    })
    await control.bunq.addEntry(first, {
      amount: '-18.40',
      at: at(3 * dayMs),
      counterparty: { name: 'Florist' },
      description: 'Flowers',
    })
  }
  clock.advance((newsSpanMs - betweenSyncsMs) / 1000)
}

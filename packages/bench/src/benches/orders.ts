import type { Challenge } from '@nostro/core'
import { createNodeServices } from '@nostro/core/node'
import { type BankIdProvider, createBankIdProvider } from '@nostro/provider-bankid'
import { Pool } from 'undici'
import type { Bench } from '../bench.ts'
import { inFlight } from '../support/in-flight.ts'
import { interleave } from '../support/interleave.ts'
import { type Bank, startBank } from '../support/start-bank.ts'

/** How often BankID wants to be asked, and in which steps a timer spreads so many orders over that time. */
const [intervalMs, stepMs] = [2_000, 50]
/** As many calls at a time as the scheduler makes. */
const width = 64

/** Thousands of orders that wait, each asked every two seconds: what the process pays for one look at one of them. */
export const orders: Bench = {
  name: 'orders',
  run: async ({ quick, progress }) => {
    const count = quick ? 100 : 10_000
    progress('orders: starting the bank')
    const bank = await startBank()
    const provider = openProvider(bank)
    const pool = openPool(bank)
    try {
      progress(`orders: opening ${count}`)
      const challenges: Challenge[] = []
      await inFlight(count, width, async () => {
        challenges.push(await provider.orders.openOrder('auth', { endUserIp: '192.0.2.1' }))
      })
      progress('orders: following them, by the scheduler and by hand')
      const looks = quick ? count : 2 * count
      const compared = await interleave(
        quick ? 1 : 5,
        () => cpuPerLook(looks, () => followByScheduler(provider, challenges, looks)),
        () => cpuPerLook(looks, () => followByHand(pool, challenges, looks)),
      )
      return [
        {
          name: `${count} BankID orders asked every 2 s, one look`,
          unit: 'µs of CPU',
          ...compared,
          otherSide: 'undici making the same calls at the same times',
          aim: { of: 'ratio', bound: 'at most', value: 1.5 },
        },
      ]
    } finally {
      await provider.close()
      await pool.destroy()
      await bank.stop()
    }
  },
}

/** Microseconds of this process's CPU: waiting costs nothing, and the bank is another process. */
const cpuPerLook = async (looks: number, work: () => Promise<void>): Promise<number> => {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / looks
}

/** Each order is let go after its share of looks: nothing is cut off under way, and no connection with it. */
const followByScheduler = (provider: BankIdProvider, challenges: readonly Challenge[], looks: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const each = looks / challenges.length
    const seen = new Map<string, number>()
    const scheduler = provider.orders.createScheduler({
      onResult: (id) => {
        const count = (seen.get(id) ?? 0) + 1
        seen.set(id, count)
        if (count === each) scheduler.remove(id)
        if (scheduler.size === 0) resolve()
      },
      onError: (_id, error) => reject(error),
    })
    for (const challenge of challenges) scheduler.add(challenge)
  })

/** A timer that asks for the next share of the orders at each step: the least that does the same. */
const followByHand = async (pool: Pool, challenges: readonly Challenge[], looks: number): Promise<void> => {
  const share = Math.ceil((challenges.length * stepMs) / intervalMs)
  for (let done = 0; done < looks; done += share) {
    const due = performance.now() + stepMs
    await inFlight(Math.min(share, looks - done), width, async (index) => {
      const id = challenges[(done + index) % challenges.length]?.id
      const { statusCode, body } = await pool.request({
        path: '/rp/v6.0/collect',
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ orderRef: id }),
      })
      const { status } = (await body.json()) as { readonly status: string }
      if (statusCode !== 200 || status !== 'pending') throw new Error(`The bank answered ${statusCode}.`)
    })
    const left = due - performance.now()
    if (left > 0) await new Promise((resolve) => setTimeout(resolve, left))
  }
}

const openProvider = ({ origin, pki }: Bank): BankIdProvider => {
  const { certificate, key } = pki.bankid.relyingParty
  return createBankIdProvider(
    { environment: 'test', apiUrl: `${origin}/rp/v6.0`, identity: { certificate, key }, ca: pki.serverCa },
    createNodeServices(),
  )
}

const openPool = ({ origin, pki }: Bank): Pool => {
  const { certificate, key } = pki.bankid.relyingParty
  return new Pool(origin, { connections: width, connect: { cert: certificate, key, ca: pki.serverCa } })
}

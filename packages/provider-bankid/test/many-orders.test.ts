import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createNodeServices } from '@nostro/core/node'
import { createFakeClock, createRecordingTransport } from '@nostro/core/testing'
import { expect, it } from 'vitest'
import { createBankIdProvider } from '../src/index.ts'
import { type Harness, startHarness } from './harness.ts'

const count = 10_000

/** Bytes in use, what is garbage left out. */
const heapUsed = (): number => {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  return process.memoryUsage().heapUsed
}

/** Ten thousand orders as a server would hold them, against answers that cost nothing. */
it('10,000 pending orders are asked in time, with little memory each', { timeout: 120_000 }, async () => {
  const harness: Harness = await startHarness()
  try {
    let started = 0
    let collects = 0
    const transport = createRecordingTransport(({ target }) => {
      if (target.endsWith('/auth')) {
        started += 1
        const token = `00000000-0000-4000-8000-${String(started).padStart(12, '0')}`
        return { json: { orderRef: token, autoStartToken: token, qrStartToken: token, qrStartSecret: token } }
      }
      collects += 1
      return { json: { orderRef: 'x', status: 'pending', hintCode: 'userSign' } }
    })
    // What was asked is not kept: only the orders' own memory is of interest.
    const forgetful = {
      ...transport,
      send: async (...call: Parameters<typeof transport.send>) => {
        const answer = await transport.send(...call)
        ;(transport.calls as unknown[]).length = 0
        return answer
      },
    }
    const clock = createFakeClock(Date.now())
    const services = { ...createNodeServices({ clock }), createTransport: () => forgetful }
    const bankid = createBankIdProvider(harness.options, services)
    const errors: unknown[] = []
    const scheduler = bankid.orders.createScheduler({
      onResult: () => undefined,
      onError: (_id, error) => errors.push(error),
    })
    const before = heapUsed()
    for (let index = 0; index < count; index++) {
      scheduler.add(await bankid.orders.openOrder('auth', { endUserIp: '203.0.113.24' }))
    }
    // The first questions are spread over two seconds; each order is asked again two seconds after its answer.
    await clock.advance(6_500)
    expect(collects).toBeGreaterThanOrEqual(3 * count)
    const bytes = (heapUsed() - before) / count
    const { largestDelayMs, size } = scheduler
    scheduler.stop()
    expect(errors).toEqual([])
    expect(size).toBe(count)
    // How late a busy machine is stands in docs/performance.md; what the scheduler itself adds is one step of its wheel.
    expect(largestDelayMs).toBeLessThanOrEqual(100)
    expect(bytes).toBeLessThan(40_000)
  } finally {
    await harness.stop()
  }
})

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createMemoryPaymentIntentStore, createMemorySessionStore, createSessionAccess } from '@nostro/core'
import { createFakeClock, createRecordingTransport, createSeededRandom } from '@nostro/core/testing'
import { startSimulators } from '@nostro/simulators'
import { expect, it } from 'vitest'
import { counted } from '../../../test/support/counted.ts'
import { createIngProvider } from '../src/index.ts'

const pageSize = 1000
const id = '3f0c5a52-8d53-4b0e-9c39-2f4c7d1f7a10'

/** One page of an endless account, made when it is asked for. */
const pageAt = (page: number, last: number) => ({
  transactions: {
    booked: Array.from({ length: pageSize }, (_, index) => ({
      transactionId: `t-${page}-${index}`,
      endToEndId: 'NOTPROVIDED',
      bookingDate: '2024-03-04',
      transactionAmount: { currency: 'EUR', amount: '-12.50' },
      creditorName: 'Bakker BV',
      creditorAccount: { iban: 'NL20INGB0001234567' },
      remittanceInformationUnstructured: 'Order<br>thanks',
    })),
    pending: [],
    info: [],
    ...(page === last ? {} : { _links: { next: { href: `/v2/accounts/${id}/transactions?next=${page + 1}` } } }),
  },
})

/** What is really held: measured after a collection, so that the collector's rhythm does not count. */
const createMeter = (): (() => number) => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  return () => {
    collect()
    return process.memoryUsage().heapUsed
  }
}

/** Streams `pages` pages and returns how much the heap held at most, in bytes, above its start. */
const peakOf = async (pages: number, options: Parameters<typeof createIngProvider>[0]): Promise<number> => {
  const clock = createFakeClock(Date.now())
  const transport = createRecordingTransport(
    ({ target }) => ({ json: pageAt(Number(/next=(\d+)/.exec(target)?.[1] ?? 1), pages) }),
    () => clock.now(),
  )
  const silent = () => undefined
  const provider = createIngProvider(options, {
    clock,
    random: createSeededRandom('memory'),
    logger: { debug: silent, info: silent, warn: silent, error: silent },
    intents: createMemoryPaymentIntentStore(),
    createTransport: () => transport,
  })
  const session = {
    specVersion: 1,
    id: 's',
    provider: 'ing',
    purpose: 'accounts',
    revision: 1,
    createdAt: 0,
    secrets: { accessToken: 'a', scope: '' },
  } as const
  const access = createSessionAccess({ session, store: createMemorySessionStore(), auth: provider.auth, clock })
  const held = createMeter()
  const start = held()
  let [count, peak] = [0, 0]
  for await (const { items } of provider.accounts.transactions(access, { id, kind: 'current' }, {})) {
    count += items.length
    if (count % (10 * pageSize) === 0) peak = Math.max(peak, held() - start)
  }
  expect(count).toBe(pages * pageSize)
  return peak
}

const manyPages = counted(40, 100)

it(`memory does not grow with the number of pages: 10 and ${manyPages} of a thousand transactions`, async () => {
  const { pki, stop } = await startSimulators({ banks: ['ing'] })
  await stop()
  const options = { environment: 'sandbox', clientId: '5ca1ab1e-c0ca-c01a-cafe-154deadbea75', ...pki.ing.tpp } as const
  const few = await peakOf(10, options)
  const many = await peakOf(manyPages, options)
  // Held on to, 30,000 more transactions with their originals would be more than 30 MB.
  expect(many - few).toBeLessThan(10 * 1024 * 1024)
}, 300_000)

import assert from 'node:assert/strict'
import type { PaymentIntent, PaymentIntentStore } from '../contracts/payment-intent-store.ts'
import type { Payment } from '../domain/payment.ts'
import { hashPayment } from '../storage/hash-payment.ts'
import type { StoreCase } from './store-case.ts'

const paymentOf = (value: string): Payment => ({
  kind: 'single',
  amount: { amount: value, currency: 'EUR' },
  creditor: { name: 'Jürgen Müller', iban: 'DE89370400440532013000' },
  remittanceInformation: 'Invoice 1',
})

/** A new intent to pay ten euros under the key. */
const intentOf = (key: string, changes: Partial<PaymentIntent> = {}): PaymentIntent => {
  const payment = changes.payment ?? paymentOf('10.00')
  return {
    provider: 'bunq',
    connection: 'bunq-1',
    key,
    payment,
    paymentHash: hashPayment(payment),
    createdAt: 1_700_000_000_000,
    attempts: [],
    state: 'prepared',
    verification: { result: 'close_match', shown: true },
    data: { bankTime: 5 },
    revision: 1,
    ...changes,
  }
}

const attempt = { at: 1_700_000_000_001, requestId: 'r1' }
const ref = { provider: 'bunq', kind: 'single', id: '42' } as const
const next = (intent: PaymentIntent, changes: Partial<PaymentIntent>): PaymentIntent => ({
  ...intent,
  ...changes,
  revision: intent.revision + 1,
})

/** Brings an intent through states; fails when the store refuses one. */
const through = async (
  store: PaymentIntentStore,
  key: string,
  steps: readonly Partial<PaymentIntent>[],
): Promise<PaymentIntent> => {
  let { intent } = await store.begin(intentOf(key))
  for (const step of steps) {
    intent = next(intent, step)
    assert.equal(await store.update(intent, intent.revision - 1), true)
  }
  return intent
}

const sent: Partial<PaymentIntent> = { state: 'sent', attempts: [attempt] }

const isRefusal =
  (code: string) =>
  (error: unknown): boolean =>
    (error as { readonly code?: unknown } | null)?.code === code

/**
 * The rules of the `PaymentIntentStore` contract, for any test runner.
 *
 * @example
 * ```ts
 * it.each(paymentIntentStoreCases)('$name', ({ run }) => run(() => createMyStore(url)))
 * ```
 */
export const paymentIntentStoreCases: readonly StoreCase<PaymentIntentStore>[] = [
  {
    name: 'creates an intent once and gives it to everybody after',
    run: async (open) => {
      const store = await open()
      assert.deepEqual(await store.begin(intentOf('k')), { created: true, intent: intentOf('k') })
      const again = await (await open()).begin(intentOf('k', { createdAt: 1_800_000_000_000 }))
      assert.deepEqual(again, { created: false, intent: intentOf('k') })
      assert.deepEqual(await (await open()).get('bunq', 'k'), intentOf('k'))
      assert.equal(await store.get('bunq', 'other'), undefined)
    },
  },
  {
    name: 'lets exactly one of many create it',
    run: async (open) => {
      const handles = await Promise.all(Array.from({ length: 10 }, async () => open()))
      const begun = await Promise.all(
        handles.map((store, index) => store.begin(intentOf('k', { data: { caller: index } }))),
      )
      assert.equal(begun.filter(({ created }) => created).length, 1)
      const winner = begun.findIndex(({ created }) => created)
      for (const { intent } of begun) assert.deepEqual(intent.data, { caller: winner })
    },
  },
  {
    name: 'keeps keys of two providers apart, whatever the texts',
    run: async (open) => {
      const store = await open()
      const keys = [
        ['bunq', 'k'],
        ['ing', 'k'],
        ['bunq', 'K'],
        ['bunq', '../../k'],
        ['bunq', 'å'],
        ['bunq', 'a\u030a'],
        ['bun', 'qk'],
        ['bunq', '\u0000'],
        ['bunq', 'x'.repeat(1000)],
      ] as const
      for (const [provider, key] of keys) assert.equal((await store.begin(intentOf(key, { provider }))).created, true)
      for (const [provider, key] of keys) assert.equal((await store.get(provider, key))?.key, key)
      assert.equal((await store.list()).length, keys.length)
    },
  },
  {
    name: 'refuses another payment under a known key as a conflict',
    run: async (open) => {
      const store = await open()
      await store.begin(intentOf('k'))
      const other = intentOf('k', { payment: paymentOf('10.01') })
      await assert.rejects(store.begin(other), isRefusal('conflict'))
      await assert.rejects(store.update(next(other, {}), 1), isRefusal('conflict'))
      assert.deepEqual(await store.get('bunq', 'k'), intentOf('k'))
    },
  },
  {
    name: 'begins new intents only',
    run: async (open) => {
      const store = await open()
      for (const changes of [
        { revision: 2 },
        { state: 'sent' },
        { attempts: [attempt] },
        { ref },
        { key: '' },
        { key: 'x'.repeat(1001) },
        { provider: '' },
      ] as const) {
        await assert.rejects(store.begin(intentOf('k', changes)), isRefusal('invalid_request'))
      }
      assert.deepEqual(await store.list(), [])
    },
  },
  {
    name: 'updates only over the expected revision, and never creates',
    run: async (open) => {
      const store = await open()
      assert.equal(await store.update(next(intentOf('k'), sent), 1), false)
      assert.equal(await store.get('bunq', 'k'), undefined)
      const { intent } = await store.begin(intentOf('k'))
      const both = await Promise.all([1, 2].map(async () => (await open()).update(next(intent, sent), 1)))
      assert.deepEqual(both.toSorted(), [false, true])
      await assert.rejects(store.update(intent, 1), isRefusal('invalid_request'))
      assert.equal((await store.get('bunq', 'k'))?.state, 'sent')
    },
  },
  {
    name: 'never lets what may have been sent become unsent',
    run: async (open) => {
      const store = await open()
      const refused = [
        ['sent', [sent], 'prepared'],
        ['unknown', [sent, { state: 'unknown' }], 'prepared'],
        ['again', [sent, { state: 'unknown' }], 'sent'],
        ['known', [sent, { state: 'known', ref }], 'not_executed'],
        ['known-unknown', [sent, { state: 'known', ref }], 'unknown'],
        ['known-sent', [sent, { state: 'known', ref }], 'sent'],
      ] as const
      for (const [key, steps, state] of refused) {
        const intent = await through(store, key, steps)
        await assert.rejects(store.update(next(intent, { state }), intent.revision), isRefusal('conflict'))
        assert.deepEqual(await store.get('bunq', key), intent)
      }
      const retried = [sent, { state: 'unknown' }, { state: 'not_executed' }] as const
      await through(store, 'retried', [...retried, { state: 'sent', attempts: [attempt, { at: 5 }] }])
    },
  },
  {
    name: 'lets no attempt, reference or time of creation be taken away',
    run: async (open) => {
      const store = await open()
      const intent = await through(store, 'k', [sent, { state: 'known', ref }])
      const { ref: _ref, ...withoutRef } = intent
      for (const changed of [
        { ...intent, attempts: [] },
        { ...intent, attempts: [{ at: 9, requestId: 'r1' }] },
        { ...intent, ref: { ...ref, id: '43' } },
        { ...intent, createdAt: 7 },
        withoutRef,
      ]) {
        const update = store.update({ ...changed, revision: intent.revision + 1 }, intent.revision)
        await assert.rejects(update, isRefusal('conflict'))
      }
      assert.deepEqual(await store.get('bunq', 'k'), intent)
    },
  },
  {
    name: 'lists by state, provider and connection, oldest first',
    run: async (open) => {
      const store = await open()
      await store.begin(intentOf('b', { createdAt: 2 }))
      await store.begin(intentOf('a', { createdAt: 2, provider: 'ing', connection: 'ing-1' }))
      await through(store, 'c', [sent, { state: 'unknown' }])
      const keys = async (filter?: Parameters<PaymentIntentStore['list']>[0]): Promise<readonly string[]> =>
        (await store.list(filter)).map(({ key }) => key)
      assert.deepEqual(await keys(), ['a', 'b', 'c'])
      assert.deepEqual(await keys({ state: 'unknown' }), ['c'])
      assert.deepEqual(await keys({ state: 'prepared', provider: 'bunq' }), ['b'])
      assert.deepEqual(await keys({ connection: 'ing-1' }), ['a'])
    },
  },
  {
    name: 'prunes settled intents by age, and no other',
    run: async (open) => {
      const store = await open()
      const attempts = [{ at: 10 }]
      const begin = async (key: string, ...steps: readonly Partial<PaymentIntent>[]): Promise<void> => {
        let { intent } = await store.begin(intentOf(key, { createdAt: 5 }))
        for (const step of steps) {
          intent = next(intent, step)
          await store.update(intent, intent.revision - 1)
        }
      }
      await begin('prepared')
      await begin('sent', { state: 'sent', attempts })
      await begin('unknown', { state: 'sent', attempts }, { state: 'unknown' })
      await begin('known', { state: 'sent', attempts }, { state: 'known', ref })
      await begin('refused', { state: 'sent', attempts }, { state: 'not_executed' })
      await begin('late', { state: 'sent', attempts: [{ at: 30 }] }, { state: 'known', ref })
      assert.equal(await store.prune(10), 0)
      assert.equal(await store.prune(11), 2)
      assert.deepEqual(
        (await store.list()).map(({ key }) => key),
        ['late', 'prepared', 'sent', 'unknown'],
      )
      assert.equal((await store.begin(intentOf('known'))).created, true)
    },
  },
  {
    name: 'runs one holder of a key at a time, and others beside it',
    run: async (open) => {
      const handles = await Promise.all(Array.from({ length: 5 }, async () => open()))
      let inside = 0
      const most: number[] = []
      const work = async (): Promise<void> => {
        most.push(++inside)
        await new Promise((resolve) => setImmediate(resolve))
        inside -= 1
      }
      await Promise.all(handles.map((store) => store.withLock('bunq', 'k', work)))
      assert.deepEqual(most, [1, 1, 1, 1, 1])
      const store = await open()
      const other = await open()
      assert.equal(await store.withLock('bunq', 'k', () => other.withLock('ing', 'k', async () => 'beside')), 'beside')
    },
  },
]

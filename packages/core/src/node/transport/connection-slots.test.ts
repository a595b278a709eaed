import { describe, expect, it } from 'vitest'
import { createConnectionSlots } from './connection-slots.ts'

const never = (): AbortSignal => new AbortController().signal

describe('createConnectionSlots', () => {
  it('gives turns in the order of asking, never more at once than there are', async () => {
    const slots = createConnectionSlots(2)
    const order: number[] = []
    let [running, most] = [0, 0]
    await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        const release = await slots.take(never())
        order.push(index)
        running += 1
        most = Math.max(most, running)
        await new Promise((resolve) => setImmediate(resolve))
        running -= 1
        release()
      }),
    )
    expect(order).toEqual(Array.from({ length: 20 }, (_, index) => index))
    expect(most).toBe(2)
  })

  it('passes over who gave up while waiting', async () => {
    const slots = createConnectionSlots(1)
    const release = await slots.take(never())
    const impatient = new AbortController()
    const first = slots.take(impatient.signal)
    const second = slots.take(never())
    impatient.abort(new Error('gave up'))
    await expect(first).rejects.toThrow('gave up')
    release()
    await expect(second).resolves.toBeTypeOf('function')
  })

  it('loses no turn when it comes in the same moment as the giving up', async () => {
    const slots = createConnectionSlots(1)
    const release = await slots.take(never())
    const impatient = new AbortController()
    const first = slots.take(impatient.signal).then(
      (give) => give(),
      () => undefined,
    )
    impatient.abort(new Error('gave up'))
    release()
    await first
    await expect(slots.take(never())).resolves.toBeTypeOf('function')
  })

  it('gives nothing to a signal that is aborted already', async () => {
    const slots = createConnectionSlots(1)
    await expect(slots.take(AbortSignal.abort(new Error('too late')))).rejects.toThrow('too late')
    await expect(slots.take(never())).resolves.toBeTypeOf('function')
  })
})

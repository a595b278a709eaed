import { getEventListeners } from 'node:events'
import { expect, it } from 'vitest'
import { joinSignals } from './join-signals.ts'

const listeners = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length

it.each([0, 1])('aborts with the reason of signal %i, and of the first alone', (index) => {
  const controllers = [new AbortController(), new AbortController()]
  const joined = joinSignals(controllers.map(({ signal }) => signal))
  expect(joined.signal.aborted).toBe(false)
  controllers[index]?.abort('first')
  controllers[1 - index]?.abort('second')
  expect(joined.signal.reason).toBe('first')
})

it('is aborted from the start when one of them is', () => {
  const open = new AbortController()
  expect(joinSignals([open.signal, AbortSignal.abort('before')]).signal.reason).toBe('before')
})

it('lets go of its signals, and follows them again', () => {
  const controller = new AbortController()
  const { signal } = controller
  const joined = Array.from({ length: 50 }, () => joinSignals([signal]))
  expect(listeners(signal)).toBe(1)
  for (const each of joined) each.release()
  expect(listeners(signal)).toBe(0)
  const later = joinSignals([signal])
  controller.abort('late')
  expect(later.signal.reason).toBe('late')
  expect(joined.some((each) => each.signal.aborted)).toBe(false)
})

it('one that let go leaves the others joined', () => {
  const controller = new AbortController()
  const [gone, stays] = [joinSignals([controller.signal]), joinSignals([controller.signal])]
  gone.release()
  gone.release()
  controller.abort('now')
  expect([gone.signal.aborted, stays.signal.aborted]).toEqual([false, true])
})

import { expect, test as it } from 'vitest'
import { createSimulatedClock } from '../clock/simulated-clock.ts'
import type { BankRequest } from './bank-handler.ts'
import { createRecorder } from './recorder.ts'

const request = (target: string, size = 0): BankRequest => ({
  method: 'GET',
  target,
  path: target,
  query: '',
  rawHeaders: [],
  header: () => undefined,
  body: Buffer.alloc(size),
  client: { authorized: false },
  remoteAddress: '127.0.0.1',
})

const clock = createSimulatedClock(0, () => 0)

it('keeps the newest requests and rejections, oldest first', () => {
  const recorder = createRecorder(clock, { entries: 3 })
  for (let index = 0; index < 5; index++) {
    recorder.request('ing', request(`/${index}`), { status: 400, rejection: { check: 'ing-1', reason: `${index}` } })
  }
  expect(recorder.requests().map(({ target }) => target)).toEqual(['/2', '/3', '/4'])
  expect(recorder.rejections().map(({ reason }) => reason)).toEqual(['2', '3', '4'])
})

it('forgets old bodies before they fill the memory', () => {
  const recorder = createRecorder(clock, { bodyBytes: 250 })
  for (let index = 0; index < 4; index++) recorder.request('ing', request(`/${index}`, 100), { status: 200 })
  expect(recorder.requests().map(({ target }) => target)).toEqual(['/2', '/3'])
})

it('is empty after clear', () => {
  const recorder = createRecorder(clock)
  recorder.request('ing', request('/'), { status: 200 })
  recorder.refused('ing', null, { check: 'ing-tls', reason: 'no' })
  recorder.clear()
  expect([recorder.requests(), recorder.rejections()]).toEqual([[], []])
})

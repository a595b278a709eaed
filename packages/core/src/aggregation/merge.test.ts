import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { merge } from './merge.ts'

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** A source that counts what was asked of it. */
const counted = (name: string, length: number) => {
  const state = { asked: 0, closed: false, started: false }
  const start = async function* () {
    state.started = true
    try {
      for (let index = 0; index < length; index += 1) {
        state.asked += 1
        yield `${name}${index}`
      }
    } finally {
      state.closed = true
    }
  }
  return { state, start }
}

describe('merge', () => {
  it('gives every item of every source, each source’s in its order', async () => {
    const sources = ['a', 'b', 'c'].map((name) => counted(name, 20))
    const items: string[] = []
    for await (const item of merge(sources.map(({ start }) => start))) items.push(item)
    expect(items).toHaveLength(60)
    for (const name of ['a', 'b', 'c']) {
      const own = items.filter((item) => item.startsWith(name))
      expect(own).toEqual(Array.from({ length: 20 }, (_, index) => `${name}${index}`))
    }
  })

  it('asks a source for no more than one item ahead of a slow reader', async () => {
    const { state, start } = counted('a', 1000)
    let taken = 0
    for await (const _ of merge([start])) {
      taken += 1
      await turn()
      await turn()
      expect(state.asked).toBeLessThanOrEqual(taken + 1)
      if (taken === 10) break
    }
    expect(state).toMatchObject({ closed: true })
    expect(state.asked).toBeLessThanOrEqual(11)
  })

  it('runs no more sources at once than allowed, and all of them in the end', async () => {
    let running = 0
    let most = 0
    let done = 0
    const start = async function* () {
      running += 1
      most = Math.max(most, running)
      await turn()
      yield 1
      await turn()
      running -= 1
      done += 1
    }
    for await (const _ of merge(
      Array.from({ length: 9 }, () => start),
      { limit: 3 },
    ))
      await turn()
    expect({ most, done }).toEqual({ most: 3, done: 9 })
  })

  it('a failing source ends the merge and closes the others', async () => {
    const { state, start } = counted('a', 1000)
    const failing = async function* () {
      yield 'b0'
      await turn()
      throw new Error('down')
    }
    const read = async (): Promise<void> => {
      for await (const _ of merge([start, failing])) await turn()
    }
    await expect(read()).rejects.toThrow('down')
    expect(state.closed).toBe(true)
  })

  it('a signal ends it while every source is silent, and leaves no listener', async () => {
    const controller = new AbortController()
    const silent = async function* () {
      await new Promise(() => undefined)
      yield 1
    }
    const next = merge([silent], { signal: controller.signal }).next()
    await turn()
    controller.abort(new Error('enough'))
    await expect(next).rejects.toThrow('enough')
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0)
  })

  it('starts nothing before it is read, and ends at once without sources', async () => {
    const { state, start } = counted('a', 1)
    const merged = merge([start])
    await turn()
    expect(state.started).toBe(false)
    await merged.return()
    expect(await merge([]).next()).toEqual({ done: true, value: undefined })
  })
})

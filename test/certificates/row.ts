import { expect } from 'vitest'
import type { NostroErrorCode } from '../../packages/core/src/index.ts'
import type { Bench, Faulty } from './bench.ts'

/** Title, code, what the hint says, and the two set-ups: the second differs from the first by what the hint says. */
export type Row = readonly [string, NostroErrorCode, RegExp, (bench: Bench) => Faulty | Promise<Faulty>]

/** The bad set-up fails as the row says and is not tried again; with its hint followed, the same call succeeds. */
export const checkRow = async ([, code, hint, make]: Row, bench: Bench): Promise<void> => {
  const { broken, mended } = await make(bench)
  await expect(broken()).rejects.toMatchObject({ name: 'NostroError', code, hint: expect.stringMatching(hint) })
  // Never tried again: one attempt of each call, and a bank that refuses does so once.
  expect(bench.calls.map(({ attempts }) => attempts)).toEqual(bench.calls.map(() => 1))
  expect(bench.simulators.recorder.rejections().length).toBeLessThanOrEqual(1)
  await expect(mended()).resolves.toBeUndefined()
  expect(bench.calls.length).toBeGreaterThan(0)
  expect(bench.calls.every(({ status = 0 }) => status >= 200 && status < 300)).toBe(true)
}

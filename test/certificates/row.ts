import { expect } from 'vitest'
import type { NostroErrorCode } from '../../packages/core/src/index.ts'
import type { Faulty, SetUp } from './set-up.ts'

/** Title, code, what the hint says, and the two set-ups: the second differs from the first by what the hint says. */
export type Row = readonly [string, NostroErrorCode, RegExp, (setUp: SetUp) => Faulty | Promise<Faulty>]

/** The bad set-up fails as the row says and is not tried again; with its hint followed, the same call succeeds. */
export const checkRow = async ([, code, hint, make]: Row, setUp: SetUp): Promise<void> => {
  const { broken, fixed } = await make(setUp)
  await expect(broken()).rejects.toMatchObject({ name: 'NostroError', code, hint: expect.stringMatching(hint) })
  // Never tried again: one attempt of each call, and a bank that refuses does so once.
  expect(setUp.calls.map(({ attempts }) => attempts)).toEqual(setUp.calls.map(() => 1))
  expect(setUp.simulators.recorder.rejections().length).toBeLessThanOrEqual(1)
  await expect(fixed()).resolves.toBeUndefined()
  expect(setUp.calls.length).toBeGreaterThan(0)
  expect(setUp.calls.every(({ status = 0 }) => status >= 200 && status < 300)).toBe(true)
}

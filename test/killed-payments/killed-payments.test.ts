import { expect, it } from 'vitest'
import { killPayments } from './killed-payments.ts'

const count = 24

it(`F1-F3: of ${count} payments killed at random operations and repeated none is made twice or called failed`, async () => {
  const { runs } = await killPayments(count, 'few')
  expect(runs.filter(({ wrong }) => wrong !== undefined)).toEqual([])
  expect(runs.filter(({ wasKilled }) => wasKilled).length).toBeGreaterThan(count * 0.8)
}, 600_000)

import { expect, it } from 'vitest'
import { consentStatus } from './consent.ts'

const day = 86_400_000
const now = Date.UTC(2026, 0, 31)

it.each([
  [undefined, { status: 'unlimited' }],
  [now - 1, { status: 'expired' }],
  [now, { status: 'expired' }],
  [now + 1, { status: 'expiring', daysLeft: 0, notice: 1 }],
  [now + day, { status: 'expiring', daysLeft: 1, notice: 1 }],
  [now + 2 * day, { status: 'expiring', daysLeft: 2, notice: 7 }],
  [now + 7 * day, { status: 'expiring', daysLeft: 7, notice: 7 }],
  [now + 14 * day, { status: 'expiring', daysLeft: 14, notice: 14 }],
  [now + 14 * day + 1, { status: 'valid', daysLeft: 14 }],
])('a consent until %s stands as expected', (until, status) => {
  expect(consentStatus(until === undefined ? {} : { consentValidUntil: until }, now)).toEqual(status)
})

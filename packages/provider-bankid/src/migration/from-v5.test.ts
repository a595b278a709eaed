import { expect, it } from 'vitest'
import { checkOrder } from '../api/check-order.ts'
import { fromV5 } from './from-v5.ts'

const endUserIp = '203.0.113.24'

const rows: readonly (readonly [
  name: string,
  body: Readonly<Record<string, unknown>>,
  requirement: unknown,
  notices: number,
])[] = [
  ['nothing old', { endUserIp }, undefined, 0],
  ['personalNumber', { endUserIp, personalNumber: '191212121212' }, { personalNumber: '191212121212' }, 1],
  ['allowFingerprint', { endUserIp, requirement: { allowFingerprint: false } }, { pinCode: true }, 1],
  ['tokenStartRequired', { endUserIp, requirement: { tokenStartRequired: true } }, undefined, 1],
  ['autoStartTokenRequired', { endUserIp, requirement: { autoStartTokenRequired: true } }, undefined, 1],
  ['issuerCn', { endUserIp, requirement: { issuerCn: 'x' } }, undefined, 1],
  ['mrtdRequired', { endUserIp, requirement: { mrtdRequired: true } }, { mrtd: true }, 1],
  ['a signature’s code', { endUserIp, userVisibleData: 'SGVq' }, { pinCode: true }, 1],
  [
    'a signature by fingerprint',
    { endUserIp, userVisibleData: 'SGVq', requirement: { allowFingerprint: true } },
    { pinCode: false },
    1,
  ],
  ['what stayed', { endUserIp, requirement: { cardReader: 'class1' } }, { cardReader: 'class1' }, 0],
]

it.each(rows)('15: %s', (_name, body, requirement, notices) => {
  const moved = fromV5(body)
  expect(moved.fields.requirement).toEqual(requirement)
  expect(moved.notices).toHaveLength(notices)
  expect(() => checkOrder('auth', { ...moved.fields }, 'test')).not.toThrow()
})

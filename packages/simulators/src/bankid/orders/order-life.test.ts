import { beforeEach, describe, expect, test as it } from 'vitest'
import { anna, type BankIdHarness, bo, createHarness, goodBody, type Json } from '../../../test/bankid-harness.ts'
import { qrDataAt } from './qr-code.ts'

let bank: BankIdHarness
let orderRef: string

beforeEach(async () => {
  bank = await createHarness()
})

type Order = Readonly<Record<string, string>>

const start = async (operation: string, change: Json = {}): Promise<Order> => {
  const order = await bank.start(operation, { ...goodBody(operation), ...change })
  orderRef = order['orderRef'] ?? ''
  return order
}

const user = (action: string, body: Json = {}) => bank.control('POST', `/bankid/orders/${orderRef}/${action}`, body)

const seen = async (): Promise<string> => {
  const { status, body } = await bank.collect(orderRef)
  if (status !== 200) return String(body['details'])
  return `${String(body['status'])} ${String(body['hintCode'] ?? 'evidence')}`
}

const tokensOf = (order: Order) => ({
  qrStartToken: order['qrStartToken'] ?? '',
  qrStartSecret: order['qrStartSecret'] ?? '',
})

type TimerRow = readonly [name: string, operation: string, action: string | undefined, seconds: number, seen: string]

const timers: readonly TimerRow[] = [
  ['start', 'auth', undefined, 29, 'pending outstandingTransaction'],
  ['start', 'auth', undefined, 31, 'failed startFailed'],
  ['start', 'payment', undefined, 31, 'failed startFailed'],
  ['start without a device', 'phone/auth', undefined, 1, 'pending outstandingTransaction'],
  ['start without a device', 'phone/auth', undefined, 3, 'pending noClient'],
  ['start without a device', 'other/payment', undefined, 179, 'pending noClient'],
  ['start without a device', 'phone/sign', undefined, 181, 'failed expiredTransaction'],
  ['finish', 'auth', 'open', 179, 'pending userSign'],
  ['finish', 'auth', 'open', 181, 'failed expiredTransaction'],
  ['complete kept', 'auth', 'approve', 179, 'complete evidence'],
  ['complete kept', 'auth', 'approve', 181, 'No such order'],
  ['failed kept', 'auth', 'cancel', 299, 'failed userCancel'],
  ['failed kept', 'auth', 'cancel', 301, 'No such order'],
  ['timed out after pick-up, kept', 'auth', 'open', 479, 'failed expiredTransaction'],
  ['timed out after pick-up, kept', 'auth', 'open', 481, 'No such order'],
  ['never picked up, kept', 'auth', undefined, 189, 'failed startFailed'],
  ['never picked up, kept', 'auth', undefined, 191, 'No such order'],
  ['never picked up, kept', 'phone/auth', undefined, 189, 'failed expiredTransaction'],
  ['never picked up, kept', 'phone/auth', undefined, 191, 'No such order'],
]

describe('timers', () => {
  it.each(timers)('%s: %s after %s and %i s is %s', async (_name, operation, action, seconds, expected) => {
    await start(operation)
    if (action !== undefined) await user(action)
    bank.clock.advance(seconds)
    expect(await seen()).toBe(expected)
  })

  it('finish counts from the pick-up', async () => {
    await start('auth')
    bank.clock.advance(29)
    await user('open')
    bank.clock.advance(179)
    expect(await seen()).toBe('pending userSign')
    bank.clock.advance(2)
    expect(await seen()).toBe('failed expiredTransaction')
  })

  it('a failure is handed out once', async () => {
    await start('auth')
    await user('cancel')
    expect([await seen(), await seen()]).toEqual(['failed userCancel', 'No such order'])
  })
})

type HintRow = readonly [hint: string, operation: string, change: Json, actions: readonly (readonly [string, Json])[]]

const mrtd = { requirement: { mrtd: true } }
const risk = { requirement: { risk: 'low' } }
const none: readonly (readonly [string, Json])[] = []

const hints: readonly HintRow[] = [
  ['pending outstandingTransaction', 'auth', {}, none],
  ['pending outstandingTransaction', 'auth', { requirement: { personalNumber: anna.personalNumber } }, none],
  ['pending started', 'auth', {}, [['open', { hintCode: 'started' }]]],
  ['pending started', 'auth', { requirement: { certificatePolicies: ['1.2.3.4.99'] } }, [['open', {}]]],
  ['pending userSign', 'auth', {}, [['open', {}]]],
  ['pending userSign', 'other/payment', {}, [['open', {}]]],
  ['pending userCallConfirm', 'phone/auth', {}, [['open', {}]]],
  [
    'pending userSign',
    'phone/auth',
    {},
    [
      ['open', {}],
      ['confirm', {}],
    ],
  ],
  [
    'failed userDeclinedCall',
    'phone/sign',
    {},
    [
      ['open', {}],
      ['decline', {}],
    ],
  ],
  ['pending userMrtd', 'auth', mrtd, [['open', {}]]],
  [
    'pending userSign',
    'auth',
    mrtd,
    [
      ['open', {}],
      ['document', {}],
    ],
  ],
  ['pending brandNew', 'auth', {}, [['open', { hintCode: 'brandNew' }]]],
  ['failed userCancel', 'auth', {}, [['cancel', {}]]],
  [
    'failed userCancel',
    'auth',
    {},
    [
      ['open', {}],
      ['cancel', {}],
    ],
  ],
  ['failed certificateErr', 'auth', {}, [['fail', {}]]],
  ['failed cancelled', 'auth', {}, [['fail', { hintCode: 'cancelled' }]]],
  ['failed brandNew', 'auth', {}, [['fail', { hintCode: 'brandNew' }]]],
  [
    'pending userSign',
    'auth',
    {},
    [
      ['open', {}],
      ['wrongcode', {}],
      ['wrongcode', {}],
    ],
  ],
  [
    'failed certificateErr',
    'auth',
    {},
    [
      ['open', {}],
      ['wrongcode', {}],
      ['wrongcode', {}],
      ['wrongcode', {}],
    ],
  ],
  ['failed cancelled', 'auth', { returnUrl: 'https://rp.example' }, [['open', { app: 'old' }]]],
  ['failed notSupportedByUserApp', 'payment', {}, [['open', { app: 'old' }]]],
  ['failed notSupportedByUserApp', 'auth', mrtd, [['open', { app: 'old' }]]],
  ['pending userSign', 'auth', {}, [['open', { app: 'old' }]]],
  ['failed transactionRiskBlocked', 'auth', risk, [['approve', { risk: 'moderate' }]]],
  ['failed transactionRiskBlocked', 'auth', { requirement: { risk: 'moderate' } }, [['approve', { risk: 'high' }]]],
  ['complete evidence', 'auth', { requirement: { risk: 'moderate' } }, [['approve', { risk: 'moderate' }]]],
  ['complete evidence', 'auth', {}, [['approve', { risk: 'high' }]]],
]

describe('hint codes', () => {
  it.each(hints)('%s on %s %j after %j', async (expected, operation, change, actions) => {
    await start(operation, change)
    for (const [action, body] of actions) await user(action, body)
    expect(await seen()).toBe(expected)
  })

  it('processing shows for as long as it is set to last', async () => {
    await bank.control('POST', '/bankid/settings', { processingSeconds: 3 })
    await start('auth')
    await user('approve')
    bank.clock.advance(2)
    expect(await seen()).toBe('pending processing')
    bank.clock.advance(2)
    expect(await seen()).toBe('complete evidence')
  })

  it.each(['phone/auth', 'phone/sign', 'auth', 'sign', 'payment', 'other/payment'])(
    'approve finishes a waiting %s in one step',
    async (operation) => {
      await start(operation)
      expect((await user('approve')).status).toBe(200)
      expect(await seen()).toBe('complete evidence')
    },
  )

  it('a person who picks up another order loses the one before', async () => {
    await start('auth')
    await user('open', { personalNumber: anna.personalNumber })
    const before = orderRef
    await start('sign')
    await user('open', { personalNumber: anna.personalNumber })
    orderRef = before
    expect(await seen()).toBe('failed cancelled')
  })

  it('two persons have their orders side by side', async () => {
    await start('auth')
    await user('open', { personalNumber: anna.personalNumber })
    const before = orderRef
    await start('sign')
    await user('open', { personalNumber: bo.personalNumber })
    orderRef = before
    expect(await seen()).toBe('pending userSign')
  })
})

describe('an order that names its person', () => {
  it('stays pending for another one, who sees an error, and fails when that one leaves', async () => {
    await start('auth', { requirement: { personalNumber: anna.personalNumber } })
    expect(await user('approve', { personalNumber: bo.personalNumber })).toMatchObject({
      status: 409,
      body: { error: 'The order is for another person.' },
    })
    expect(await seen()).toBe('pending started')
    await user('cancel')
    expect(await seen()).toBe('failed userCancel')
  })

  it('is signed by that person when no other person is named', async () => {
    await start('auth', { requirement: { personalNumber: bo.personalNumber } })
    await user('approve')
    const { body } = await bank.collect(orderRef)
    expect(body['completionData']).toMatchObject({ user: { personalNumber: bo.personalNumber, name: 'Bo Ek' } })
  })
})

describe('the app', () => {
  it('scans the code of the second', async () => {
    const order = await start('auth')
    bank.clock.advance(4)
    const answer = await user('scan', { qrData: qrDataAt(tokensOf(order), 4) })
    expect(answer).toMatchObject({ status: 200, body: { orderRef, status: 'pending', hintCode: 'userSign' } })
  })

  it.each([
    ['a stale code', (order: Order) => qrDataAt(tokensOf(order), 0), 8],
    ['a code of the future', (order: Order) => qrDataAt(tokensOf(order), 9), 0],
    ['a forged code', (order: Order) => qrDataAt({ ...tokensOf(order), qrStartSecret: 'guess' }, 0), 0],
    ['an order that has expired', (order: Order) => qrDataAt(tokensOf(order), 31), 31],
  ])('refuses %s and leaves the order as it was', async (_name, qrData, seconds) => {
    const order = await start('auth')
    bank.clock.advance(seconds)
    const before = await bank.control('GET', '/bankid/orders')
    expect((await bank.control('POST', '/bankid/scan', { qrData: qrData(order) })).status).toBe(409)
    expect(await bank.control('GET', '/bankid/orders')).toEqual(before)
  })

  it('scans an order once', async () => {
    const order = await start('auth')
    const qrData = qrDataAt(tokensOf(order), 0)
    expect((await bank.control('POST', '/bankid/scan', { qrData })).status).toBe(200)
    expect((await bank.control('POST', '/bankid/scan', { qrData })).status).toBe(409)
  })

  it('starts by token, looks for a BankID and finds it', async () => {
    const { autoStartToken = '' } = await start('auth')
    await bank.control('POST', '/bankid/launch', { autoStartToken })
    expect(await seen()).toBe('pending started')
    await user('open')
    expect(await seen()).toBe('pending userSign')
  })

  it.each([
    ['unknown', () => '0f5b9c3e-6a0d-4c59-9d0c-1c7f8f3f2a61'],
    ['used', (order: Order) => order['autoStartToken'] ?? ''],
  ])('refuses an %s token', async (name, token) => {
    const order = await start('auth')
    if (name === 'used') await user('launch', { autoStartToken: order['autoStartToken'] ?? '' })
    expect((await bank.control('POST', '/bankid/launch', { autoStartToken: token(order) })).status).toBe(409)
  })

  it('refuses a code or token of another order than the path names', async () => {
    const other = await start('auth')
    await start('sign')
    expect((await user('scan', { qrData: qrDataAt(tokensOf(other), 0) })).status).toBe(409)
    expect((await user('launch', { autoStartToken: other['autoStartToken'] ?? '' })).status).toBe(409)
    expect(await seen()).toBe('pending outstandingTransaction')
  })
})

describe('completion data', () => {
  const complete = async (): Promise<unknown> => (await bank.collect(orderRef)).body['completionData']

  it('says where the app was: here when launched, elsewhere when scanned', async () => {
    const order = await start('auth')
    await user('scan', { qrData: qrDataAt(tokensOf(order), 0) })
    await user('approve')
    expect(await complete()).toMatchObject({ device: { ipAddress: '198.51.100.23' } })
    const { autoStartToken = '' } = await start('auth')
    await user('launch', { autoStartToken })
    await user('approve')
    expect(await complete()).toMatchObject({ device: { ipAddress: '203.0.113.24' } })
    await start('auth')
    await user('approve', { ipAddress: '192.0.2.9' })
    expect(await complete()).toMatchObject({ device: { ipAddress: '192.0.2.9' } })
  })

  it('has the members that belong, in the order of the wire', async () => {
    await start('auth', { returnRisk: true, requirement: { mrtd: true } })
    await user('approve', { personalNumber: anna.personalNumber, risk: 'high' })
    const { body } = await bank.collect(orderRef)
    expect(Object.keys(body)).toEqual(['orderRef', 'status', 'completionData'])
    const names = ['user', 'device', 'bankIdIssueDate', 'stepUp', 'signature', 'ocspResponse', 'risk']
    expect(Object.keys(body['completionData'] ?? {})).toEqual(names)
    expect(body['completionData']).toMatchObject({
      user: { personalNumber: '198112189876', name: 'Anna Svensson', givenName: 'Anna', surname: 'Svensson' },
      device: { uhi: expect.stringMatching(/^[A-Za-z0-9+/]{27}=$/) },
      bankIdIssueDate: '2026-01-31Z',
      stepUp: { mrtd: true },
      risk: 'high',
    })
  })

  it('tells no risk and no step up that nobody asked for', async () => {
    await start('auth')
    await user('approve')
    expect(Object.keys((await complete()) ?? {})).toEqual([
      'user',
      'device',
      'bankIdIssueDate',
      'signature',
      'ocspResponse',
    ])
  })
})

it('a thousand orders leave the memory when their time is over', async () => {
  for (let count = 0; count < 1000; count += 1) await start('auth')
  expect((await bank.control('GET', '/bankid/orders')).body['items']).toHaveLength(1000)
  bank.clock.advance(191)
  await start('auth')
  expect((await bank.control('GET', '/bankid/orders')).body['items']).toHaveLength(1)
})

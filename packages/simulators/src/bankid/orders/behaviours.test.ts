import { beforeEach, describe, expect, test as it } from 'vitest'
import { anna, type BankIdHarness, bo, createHarness, goodBody, type Json } from '../../../test/bankid-harness.ts'

let bank: BankIdHarness

beforeEach(async () => {
  bank = await createHarness()
})

/** What collect says at each of the given seconds after the start; a blank stands for pending. */
const course = async (operation: string, change: Json, seconds: readonly number[]): Promise<readonly string[]> => {
  const { orderRef } = await bank.start(operation, { ...goodBody(operation), ...change })
  const seen: string[] = []
  let clock = 0
  for (const second of seconds) {
    bank.clock.advance(second - clock)
    clock = second
    const { body } = await bank.collect(orderRef)
    seen.push(String(body['hintCode'] ?? body['status'] ?? body['details']))
  }
  return seen
}

type Row = readonly [
  behaviour: string,
  operation: string,
  change: Json,
  course: readonly (readonly [second: number, seen: string])[],
]

const mrtd = { requirement: { mrtd: true } }
const forAnna = { requirement: { personalNumber: anna.personalNumber } }
const lowRisk = { requirement: { risk: 'low' } }

const rows: readonly Row[] = [
  [
    'signs',
    'auth',
    {},
    [
      [1, 'outstandingTransaction'],
      [3, 'userSign'],
      [7, 'complete'],
    ],
  ],
  [
    'slow',
    'auth',
    {},
    [
      [24, 'outstandingTransaction'],
      [100, 'userSign'],
      [169, 'userSign'],
      [171, 'complete'],
    ],
  ],
  [
    'slow',
    'phone/sign',
    {},
    [
      [24, 'noClient'],
      [100, 'userCallConfirm'],
      [171, 'complete'],
    ],
  ],
  [
    'scans-document',
    'auth',
    mrtd,
    [
      [3, 'userMrtd'],
      [9, 'userSign'],
      [13, 'complete'],
    ],
  ],
  [
    'never-opens',
    'auth',
    {},
    [
      [29, 'outstandingTransaction'],
      [31, 'startFailed'],
    ],
  ],
  [
    'never-opens',
    'phone/auth',
    {},
    [
      [179, 'noClient'],
      [181, 'expiredTransaction'],
    ],
  ],
  [
    'never-signs',
    'auth',
    {},
    [
      [181, 'userSign'],
      [183, 'expiredTransaction'],
    ],
  ],
  [
    'no-bankid',
    'auth',
    {},
    [
      [3, 'started'],
      [183, 'expiredTransaction'],
    ],
  ],
  [
    'cancels',
    'auth',
    {},
    [
      [3, 'userSign'],
      [7, 'userCancel'],
    ],
  ],
  [
    'declines-call',
    'phone/auth',
    {},
    [
      [3, 'userCallConfirm'],
      [7, 'userDeclinedCall'],
    ],
  ],
  [
    'wrong-code',
    'auth',
    {},
    [
      [11, 'userSign'],
      [13, 'certificateErr'],
    ],
  ],
  [
    'wrong-code',
    'phone/auth',
    {},
    [
      [3, 'userCallConfirm'],
      [11, 'userSign'],
      [13, 'certificateErr'],
    ],
  ],
  [
    'wrong-person',
    'auth',
    forAnna,
    [
      [3, 'started'],
      [11, 'userCancel'],
    ],
  ],
  ['old-app', 'auth', { returnUrl: 'https://rp.example' }, [[3, 'cancelled']]],
  ['old-app', 'payment', {}, [[3, 'notSupportedByUserApp']]],
  [
    'old-app',
    'auth',
    {},
    [
      [3, 'userSign'],
      [7, 'complete'],
    ],
  ],
  [
    'in-another-order',
    'auth',
    {},
    [
      [3, 'userSign'],
      [6, 'cancelled'],
    ],
  ],
  [
    'risky',
    'auth',
    lowRisk,
    [
      [3, 'userSign'],
      [7, 'transactionRiskBlocked'],
    ],
  ],
  ['risky', 'auth', {}, [[7, 'complete']]],
]

describe('behaviours of users', () => {
  it.each(rows)('%s on %s %j', async (behaviour, operation, change, expected) => {
    expect((await bank.control('POST', '/bankid/behaviours', { behaviour })).status).toBe(200)
    const seen = await course(
      operation,
      change,
      expected.map(([second]) => second),
    )
    expect(seen).toEqual(expected.map(([, text]) => text))
  })

  it('hold for as many orders as asked, in their order', async () => {
    await bank.control('POST', '/bankid/behaviours', { behaviour: 'cancels', times: 2 })
    await bank.control('POST', '/bankid/behaviours', { behaviour: 'signs' })
    const ends = []
    for (let count = 0; count < 4; count += 1) ends.push((await course('auth', {}, [7]))[0])
    expect(ends).toEqual(['userCancel', 'userCancel', 'complete', 'outstandingTransaction'])
  })

  it('wait for the order of their person', async () => {
    await bank.control('POST', '/bankid/behaviours', { behaviour: 'signs', personalNumber: bo.personalNumber })
    expect(await course('auth', forAnna, [7])).toEqual(['outstandingTransaction'])
    expect(await course('auth', { requirement: { personalNumber: bo.personalNumber } }, [7])).toEqual(['complete'])
  })

  it('can be given to an order that runs already, counted from now', async () => {
    const { orderRef } = await bank.start('auth')
    bank.clock.advance(20)
    await bank.control('POST', `/bankid/orders/${orderRef}/behave`, { behaviour: 'signs' })
    bank.clock.advance(5)
    expect((await bank.collect(orderRef)).body['hintCode']).toBe('userSign')
    bank.clock.advance(2)
    expect((await bank.collect(orderRef)).body['status']).toBe('complete')
  })

  it('count from the time of each step, however late somebody looks', async () => {
    await bank.control('POST', '/bankid/behaviours', { behaviour: 'signs' })
    expect(await course('auth', {}, [6 + 179])).toEqual(['complete'])
    await bank.control('POST', '/bankid/behaviours', { behaviour: 'signs' })
    expect(await course('auth', {}, [6 + 181])).toEqual(['No such order'])
  })

  it('are forgotten on demand', async () => {
    await bank.control('POST', '/bankid/behaviours', { behaviour: 'signs' })
    await bank.control('DELETE', '/bankid/behaviours')
    expect(await course('auth', {}, [7])).toEqual(['outstandingTransaction'])
  })

  it.each([
    ['POST', '/bankid/behaviours', { behaviour: 'sleeps' }],
    ['POST', '/bankid/behaviours', { behaviour: 'signs', times: 0 }],
    ['POST', '/bankid/behaviours', { behaviour: 'toString' }],
  ] as const)('%s %s %j is refused', async (method, path, body) => {
    expect((await bank.control(method, path, body)).status).toBe(400)
  })
})

describe('a person', () => {
  it('keeps an old app until it is updated', async () => {
    const { personalNumber } = anna
    await bank.control('POST', '/bankid/users', { personalNumber, app: 'old' })
    const open = async () => {
      const { orderRef } = await bank.start('payment')
      await bank.control('POST', `/bankid/orders/${orderRef}/open`, { personalNumber })
      return (await bank.collect(orderRef)).body['hintCode']
    }
    expect(await open()).toBe('notSupportedByUserApp')
    await bank.control('POST', '/bankid/users', { personalNumber, app: 'current' })
    expect(await open()).toBe('userSign')
  })

  it('has a risk of its own', async () => {
    await bank.control('POST', '/bankid/users', { personalNumber: anna.personalNumber, risk: 'moderate' })
    const { orderRef } = await bank.start('auth', { ...goodBody('auth'), returnRisk: true })
    await bank.control('POST', `/bankid/orders/${orderRef}/approve`, { personalNumber: anna.personalNumber })
    expect((await bank.collect(orderRef)).body['completionData']).toMatchObject({ risk: 'moderate' })
  })

  it.each([{}, { personalNumber: '1', app: 'new' }, { personalNumber: '1', risk: 'LOW' }])(
    '%j is refused',
    async (body) => {
      expect((await bank.control('POST', '/bankid/users', body)).status).toBe(400)
    },
  )

  it('is listed without the end of the number', async () => {
    const { body } = await bank.control('GET', '/bankid/users')
    expect(body['items']).toContainEqual({
      personalNumber: '19811218****',
      name: 'Anna Svensson',
      app: 'current',
      risk: 'low',
    })
  })
})

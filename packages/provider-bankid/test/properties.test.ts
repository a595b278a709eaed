import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { checkOrder } from '../src/api/check-order.ts'
import { qrText } from '../src/index.ts'
import { type Harness, startHarness } from './harness.ts'

describe('the QR code of any second', () => {
  it('is the token, the whole second and the HMAC of its digits', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.uuid(), fc.integer({ min: 0, max: 1_000_000 }), (qrStartToken, qrStartSecret, ms) => {
        const second = `${(ms - (ms % 1000)) / 1000}`
        const code = createHmac('sha256', Buffer.from(qrStartSecret, 'ascii')).update(Buffer.from(second, 'ascii'))
        expect(qrText({ qrStartToken, qrStartSecret }, ms / 1000)).toBe(
          ['bankid', qrStartToken, second, code.digest('hex')].join('.'),
        )
      }),
    )
  })
})

describe('limits at their edges', () => {
  let harness: Harness

  beforeAll(async () => {
    harness = await startHarness()
  })
  beforeEach(() => harness.simulators.reset())
  afterAll(() => harness.stop())

  const base64 = (length: number): string => 'QUFB'.repeat(length / 4)
  const at = { endUserIp: '203.0.113.24' }
  const call = { personalNumber: '191212121212', callInitiator: 'RP' }
  const card = { transactionType: 'card', recipient: { name: 'Shop' } }
  const pay = { ...at, userVisibleTransaction: card }
  const url = (length: number): string => `https://rp.example/${'a'.repeat(length - 19)}`

  type Operation = Parameters<typeof checkOrder>[0]
  /** The field, the kind of order, the longest legal value, one step more. */
  const rows: readonly (readonly [name: string, Operation, object, object])[] = [
    ['auth text', 'auth', { ...at, userVisibleData: base64(1_500) }, { ...at, userVisibleData: base64(1_504) }],
    ['auth hidden', 'auth', { ...at, userNonVisibleData: base64(1_500) }, { ...at, userNonVisibleData: base64(1_504) }],
    ['sign text', 'sign', { ...at, userVisibleData: base64(40_000) }, { ...at, userVisibleData: base64(40_004) }],
    [
      'sign hidden',
      'sign',
      { ...at, userVisibleData: 'QQ==', userNonVisibleData: base64(200_000) },
      { ...at, userVisibleData: 'QQ==', userNonVisibleData: base64(200_004) },
    ],
    ['payment text', 'payment', { ...pay, userVisibleData: base64(1_000) }, { ...pay, userVisibleData: base64(1_004) }],
    [
      'payment hidden',
      'payment',
      { ...pay, userVisibleData: 'QQ==', userNonVisibleData: base64(1_000) },
      { ...pay, userVisibleData: 'QQ==', userNonVisibleData: base64(1_004) },
    ],
    [
      'phone auth text',
      'phoneAuth',
      { ...call, userVisibleData: base64(1_500) },
      { ...call, userVisibleData: base64(1_504) },
    ],
    [
      'phone sign text',
      'phoneSign',
      { ...call, userVisibleData: base64(40_000) },
      { ...call, userVisibleData: base64(40_004) },
    ],
    ['return URL', 'auth', { ...at, returnUrl: url(512) }, { ...at, returnUrl: url(513) }],
    [
      'recipient',
      'payment',
      { ...at, userVisibleTransaction: { ...card, recipient: { name: 'å'.repeat(40) } } },
      { ...at, userVisibleTransaction: { ...card, recipient: { name: 'å'.repeat(41) } } },
    ],
    [
      'amount',
      'payment',
      { ...at, userVisibleTransaction: { ...card, money: { amount: '1'.repeat(48), currency: 'SEK' } } },
      { ...at, userVisibleTransaction: { ...card, money: { amount: '1'.repeat(49), currency: 'SEK' } } },
    ],
    ...(
      [
        ['referringDomain', 253],
        ['userAgent', 256],
        ['deviceIdentifier', 64],
      ] as const
    ).map(([member, max]) => {
      const web = (length: number) => ({ ...at, web: { [member]: 'a'.repeat(length) } })
      return [`web ${member}`, 'auth', web(max), web(max + 1)] as const
    }),
    ['shortest domain', 'auth', { ...at, web: { referringDomain: 'a.b' } }, { ...at, web: { referringDomain: 'a.' } }],
    ['empty text', 'sign', { ...at, userVisibleData: 'QQ==' }, { ...at, userVisibleData: '' }],
    ['twelve digits', 'phoneAuth', call, { ...call, personalNumber: '1912121212123' }],
  ]

  it.each(rows)('%s: the longest is sent and taken', async (_name, operation, legal) => {
    const { orders } = harness.provider()
    await expect(orders.openOrder(operation, legal as never)).resolves.toMatchObject({ kind: 'decoupled' })
  })

  it.each(rows)('%s: one more is refused before it is sent', (_name, operation, _legal, beyond) => {
    expect(() => checkOrder(operation, beyond as never, 'test')).toThrow('is not as BankID takes it')
  })

  it.each(rows)('%s: one more is refused by BankID too', async (_name, operation, _legal, beyond) => {
    const path = { phoneAuth: 'phone/auth', phoneSign: 'phone/sign', otherPayment: 'other/payment' } as const
    const target = operation in path ? path[operation as keyof typeof path] : operation
    expect(await harness.post(target, beyond)).toMatchObject({ status: 400, body: { errorCode: 'invalidParameters' } })
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkOrder } from '../../packages/provider-bankid/src/api/check-order.ts'
import type { OrderOperation } from '../../packages/provider-bankid/src/index.ts'
import { createHarness } from '../../packages/simulators/test/bankid-harness.ts'

const base64 = (value: string): string => Buffer.from(value).toString('base64')
const card = { transactionType: 'card', recipient: { name: 'Butik' } }
const money = (amount: unknown, currency: unknown = 'SEK') => ({ ...card, money: { amount, currency } })

interface Pool {
  readonly good: readonly unknown[]
  readonly bad: readonly unknown[]
}

/** Legal and illegal values of every field there is, and some that no order has. */
const pools: Readonly<Record<string, Pool>> = {
  endUserIp: {
    good: ['203.0.113.24', '127.0.0.1', '2001:db8::1'],
    bad: ['', 'localhost', '[::1]', 'fe80::1%eth0', '1.2.3', 7, null],
  },
  personalNumber: { good: ['191212121212', '200003121145'], bad: ['1912121212', '19121212-1212', 191212121212, null] },
  callInitiator: { good: ['user', 'RP'], bad: ['rp', 'User', '', 1] },
  requirement: {
    good: [
      {},
      { pinCode: true, cardReader: 'class2' },
      { certificatePolicies: ['1.2.3.4.25', '1.2.3.4.*'] },
      { mrtd: false },
      { personalNumber: '191212121212' },
      { risk: 'moderate' },
    ],
    bad: [
      ...[
        [],
        null,
        'x',
        { pinCode: 'true' },
        { mrtd: 1 },
        { cardReader: 'class3' },
        { risk: 'LOW' },
        { pinCode: null },
      ],
      ...[{ allowFingerprint: true }, { personalNumber: '1' }, { certificatePolicies: [] }, { toString: 1 }],
      ...['1.2.3.*', '1.2.752.78.1.5', '1.2.752.71.1.3', '1.2.3.4.*.*', '1.2.3.4.5.*', '*', 'mobile', ''].map(
        (item) => ({
          certificatePolicies: [item],
        }),
      ),
    ],
  },
  userVisibleData: {
    good: [base64('Hej'), base64('# Avtal\n+ *ett*'), 'QUFB'.repeat(250)],
    bad: ['', 'Hej!', 'SGU', 'w7_Dvw==', 'SGVq\n', '/w==', 'QUFB'.repeat(10_001), 1, null],
  },
  userNonVisibleData: { good: ['AQID', '/w=='], bad: ['', '***', 'AQ', 'QUFB'.repeat(50_001), {}, null] },
  userVisibleDataFormat: { good: ['plaintext', 'simpleMarkdownV1'], bad: ['markdown', '', 1, null] },
  returnUrl: {
    good: ['https://rp.example/back#nonce=1', 'myapp://back'],
    bad: ['', '/back', `https://rp.example/${'a'.repeat(500)}`, 1, null],
  },
  returnRisk: { good: [true, false], bad: ['true', 1, null] },
  web: {
    good: [{ referringDomain: 'rp.example', userAgent: 'x', deviceIdentifier: 'y' }, { userAgent: 'x' }],
    bad: [
      ...[
        {},
        [],
        'x',
        null,
        { cookie: 'x' },
        { userAgent: '' },
        { userAgent: 'a'.repeat(257) },
        { deviceIdentifier: 1 },
      ],
      ...[{ referringDomain: 'RP.example' }, { referringDomain: 'ab' }, { toString: 'x' }],
    ],
  },
  app: {
    good: [{ appIdentifier: 'a', deviceOS: 'IOS 16', deviceModelName: 'b', deviceIdentifier: 'c' }],
    bad: [{}, { deviceOs: 'IOS 16' }, { deviceIdentifier: 'a'.repeat(65) }, null],
  },
  userVisibleTransaction: {
    good: [
      ...[card, { ...card, transactionType: 'npa' }, { ...card, riskWarning: 'newRecipient' }],
      ...[money('1000,00'), money('0', 'EUR'), money('100,000'), { ...card, recipient: { name: 'å'.repeat(40) } }],
      { ...card, recipient: { name: '😀'.repeat(21) } },
    ],
    bad: [
      ...[[], null, 'x', {}, { ...card, transactionType: 'cash' }, { transactionType: 'card' }, { ...card, extra: 1 }],
      ...[
        { ...card, recipient: { name: '' } },
        { ...card, recipient: { name: 'a'.repeat(41) } },
      ],
      ...[
        { ...card, riskWarning: 1 },
        { ...money('1'), transactionType: 'npa' },
        { ...card, money: null },
      ],
      ...[money('100.00'), money(100), money('1,0,0'), money('1,'), money(',5'), money('-1'), money('1'.repeat(49))],
      ...[money('1', 'KRO'), money('1', 'sek'), money('1', 'DEM'), money('1', 'XXX'), money('1', 'XAU'), money('1', 1)],
    ],
  },
  riskFlags: { good: [[], ['newCard', 'other']], bad: [['odd'], 'newCard', [1], null] },
  rpref: { good: [], bad: ['x'] },
  allowFingerprint: { good: [], bad: [true] },
}

const needed: Readonly<Record<OrderOperation, readonly string[]>> = {
  auth: ['endUserIp'],
  sign: ['endUserIp', 'userVisibleData'],
  payment: ['endUserIp', 'userVisibleTransaction'],
  phoneAuth: ['personalNumber', 'callInitiator'],
  phoneSign: ['personalNumber', 'callInitiator', 'userVisibleData'],
  otherPayment: ['personalNumber', 'userVisibleTransaction'],
}
const operations = Object.keys(needed) as readonly OrderOperation[]
const paths = { phoneAuth: 'phone/auth', phoneSign: 'phone/sign', otherPayment: 'other/payment' } as const
const pathOf = (operation: OrderOperation): string =>
  operation in paths ? paths[operation as keyof typeof paths] : operation

const goodOf = (name: string) => fc.constantFrom(...(pools[name]?.good ?? []))
const anyOf = (name: string) => fc.constantFrom(...(pools[name]?.good ?? []), ...(pools[name]?.bad ?? []))

/** What the operation needs, and then up to three fields as chance will have them: legal, illegal, misplaced or gone. */
const bodies = fc.constantFrom(...operations).chain((operation) =>
  fc.tuple(
    fc.constant(operation),
    fc.tuple(...needed[operation].map((name) => goodOf(name).map((value) => [name, value] as const))),
    fc.array(
      fc
        .constantFrom(...Object.keys(pools))
        .chain((name) => fc.option(anyOf(name)).map((value) => [name, value] as const)),
      { maxLength: 3 },
    ),
  ),
)

describe('an order', () => {
  it('is refused by the provider exactly where BankID would refuse it', async () => {
    const bank = await createHarness()
    let [taken, refused] = [0, 0]
    await fc.assert(
      fc.asyncProperty(bodies, async ([operation, base, changes]) => {
        const fields = new Map<string, unknown>(base)
        for (const [name, value] of changes) {
          if (value === null && fields.has(name)) fields.delete(name)
          else fields.set(name, value)
        }
        const body = Object.fromEntries(fields)
        bank.handler.reset()
        const { status, check } = await bank.call(pathOf(operation), body)
        if (status === 200) taken += 1
        else refused += 1
        let ours: string | undefined
        try {
          checkOrder(operation, body, 'test')
        } catch (error) {
          ours = (error as Error).message
        }
        const verdict = (ok: boolean, why: unknown) => ({ ok, why: ok ? 'taken' : why, operation, body })
        expect(verdict(ours === undefined, `${check}`)).toEqual(verdict(status === 200, `${check}`))
      }),
      { numRuns: 2_000 },
    )
    expect(Math.min(taken, refused)).toBeGreaterThan(500)
  })
})

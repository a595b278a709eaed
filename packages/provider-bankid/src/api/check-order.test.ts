import { NostroError } from '@nostro/core'
import { describe, expect, it } from 'vitest'
import { checkOrder } from './check-order.ts'
import type { OrderOperation } from './order-fields.ts'

const text = (length: number): string => 'A'.repeat(length)
const transaction = { transactionType: 'card', recipient: { name: 'Butik' } }
const good: Readonly<Record<OrderOperation, Readonly<Record<string, unknown>>>> = {
  auth: { endUserIp: '203.0.113.24' },
  sign: { endUserIp: '2001:db8::1', userVisibleData: 'SGVq' },
  payment: { endUserIp: '127.0.0.1', userVisibleTransaction: transaction },
  phoneAuth: { personalNumber: '200003121145', callInitiator: 'RP' },
  phoneSign: { personalNumber: '191212121212', callInitiator: 'user', userVisibleData: 'SGVq' },
  otherPayment: { personalNumber: '191212121212', userVisibleTransaction: transaction },
}

const faultOf = (operation: OrderOperation, change: object): string | undefined => {
  try {
    checkOrder(operation, { ...good[operation], ...change }, 'test')
    return undefined
  } catch (error) {
    if (!NostroError.isInstance(error)) throw error
    return /`([^`]+)`/.exec(error.message)?.[1] ?? error.message
  }
}
const paid = (change: object) => ({ userVisibleTransaction: { ...transaction, ...change } })
const money = (amount: unknown, currency: unknown = 'SEK') => paid({ money: { amount, currency } })
const markdown = (document: string) => ({
  userVisibleData: Buffer.from(document).toString('base64'),
  userVisibleDataFormat: 'simpleMarkdownV1',
})

const refused: readonly (readonly [check: string, OrderOperation, field: string, change: object])[] = [
  ['A1', 'auth', 'personalNumber', { personalNumber: '191212121212' }],
  ['A2', 'auth', 'endUserIp', { endUserIp: '' }],
  ['A2', 'auth', 'endUserIp', { endUserIp: undefined }],
  ['A2', 'auth', 'endUserIp', { endUserIp: 'aaaa' }],
  ['A2', 'sign', 'endUserIp', { endUserIp: '[::1]' }],
  ['A2', 'sign', 'endUserIp', { endUserIp: 'fe80::1%eth0' }],
  ['A3', 'auth', 'requirement.personalNumber', { requirement: { personalNumber: '1912121212' } }],
  ['A4', 'auth', 'requirement', { requirement: [] }],
  ['A4', 'auth', 'requirement.allowFingerprint', { requirement: { allowFingerprint: true } }],
  ['A4', 'auth', 'requirement.pinCode', { requirement: { pinCode: 'yes' } }],
  ['A4', 'auth', 'requirement.mrtd', { requirement: { mrtd: 1 } }],
  ['A4', 'auth', 'requirement.cardReader', { requirement: { cardReader: 'class3' } }],
  ['A4', 'auth', 'requirement.certificatePolicies', { requirement: { certificatePolicies: [] } }],
  ['A4', 'auth', 'requirement.certificatePolicies', { requirement: { certificatePolicies: ['1.2.752.78.1.5'] } }],
  ['A4', 'auth', 'requirement.certificatePolicies', { requirement: { certificatePolicies: ['1.2.*'] } }],
  ['A4', 'auth', 'requirement.certificatePolicies', { requirement: { certificatePolicies: ['1.2.752.71.1.3'] } }],
  ['A4', 'auth', 'requirement.certificatePolicies', { requirement: { certificatePolicies: ['mobile'] } }],
  ['A4', 'auth', 'requirement.risk', { requirement: { risk: 'LOW' } }],
  ['A5', 'sign', 'userVisibleData', { userVisibleData: undefined }],
  ['A5', 'sign', 'userVisibleData', { userVisibleData: '' }],
  ['A6', 'auth', 'userVisibleData', { userVisibleData: 'SGVq=' }],
  ['A6', 'auth', 'userVisibleData', { userVisibleData: 'not base64' }],
  ['A6', 'auth', 'userVisibleData', { userVisibleData: '/w==' }],
  ['A6', 'auth', 'userVisibleData', { userVisibleData: text(1504) }],
  ['A6', 'sign', 'userVisibleData', { userVisibleData: text(40_004) }],
  ['A6', 'payment', 'userVisibleData', { userVisibleData: text(1004) }],
  ['A7', 'auth', 'userNonVisibleData', { userNonVisibleData: '' }],
  ['A7', 'auth', 'userNonVisibleData', { userNonVisibleData: text(1504) }],
  ['A7', 'sign', 'userNonVisibleData', { userNonVisibleData: text(200_004) }],
  ['A8', 'payment', 'userNonVisibleData', { userNonVisibleData: 'AQID' }],
  ['A9', 'auth', 'userVisibleDataFormat', { userVisibleData: 'SGVq', userVisibleDataFormat: 'markdown' }],
  ['A10', 'sign', 'userVisibleData', markdown('*öppen')],
  ['A11', 'auth', 'returnUrl', { returnUrl: '/back' }],
  ['A11', 'auth', 'returnUrl', { returnUrl: `https://rp.example/${text(500)}` }],
  ['A12', 'auth', 'returnRisk', { returnRisk: 'yes' }],
  ['A13', 'auth', 'app', { web: { userAgent: 'x' }, app: { deviceOS: 'x' } }],
  ['A13', 'auth', 'web', { web: {} }],
  ['A13', 'auth', 'web.cookie', { web: { cookie: 'x' } }],
  ['A13', 'auth', 'web.toString', { web: { toString: 'x' } }],
  ['A13', 'auth', 'web.referringDomain', { web: { referringDomain: 'åäö.example' } }],
  ['A13', 'auth', 'web.userAgent', { web: { userAgent: text(257) } }],
  ['A13', 'auth', 'web.deviceIdentifier', { web: { deviceIdentifier: text(65) } }],
  ['A14', 'payment', 'userVisibleTransaction', { userVisibleTransaction: undefined }],
  ['A14', 'payment', 'userVisibleTransaction.extra', paid({ extra: 1 })],
  ['A15', 'payment', 'userVisibleTransaction.transactionType', paid({ transactionType: 'cash' })],
  ['A16', 'payment', 'userVisibleTransaction.recipient.name', paid({ recipient: { name: '' } })],
  ['A16', 'payment', 'userVisibleTransaction.recipient.name', paid({ recipient: { name: text(41) } })],
  ['A17', 'payment', 'userVisibleTransaction.money.amount', money('100.00')],
  ['A17', 'payment', 'userVisibleTransaction.money.amount', money(100)],
  ['A17', 'payment', 'userVisibleTransaction.money.amount', money('1'.repeat(49))],
  ['A17', 'payment', 'userVisibleTransaction.money.currency', money('100', 'KRO')],
  ['A17', 'payment', 'userVisibleTransaction.money.currency', money('100', 'DEM')],
  ['A17', 'payment', 'userVisibleTransaction.money', paid({ transactionType: 'npa', money: {} })],
  ['A18', 'payment', 'riskFlags', { riskFlags: ['strange'] }],
  ['P1', 'phoneAuth', 'personalNumber', { personalNumber: '19121212-1212' }],
  ['P1', 'otherPayment', 'personalNumber', { personalNumber: undefined }],
  ['P2', 'phoneAuth', 'callInitiator', { callInitiator: 'rp' }],
  ['P4', 'phoneAuth', 'endUserIp', { endUserIp: '127.0.0.1' }],
  ['P4', 'otherPayment', 'endUserIp', { endUserIp: '127.0.0.1' }],
  ['P5', 'phoneSign', 'requirement.mrtd', { requirement: { mrtd: true } }],
  ['P5', 'otherPayment', 'requirement.personalNumber', { requirement: { personalNumber: '191212121212' } }],
]

const taken: readonly (readonly [OrderOperation, object])[] = [
  ...(Object.keys(good) as OrderOperation[]).map((operation) => [operation, {}] as const),
  ['auth', { requirement: {} }],
  ['auth', { requirement: { certificatePolicies: ['1.2.3.4.25', '1.2.3.4.*'] } }],
  ['auth', { userVisibleData: text(1500), userNonVisibleData: text(1500) }],
  ['sign', { userVisibleData: text(40_000), userNonVisibleData: text(200_000) }],
  ['auth', { requirement: { certificatePolicies: ['1.2.3.4.99', '1.2.3.4.5.*'] } }],
  ['payment', paid({ recipient: { name: '😀'.repeat(40) } })],
  ['payment', money('1000,00')],
  ['payment', money('0', 'EUR')],
  ['payment', { riskFlags: ['newCard', 'other'] }],
  ['auth', { returnUrl: 'myapp://back', web: { referringDomain: 'rp.example' }, returnRisk: true }],
  ['sign', markdown('# Överföring\n+ Belopp: *250 SEK*\n---\n|Konto|Saldo|\n|:-|-:|\n|1234|900|')],
]

describe('section 5: fields, before anything is sent', () => {
  it.each(refused)('%s: %s refuses `%s` (%#)', (_check, operation, field, change) => {
    expect(faultOf(operation, change)).toBe(field)
  })

  it.each(taken)('17.5: %s takes what is legal (%#)', (operation, change) => {
    expect(faultOf(operation, change)).toBeUndefined()
  })

  it('no value stands in the message', () => {
    const attempt = () => checkOrder('phoneAuth', { ...good.phoneAuth, personalNumber: '19121212-1212' }, 'test')
    expect(attempt).toThrow(expect.objectContaining({ message: expect.not.stringContaining('1212') }))
  })
})

import { beforeEach, describe, expect, test as it } from 'vitest'
import { anna, type BankIdHarness, createHarness, goodBody, type Json } from '../../test/bankid-harness.ts'

let bank: BankIdHarness

beforeEach(async () => {
  bank = await createHarness()
})

describe('one order at a time for a person', () => {
  const rows: readonly (readonly [check: string, operation: string, body: Json])[] = [
    ['A19', 'auth', { ...goodBody('auth'), requirement: { personalNumber: anna.personalNumber } }],
    ['A19', 'sign', { ...goodBody('sign'), requirement: { personalNumber: anna.personalNumber } }],
    ['A19', 'payment', { ...goodBody('payment'), requirement: { personalNumber: anna.personalNumber } }],
    ['P6', 'phone/auth', goodBody('phone/auth')],
    ['P6', 'phone/sign', goodBody('phone/sign')],
    ['P6', 'other/payment', goodBody('other/payment')],
  ]

  it.each(rows)('%s refuses %s and cancels the order in progress', async (check, operation, body) => {
    const { orderRef } = await bank.start('phone/auth')
    expect(await bank.call(operation, body)).toEqual({
      status: 400,
      body: { errorCode: 'alreadyInProgress', details: 'Order already in progress for pno' },
      check: `bankid-${check}`,
    })
    expect((await bank.collect(orderRef)).body).toEqual({ orderRef, status: 'failed', hintCode: 'cancelled' })
    expect((await bank.call(operation, body)).status).toBe(200)
  })

  it.each([
    ['A13', 'auth', { ...goodBody('auth'), requirement: { personalNumber: anna.personalNumber }, web: {} }],
    ['A11', 'sign', { ...goodBody('sign'), requirement: { personalNumber: anna.personalNumber }, returnUrl: '' }],
    ['P5', 'phone/auth', { ...goodBody('phone/auth'), requirement: { mrtd: true } }],
    ['A12', 'other/payment', { ...goodBody('other/payment'), returnRisk: 1 }],
  ])('A19 and P6 come last: after %s nothing happens to the order in progress', async (check, operation, body) => {
    const { orderRef } = await bank.start('phone/auth')
    expect((await bank.call(operation, body)).check).toBe(`bankid-${check}`)
    expect((await bank.collect(orderRef)).body).toMatchObject({ status: 'pending' })
  })

  it('A19 counts an order that the person has picked up', async () => {
    const { orderRef } = await bank.start('auth')
    await bank.control('POST', `/bankid/orders/${orderRef}/open`, { personalNumber: anna.personalNumber })
    expect((await bank.call('phone/auth', goodBody('phone/auth'))).check).toBe('bankid-P6')
  })

  it('A19 lets a person go whose order is over', async () => {
    const { orderRef } = await bank.start('phone/auth')
    await bank.control('POST', `/bankid/orders/${orderRef}/approve`)
    expect((await bank.call('phone/auth', goodBody('phone/auth'))).status).toBe(200)
  })
})

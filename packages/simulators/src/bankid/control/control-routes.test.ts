import { beforeEach, describe, expect, test as it } from 'vitest'
import { anna, type BankIdHarness, createHarness, goodBody, type Json } from '../../../test/bankid-harness.ts'

let bank: BankIdHarness

beforeEach(async () => {
  bank = await createHarness()
})

const set = (settings: Readonly<Record<string, unknown>>) => bank.control('POST', '/bankid/settings', settings)

describe('settings', () => {
  it.each([403, 401])('T3: a blocked relying party gets %i', async (unauthorizedStatus) => {
    await set({ blockedRelyingParties: [bank.first.certificate?.serialNumber ?? ''], unauthorizedStatus })
    expect(await bank.call('auth', goodBody('auth'))).toMatchObject({
      status: unauthorizedStatus,
      body: { errorCode: 'unauthorized' },
      check: 'bankid-T3',
    })
    expect((await bank.call('auth', goodBody('auth'), bank.second)).status).toBe(200)
  })

  it('T3: a fingerprint names a certificate as well', async () => {
    await set({ blockedRelyingParties: [bank.first.certificate?.fingerprint256 ?? ''] })
    expect((await bank.call('auth', goodBody('auth'))).check).toBe('bankid-T3')
  })

  it('T8: more requests than allowed in a minute, counted by relying party', async () => {
    await set({ requestsPerMinute: 2 })
    const send = () => bank.send({})
    expect([(await send()).status, (await send()).status]).toEqual([200, 200])
    bank.clock.advance(15)
    const { status, headers, body, rejection } = await send()
    expect({ status, check: rejection?.check, body }).toMatchObject({ status: 429, check: 'bankid-T8' })
    expect(headers).toMatchObject({ 'RateLimit-Limit': '2', 'RateLimit-Remaining': '0', 'RateLimit-Reset': '45' })
    expect((await bank.call('auth', goodBody('auth'), bank.second)).status).toBe(200)
    bank.clock.advance(46)
    expect((await send()).status).toBe(200)
  })

  it('C6: a hurried collect is refused in the strict mode', async () => {
    await set({ strictPolling: true })
    const { orderRef } = await bank.start('auth')
    expect((await bank.collect(orderRef)).status).toBe(200)
    expect(await bank.collect(orderRef)).toMatchObject({ status: 429, check: 'bankid-C6' })
    bank.clock.advance(1)
    expect((await bank.collect(orderRef)).status).toBe(200)
  })

  it('A4: every risk is refused by the rule of 2025', async () => {
    await set({ refuseRisk: true })
    const { check } = await bank.call('auth', { ...goodBody('auth'), requirement: { risk: 'low' } })
    expect(check).toBe('bankid-A4')
  })

  it('A10: faulty markdown passes when the check is off', async () => {
    await set({ refuseBadMarkdown: false })
    const body = { ...goodBody('sign'), userVisibleData: 'Kg==', userVisibleDataFormat: 'simpleMarkdownV1' }
    expect((await bank.call('sign', body)).status).toBe(200)
  })

  it('reset brings the first ones back', async () => {
    const { body: first } = await bank.control('GET', '/bankid/settings')
    await set({ strictPolling: true, processingSeconds: 2 })
    expect((await bank.control('GET', '/bankid/settings')).body).not.toEqual(first)
    bank.handler.reset()
    expect((await bank.control('GET', '/bankid/settings')).body).toEqual(first)
  })

  const wrong: readonly Json[] = [
    { odd: 1 },
    { strictPolling: 'yes' },
    { unauthorizedStatus: 404 },
    { requestsPerMinute: -1 },
    { processingSeconds: 0.5 },
    { blockedRelyingParties: [1] },
    { toString: 1 },
  ]

  it.each(wrong)('%j is refused and changes nothing', async (settings) => {
    const { body: before } = await bank.control('GET', '/bankid/settings')
    expect((await set({ strictPolling: true, ...settings })).status).toBe(400)
    expect((await bank.control('GET', '/bankid/settings')).body).toEqual(before)
  })
})

describe('orders', () => {
  it('are listed with what the user sees, and no secret', async () => {
    const { orderRef } = await bank.start('phone/sign')
    const { body } = await bank.control('GET', '/bankid/orders')
    expect(body['items']).toEqual([
      {
        orderRef,
        operation: 'phone/sign',
        status: 'pending',
        hintCode: 'outstandingTransaction',
        createdAt: '2026-03-02T12:00:00.000Z',
        shown: { relyingParty: 'Test av BankID', text: 'Hej', format: 'plaintext', transaction: null },
        personalNumber: '19811218****',
        hurriedCollects: 0,
      },
    ])
  })

  it.each([
    ['an unknown order', '/bankid/orders/nobody/approve', {}, 404],
    ['scan of an unknown order', '/bankid/orders/nobody/scan', { qrData: 'x' }, 404],
    ['scan without data', '/bankid/scan', {}, 400],
    ['launch without a token', '/bankid/launch', { autoStartToken: 1 }, 400],
  ])('%s is answered with words', async (_name, path, body, status) => {
    const answer = await bank.control('POST', path, body)
    expect(answer).toMatchObject({ status, body: { error: expect.stringMatching(/^\S.*\.$/) } })
  })

  it.each([
    ['dance', 404],
    ['behave', 400],
    ['confirm', 409],
    ['document', 409],
    ['wrongcode', 409],
  ])('%s on an order that is not there for it', async (action, status) => {
    const { orderRef } = await bank.start('auth')
    expect((await bank.control('POST', `/bankid/orders/${orderRef}/${action}`)).status).toBe(status)
  })

  it.each(['open', 'approve', 'cancel', 'fail', 'confirm', 'document', 'wrongcode'])(
    '%s after the end changes nothing',
    async (action) => {
      const { orderRef } = await bank.start('auth')
      await bank.control('POST', `/bankid/orders/${orderRef}/cancel`)
      const { personalNumber } = anna
      expect((await bank.control('POST', `/bankid/orders/${orderRef}/${action}`, { personalNumber })).status).toBe(409)
      expect((await bank.collect(orderRef)).body['hintCode']).toBe('userCancel')
    },
  )
})

describe('spoiling', () => {
  it('lists every attack with the step that must catch it', async () => {
    const { body } = await bank.control('GET', '/bankid/spoil')
    expect(body['items']).toHaveLength(46)
    expect(body['items']).toContainEqual({
      attack: 'ocsp-revoked',
      step: 9,
      what: 'status revoked',
    })
  })

  it('counts down and ends', async () => {
    await bank.control('POST', '/bankid/spoil', { attack: 'hmac', times: 2 })
    const awaited = async () => (await bank.control('GET', '/bankid/spoil')).body['awaited']
    expect(await awaited()).toEqual([{ attack: 'hmac', times: 2 }])
    const { orderRef } = await bank.start('auth')
    await bank.control('POST', `/bankid/orders/${orderRef}/approve`)
    await bank.collect(orderRef)
    expect(await awaited()).toEqual([{ attack: 'hmac', times: 1 }])
    await bank.control('DELETE', '/bankid/spoil')
    expect(await awaited()).toEqual([])
  })

  it.each([{}, { attack: 'none' }, { attack: 'hmac', times: 1.5 }])('%j is refused', async (body) => {
    expect((await bank.control('POST', '/bankid/spoil', body)).status).toBe(400)
  })
})

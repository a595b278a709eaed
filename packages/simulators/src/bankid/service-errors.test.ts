import { beforeEach, describe, expect, test as it } from 'vitest'
import { type BankIdHarness, createHarness } from '../../test/bankid-harness.ts'
import type { BankAnswer, BankRequest } from '../http/bank-handler.ts'
import { errorAnswer } from './service-errors.ts'

let bank: BankIdHarness

beforeEach(async () => {
  bank = await createHarness()
})

describe('a status that no check gave', () => {
  it.each([
    [400, 400, 'invalidParameters'],
    [408, 408, 'requestTimeout'],
    [413, 400, 'invalidParameters'],
    [429, 429, 'tooManyRequests'],
    [500, 500, 'internalError'],
    [502, 502, 'internalError'],
    [503, 503, 'maintenance'],
  ])('%i is answered with %i %s', (status, answered, errorCode) => {
    const answer = errorAnswer(status)
    expect(answer).toMatchObject({ status: answered, headers: { 'Content-Type': 'application/json' } })
    expect(JSON.parse(String(answer.body))).toMatchObject({ errorCode, details: expect.any(String) })
  })
})

describe('T7: a body that does not arrive', () => {
  const timedOut = (change: Partial<BankRequest>): BankAnswer | undefined =>
    bank.handler.bodyTimedOut?.({
      method: 'POST',
      target: '/rp/v6.0/auth',
      path: '/rp/v6.0/auth',
      query: '',
      rawHeaders: [],
      header: () => 'application/json',
      body: Buffer.alloc(0),
      client: bank.first,
      remoteAddress: '127.0.0.1',
      ...change,
    })

  it('is awaited for ten seconds', () => {
    expect(bank.handler.bodyTimeoutMs).toBe(10_000)
  })

  it.each([
    ['bankid-T7', 408, {}],
    ['bankid-T2', 403, { client: { authorized: false } }],
    ['bankid-T4', 404, { path: '/rp/v5/auth' }],
  ])('%s answers with %i', (check, status, change) => {
    const answer = timedOut(change)
    expect({ check: answer?.rejection?.check, status: answer?.status }).toEqual({ check, status })
  })
})

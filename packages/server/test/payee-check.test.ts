import { afterAll, beforeAll, expect, it } from 'vitest'
import { openPlainApi, type PlainApi, plainUrl } from './support/open-plain-api.ts'

let server: PlainApi
beforeAll(async () => {
  server = await openPlainApi()
})
afterAll(() => server.close())

const creditor = { name: 'Garage Jansen', iban: 'NL91ABNA0417164300' }
let keys = 0
const draft = async (): Promise<string> => {
  keys += 1
  const payment = { kind: 'single', amount: { amount: '5.00', currency: 'EUR' }, creditor }
  const body = { connectionId: server.connection.id, payment }
  return (await server.call('POST', '/v1/payments', body, { 'Idempotency-Key': `k${keys}` })).body.id
}
const check = (id: string) => server.call('POST', `/v1/payments/${id}/payee-check`)

it('a draft’s payee is checked before it is sent, and what the bank said goes with the payment', async () => {
  server.bank.payee = { result: 'close_match', name: 'Garage Janssen BV' }
  expect((await server.call('GET', '/v1/providers/memory')).body.checksPayees).toBe(true)
  const id = await draft()
  expect((await server.call('GET', `/v1/payments/${id}`)).body.payeeCheck).toBeUndefined()
  const verifiedAt = new Date(server.clock.now()).toISOString()
  const payeeCheck = { result: 'close_match', name: 'Garage Janssen BV', verifiedAt }
  expect(await check(id)).toMatchObject({ status: 200, body: { status: 'draft', payeeCheck } })
  expect((await server.call('GET', `/v1/payments/${id}`)).body.payeeCheck).toEqual(payeeCheck)
  expect((await server.call('POST', `/v1/payments/${id}/submission`)).status).toBe(200)
  // By a token nobody knows whether it was shown to a person.
  expect(server.bank.payeeRecords).toEqual([
    { verification: { verifiedAt: server.clock.now(), matches: [server.bank.payee] }, shownAt: undefined },
  ])
  expect((await check(id)).body).toMatchObject({ status: 409, code: 'conflict' })
})

it('a browser’s check counts as shown; another name refuses nothing by itself', async () => {
  server.bank.payee = { result: 'no_match' }
  const { sessions } = server.api.services
  const opened = await sessions.redeem(await sessions.createLink())
  const id = await draft()
  const request = new Request(`${plainUrl}/v1/payments/${id}/payee-check`, {
    method: 'POST',
    headers: { Cookie: `__Host-nostro=${opened?.secret}`, Origin: plainUrl, 'Nostro-Request': '1' },
  })
  expect(await (await server.api.fetch(request)).json()).toMatchObject({ payeeCheck: { result: 'no_match' } })
  expect((await server.call('POST', `/v1/payments/${id}/submission`)).status).toBe(200)
  expect(server.bank.payeeRecords.at(-1)).toMatchObject({ shownAt: server.clock.now() })
})

it('a bank without a check says so, and nothing is asked', async () => {
  server.bank.payee = undefined
  expect((await server.call('GET', '/v1/providers/memory')).body.checksPayees).toBe(false)
  expect((await check(await draft())).body.payeeCheck).toEqual({ result: 'not_available' })
})

it('a payee can be checked without a payment; the audit names the check, and no account', async () => {
  server.bank.payee = { result: 'match' }
  const ask = { connectionId: server.connection.id, creditor }
  const { status, body } = await server.call('POST', '/v1/payee-checks', ask)
  expect([status, body.result]).toEqual([200, 'match'])
  expect((await server.call('POST', '/v1/payee-checks', { ...ask, creditor: { iban: 'x' } })).status).toBe(422)
  const audit = JSON.stringify((await server.call('GET', '/v1/audit?limit=500')).body.data)
  expect(audit).toContain('payee.check')
  expect(audit).not.toContain(creditor.iban)
})

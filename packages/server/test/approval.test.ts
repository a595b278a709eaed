import { type Challenge, type Evidence, NostroError, type PaymentApprover } from '@nostro/core'
import { createFakeClock } from '@nostro/core/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { openPlainApi, type PlainApi, plainStart } from './support/open-plain-api.ts'

const payment = {
  kind: 'single',
  amount: { amount: '5.00', currency: 'EUR' },
  creditor: { name: 'Bakker', iban: 'NL91ABNA0417164300' },
}

/** Answers what the test chose; it compares the payment with what was shown, as a real one does. */
const createApprover = () => {
  let answer: 'pending' | 'approved' | 'failed' = 'pending'
  const challenge = {
    kind: 'decoupled',
    id: 'order',
    provider: 'approver',
    purpose: 'payments',
    message: { en: 'Start your app.' },
    expiresAt: plainStart + 60_000,
    serverState: null,
  } as unknown as Challenge
  let shown = ''
  const approver: PaymentApprover = {
    startApproval: async (request) => {
      shown = JSON.stringify(request)
      return challenge
    },
    advanceApproval: async (_, request) => {
      if (JSON.stringify(request) !== shown)
        throw new NostroError({ code: 'verification_failed', message: 'Another payment was signed.' })
      if (answer === 'failed')
        return { status: 'failed', code: 'user_cancelled', message: { en: 'Cancelled.' } } as never
      if (answer === 'pending') return { status: 'pending', challenge }
      return { status: 'approved', approval: { kind: 'signature' } as unknown as Evidence, identity: {} as never }
    },
  }
  return {
    approver,
    say: (next: typeof answer) => {
      answer = next
    },
  }
}

describe('a person approves a payment', () => {
  let server: PlainApi | undefined
  afterEach(() => server?.close())
  const draftOf = async (api: PlainApi) =>
    (await api.call('POST', '/v1/payments', { connectionId: api.connection.id, payment }, { 'Idempotency-Key': 'k' }))
      .body.id

  it('with their own device: pending, then signed; the evidence goes along, once', async () => {
    const { approver, say } = createApprover()
    server = await openPlainApi({ clock: createFakeClock(plainStart), parts: { approver } })
    const id = await draftOf(server)
    const asked = await server.call('POST', `/v1/payments/${id}/approval`)
    expect(asked).toMatchObject({ status: 201, body: { status: 'pending', kind: 'decoupled', paymentId: id } })
    const answer = `/v1/challenges/${asked.body.id}/answer`
    expect((await server.call('POST', answer, {})).body.status).toBe('pending')
    expect((await server.call('GET', `/v1/payments/${id}`)).body.approved).toBe(false)
    say('approved')
    expect((await server.call('POST', answer, {})).body.status).toBe('complete')
    expect((await server.call('GET', `/v1/payments/${id}`)).body.approved).toBe(true)
    expect((await server.call('POST', `/v1/payments/${id}/approval`)).status).toBe(409)
    expect(server.bank.sent).toEqual([])
    expect((await server.call('POST', `/v1/payments/${id}/submission`)).body.status).toBe('accepted')
    expect(server.bank.approvals).toEqual([{ kind: 'signature' }])
  })

  it('who declines leaves a draft; without an approver it is said so', async () => {
    const { approver, say } = createApprover()
    server = await openPlainApi({ clock: createFakeClock(plainStart), parts: { approver } })
    const id = await draftOf(server)
    const asked = await server.call('POST', `/v1/payments/${id}/approval`)
    say('failed')
    expect((await server.call('POST', `/v1/challenges/${asked.body.id}/answer`, {})).body).toMatchObject({
      status: 'failed',
      failure: 'Cancelled.',
    })
    expect((await server.call('GET', `/v1/payments/${id}`)).body).toMatchObject({ status: 'draft', approved: false })
    await server.close()
    server = await openPlainApi()
    expect((await server.call('POST', `/v1/payments/${await draftOf(server)}/approval`)).body.hint).toContain('BankID')
  })
})

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestApi, type TestApi } from './support/open-test-api.ts'

interface Shown {
  readonly id: string
  readonly status: string
  readonly code: string
  readonly challenge?: { readonly id: string; readonly status: string; readonly view: { readonly url: string } }
}

describe('payments over the API', () => {
  let server: TestApi
  let connectionId: string
  beforeAll(async () => {
    server = await openTestApi()
    const started = await send('/v1/connections', { provider: 'ing', country: 'NL' })
    const { challenge } = started.body as unknown as {
      challenge: NonNullable<Shown['challenge']> & { connectionId: string }
    }
    const redirectUrl = await server.simulators.control.decideIngConsent(challenge.view.url)
    await send(`/v1/challenges/${challenge.id}/answer`, { redirectUrl })
    connectionId = challenge.connectionId
  })
  afterAll(() => server.close())

  const send = async (path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const response = await server.fetch(path, {
      method: 'POST',
      headers: { Authorization: `Bearer ${server.token}`, 'Content-Type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: response.status, headers: response.headers, body: (await response.json()) as Shown }
  }
  const get = async (path: string): Promise<Shown> => {
    const response = await server.fetch(path, { headers: { Authorization: `Bearer ${server.token}` } })
    return (await response.json()) as Shown
  }
  const draft = (key: string, amount = '12.50') =>
    send(
      '/v1/payments',
      {
        connectionId,
        payment: {
          kind: 'single',
          amount: { amount, currency: 'EUR' },
          creditor: { name: 'Garage Jansen', iban: 'NL26INGB0003275339' },
          debtor: { iban: 'NL69INGB0123456789', currency: 'EUR' },
          remittanceInformation: 'invoice 17',
        },
      },
      { 'Idempotency-Key': key },
    )

  it('a draft needs a key; the same key gives the same draft, another body under it is refused', async () => {
    const without = await send('/v1/payments', {
      connectionId,
      payment: { kind: 'single', amount: { amount: '1.00', currency: 'EUR' }, creditor: { name: 'A' } },
    })
    expect(without).toMatchObject({ status: 400, body: { code: 'idempotency_key_required' } })
    const first = await draft('one')
    expect(first).toMatchObject({ status: 201, body: { status: 'draft' } })
    const again = await draft('one')
    expect(again.body.id).toBe(first.body.id)
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    expect(await draft('one', '13.00')).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } })
    expect(await server.simulators.control.ing.payments()).toEqual([])
  })

  it('2.3.4: fifty submissions at once make one payment at the bank; the customer approves there, the bank says the state', async () => {
    const { body } = await draft('two')
    const answers = await Promise.all(Array.from({ length: 50 }, () => send(`/v1/payments/${body.id}/submission`)))
    const accepted = answers.filter(({ status }) => status === 200)
    expect(accepted).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(49)
    const made = await server.simulators.control.ing.payments()
    expect(made).toHaveLength(1)
    const challenge = accepted[0]?.body.challenge
    expect(accepted[0]?.body.status).toBe('sca_required')
    // A redirect alone proves nothing: the bank is asked.
    const early = await send(`/v1/challenges/${challenge?.id}/answer`, {})
    expect(early.body.status).toBe('pending')
    const { location } = await server.simulators.control.ing.decidePayment(made[0]?.paymentId ?? '', 'authorise')
    // ING’s page for payments has no state of its own: the way back is found by the one in our address.
    const headers = { Authorization: `Bearer ${server.token}`, Host: 'localhost' }
    const back = await server.fetch(`/callback${new URL(location).search}`, { headers })
    expect(await back.text()).toContain('Sign in first')
    const foreign = await server.fetch('/callback?state=of-another-payment', { headers })
    expect(foreign.status).toBe(404)
    const done = await send(`/v1/challenges/${challenge?.id}/answer`, {})
    expect(done.body.status).toBe('complete')
    expect(['accepted', 'executed']).toContain((await get(`/v1/payments/${body.id}`)).status)
    expect((await send(`/v1/payments/${body.id}/submission`)).status).toBe(409)
  })

  it('a draft that is given up is never sent', async () => {
    const { body } = await draft('three')
    const cancelled = await send(`/v1/payments/${body.id}/cancellation`)
    expect(cancelled.body.status).toBe('cancelled')
    expect((await send(`/v1/payments/${body.id}/submission`)).status).toBe(409)
  })
})

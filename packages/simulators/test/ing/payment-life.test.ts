import { describe, expect, it } from 'vitest'
import { createHarness, type Harness, jsonOf } from './ing-harness.ts'
import { GOOD, multipart, PAIN_001, type PaymentChoice, paymentCall, SEPA } from './payment-drafts.ts'
import { FORM } from './tpp-requests.ts'

const initiate = async (bank: Harness, choice: PaymentChoice = {}): Promise<string> => {
  const answer = await bank.send(await paymentCall(bank, choice))
  expect(answer.status, answer.rejection?.reason).toBe(201)
  return String(jsonOf(answer)['paymentId'])
}

const read = async (bank: Harness, id: string, base = SEPA) =>
  jsonOf(await bank.send(await paymentCall(bank, { method: 'GET', target: `${base}/${id}/status` })))[
    'transactionStatus'
  ]

const decide = (bank: Harness, id: string, verb: string, body = {}) =>
  bank.control('POST', `/ing/payments/${id}/${verb}`, body)

/** The states that a payment shows when it is looked at after each of these waits, in seconds. */
const watch = async (bank: Harness, id: string, waits: readonly number[], base = SEPA) => {
  const seen: unknown[] = []
  for (const seconds of waits) {
    bank.clock.advance(seconds)
    seen.push(await read(bank, id, base))
  }
  return seen
}

const remove = async (bank: Harness, id: string, base = SEPA) =>
  bank.send(await paymentCall(bank, { method: 'DELETE', target: `${base}/${id}` }))

const DAY = 86_400

describe('the life of a payment', () => {
  it('goes from RCVD over ACTC and ACSP to ACSC', async () => {
    const bank = await createHarness()
    const id = await initiate(bank)
    expect(await watch(bank, id, [0, 60])).toEqual(['RCVD', 'RCVD'])
    await decide(bank, id, 'authorise')
    expect(await watch(bank, id, [0, 2, 2, DAY])).toEqual(['ACTC', 'ACSP', 'ACSC', 'ACSC'])
  })

  it('ends in RJCT when the customer rejects, and when the payment is marked', async () => {
    const bank = await createHarness()
    const id = await initiate(bank)
    await decide(bank, id, 'reject')
    expect(await read(bank, id)).toBe('RJCT')
    const marked = await initiate(bank, { body: { ...GOOD, endToEndIdentification: 'REJECT-1' } })
    await decide(bank, marked, 'authorise')
    expect(await watch(bank, marked, [0, 2, 2])).toEqual(['ACTC', 'ACSP', 'RJCT'])
  })

  it('ends a bulk in PART when some of it is rejected', async () => {
    const bank = await createHarness()
    const base = '/v1/bulk-payments/sepa-credit-transfers'
    const payments = [GOOD, { ...GOOD, endToEndIdentification: 'REJECT' }]
    const id = await initiate(bank, { target: base, body: { payments } })
    await decide(bank, id, 'authorise')
    expect(await watch(bank, id, [0, 2, 2], base)).toEqual(['ACTC', 'ACSP', 'PART'])
  })

  it('keeps a periodic payment ACTV until its end date is over', async () => {
    const bank = await createHarness()
    const base = '/v1/periodic-payments/sepa-credit-transfers'
    const id = await initiate(bank, {
      target: base,
      body: { ...GOOD, startDate: '2026-03-06', endDate: '2026-03-08', frequency: 'DAIL' },
    })
    await decide(bank, id, 'authorise')
    expect(await watch(bank, id, [0, 3 * DAY, DAY], base)).toEqual(['ACTV', 'ACTV', 'EXPI'])
  })

  it('waits for the day that was asked for', async () => {
    const bank = await createHarness()
    const id = await initiate(bank, { body: { ...GOOD, requestedExecutionDate: '2026-03-07' } })
    await decide(bank, id, 'authorise')
    expect(await watch(bank, id, [0, DAY, DAY])).toEqual(['ACTC', 'ACTC', 'ACSC'])
  })

  it('shows PATC until the second authorisation, and RCVD for ever, where the faults ask for it', async () => {
    const bank = await createHarness()
    await bank.control('POST', '/ing/modes', { paymentsNeedTwo: true })
    const id = await initiate(bank)
    await decide(bank, id, 'authorise')
    expect(await watch(bank, id, [0, DAY])).toEqual(['PATC', 'PATC'])
    await decide(bank, id, 'authorise')
    expect(await watch(bank, id, [0, 4])).toEqual(['ACTC', 'ACSC'])
    await bank.control('POST', '/ing/modes', { paymentsNeedTwo: false, paymentsStuck: true })
    const stuck = await initiate(bank)
    await decide(bank, stuck, 'authorise')
    expect(await watch(bank, stuck, [0, DAY])).toEqual(['RCVD', 'RCVD'])
  })

  it('row 71: is cancelled while it can be: RJCT before the authorisation, CANC after it, and never once it runs', async () => {
    const bank = await createHarness()
    const early = await initiate(bank)
    expect((await remove(bank, early)).status).toBe(204)
    expect(await read(bank, early)).toBe('RJCT')
    const planned = await initiate(bank, { body: { ...GOOD, requestedExecutionDate: '2026-03-07' } })
    await decide(bank, planned, 'authorise')
    expect((await remove(bank, planned)).status).toBe(204)
    expect(await read(bank, planned)).toBe('CANC')
    const running = await initiate(bank)
    await decide(bank, running, 'authorise')
    const answer = await remove(bank, running)
    expect([answer.status, answer.rejection?.check]).toEqual([400, 'ing-71'])
    expect(jsonOf(answer)).toMatchObject({ tppMessages: [{ code: 'PAYMENT_FAILED' }] })
    expect((await remove(bank, early)).rejection?.check).toBe('ing-71')
  })

  it('row 70: hides a payment from another client', async () => {
    const bank = await createHarness()
    const id = await initiate(bank)
    const body = 'grant_type=client_credentials&client_id=c188888a-6a7d-40b0-bdcb-c612bc1f8ba1'
    const { otherTpp } = bank.pki.ing
    const token = String(
      jsonOf(
        await bank.send({
          method: 'POST',
          target: '/oauth2/token',
          headers: FORM,
          body,
          tls: otherTpp.tls.certificate,
        }),
      )['access_token'],
    )
    const draft = bank.jws(
      {
        method: 'GET',
        target: `${SEPA}/${id}/status`,
        token,
        tls: otherTpp.tls.certificate,
        headers: { 'X-Request-ID': id },
      },
      { key: otherTpp.signing.key, certificate: otherTpp.signing.certificate },
    )
    expect(await bank.send(draft)).toMatchObject({ status: 404, rejection: { check: 'ing-70' } })
  })

  it('gives back the very bytes that came, and offers delete for the future alone', async () => {
    const bank = await createHarness()
    const body = JSON.stringify({ ...GOOD, requestedExecutionDate: '2026-03-07' }, null, 3)
    const answer = await bank.send(await paymentCall(bank, { body }))
    const { paymentId, _links } = jsonOf(answer) as { paymentId: string; _links: Record<string, string> }
    expect(_links['delete']).toBe(`https://127.0.0.1:4443${SEPA}/${paymentId}`)
    const details = await bank.send(await paymentCall(bank, { method: 'GET', target: `${SEPA}/${paymentId}` }))
    expect(String(details.body)).toBe(body)
  })

  it("shows a settled payment among the payer's transactions, and in the balance", async () => {
    const bank = await createHarness()
    const { items } = (await bank.control('GET', '/ing/profiles')).body as {
      items: { accounts: { iban: string; resourceId: string }[] }[]
    }
    const account = items[0]?.accounts[0]
    const { access: token } = await bank.customer()
    const balance = async () => {
      const target = `/v3/accounts/${account?.resourceId}/balances?currency=EUR&balanceTypes=interimBooked`
      const text = String((await bank.send(bank.http({ method: 'GET', target, token }))).body)
      return BigInt((/"amount":(-?\d+\.\d\d)/.exec(text)?.[1] ?? '').replace('.', ''))
    }
    const before = await balance()
    const id = await initiate(bank, {
      body: { ...GOOD, debtorAccount: { iban: account?.iban }, endToEndIdentification: 'E2E-99' },
    })
    await decide(bank, id, 'authorise')
    bank.clock.advance(10)
    expect(await balance()).toBe(before - 1234n)
    const target = `/v3/accounts/${account?.resourceId}/transactions?currency=EUR`
    const list = await bank.send(bank.http({ method: 'GET', target, token }))
    expect(String(list.body)).toContain('"endToEndId":"E2E-99"')
    expect(await balance()).toBe(before - 1234n)
  })

  it('takes and gives XML, and tells a cancellation in the eleventh version alone', async () => {
    const bank = await createHarness()
    const base = '/v1/payments/pain.001-sepa-credit-transfers'
    const xml = PAIN_001()
    const id = await initiate(bank, { target: base, body: xml, headers: { 'Content-Type': 'application/xml' } })
    const get = async (target: string) =>
      bank.send(await paymentCall(bank, { method: 'GET', target, headers: { Accept: 'application/xml' } }))
    expect(String((await get(`${base}/${id}`)).body)).toBe(xml)
    await bank.control('POST', '/ing/modes', { paymentsNeedTwo: true })
    await decide(bank, id, 'authorise')
    const third = String((await get(`${base}/${id}/status`)).body)
    const eleventh = String((await get(`${base.replace('v1', 'v2')}/${id}/status`)).body)
    expect(third).toContain('pain.002.001.03"><CstmrPmtStsRpt>')
    expect(third).toMatch(/<OrgnlPmtInfAndSts>.*<PmtInfSts>PDNG<\/PmtInfSts>/)
    expect(eleventh).toContain('pain.002.001.11"')
    expect(eleventh).toContain('<PmtInfSts>PATC</PmtInfSts>')
    expect(eleventh).toContain('<OrgnlMsgId>M-1</OrgnlMsgId>')
  })

  it('takes a periodic XML payment as multipart, and refuses one without its closing boundary', async () => {
    const bank = await createHarness()
    const target = '/v1/periodic-payments/pain.001-sepa-credit-transfers'
    const { body, type } = multipart({ xml_sct: PAIN_001(), startDate: '2026-03-06', frequency: 'MNTH' })
    const headers = { 'Content-Type': type }
    const id = await initiate(bank, { target, body, headers })
    const details = await bank.send(await paymentCall(bank, { method: 'GET', target: `${target}/${id}` }))
    expect(details.headers?.['Content-Type']).toBe(type)
    expect(String(details.body)).toBe(body)
    const broken = await bank.send(await paymentCall(bank, { target, body: body.replace('--\r\n', ''), headers }))
    expect(broken.rejection?.check).toBe('ing-63')
  })
})

describe('the page where the customer authorises', () => {
  it('shows what is paid, asks for the account, and sends the browser back without a word', async () => {
    const bank = await createHarness()
    const id = await initiate(bank)
    const target = `/payment-initiation/${id}/NL?externalSource=PIS&externalReference=1`
    const shown = await bank.send({ method: 'GET', target, tls: null })
    expect(String(shown.body)).toMatch(/Laura Musterfrau[\s\S]*12\.34 EUR[\s\S]*<label for="account">/)
    const account = /<option value="([^"]+)"/.exec(String(shown.body))?.[1] ?? ''
    const body = `account=${account}&action=authorise`
    const answer = await bank.send({ method: 'POST', target, headers: FORM, body, tls: null })
    expect(answer).toMatchObject({ status: 303, headers: { Location: 'https://tpp.example/paid?state=xyz' } })
    expect(await watch(bank, id, [0, 4])).toEqual(['ACTC', 'ACSC'])
  })

  it('rejects by its other button, and knows no foreign payment', async () => {
    const bank = await createHarness()
    const id = await initiate(bank)
    await bank.send({
      method: 'POST',
      target: `/payment-initiation/${id}/NL`,
      headers: FORM,
      body: 'action=reject',
      tls: null,
    })
    expect(await read(bank, id)).toBe('RJCT')
    expect((await bank.send({ method: 'GET', target: '/payment-initiation/none/NL', tls: null })).status).toBe(404)
  })
})

import { describe, expect, it } from 'vitest'
import { createHarness, type Harness, itRefuses, type Members, REDIRECT_URI } from './enable-banking-harness.ts'

const transfer = (change: Members = {}): Members => ({
  instructed_amount: { currency: 'EUR', amount: '12.50' },
  beneficiary: {
    creditor: { name: 'Molenaar & Zonen' },
    creditor_account: { identification: 'NL91ABNA0417164300', scheme_name: 'IBAN' },
  },
  remittance_information: ['Invoice 7'],
  ...change,
})

const body = (transfers: readonly Members[] = [transfer()], change: Members = {}): Members => ({
  payment_type: 'SEPA',
  payment_request: { credit_transfer_transaction: transfers },
  aspsp: { name: 'Nordea', country: 'FI' },
  state: 's1',
  redirect_url: REDIRECT_URI,
  psu_type: 'personal',
  ...change,
})

const post = (content: Members) => () => ({ method: 'POST', target: '/payments', body: content })
const invalid = { status: 422, error: 'INVALID_PAYMENT' } as const

const created = async (bank: Harness) => bank.json(post(body())())

describe('POST /payments', () => {
  itRefuses([
    {
      row: 50,
      name: 'a type that the bank does not offer',
      ...invalid,
      make: post(body([transfer()], { payment_type: 'CROSSBORDER' })),
    },
    { row: 51, name: 'no transfer', ...invalid, make: post(body([])) },
    { row: 51, name: 'two transfers', ...invalid, make: post(body([transfer(), transfer()])) },
    {
      row: 52,
      name: 'amount 0',
      ...invalid,
      make: post(body([transfer({ instructed_amount: { currency: 'EUR', amount: '0.00' } })])),
    },
    {
      row: 52,
      name: 'an amount that is a number',
      ...invalid,
      make: post(body([transfer({ instructed_amount: { currency: 'EUR', amount: 1 } })])),
    },
    {
      row: 52,
      name: 'another currency',
      ...invalid,
      make: post(body([transfer({ instructed_amount: { currency: 'SEK', amount: '1.00' } })])),
    },
    {
      row: 53,
      name: 'wrong check digits',
      ...invalid,
      make: post(
        body([
          transfer({
            beneficiary: {
              creditor: { name: 'A' },
              creditor_account: { identification: 'NL92ABNA0417164300', scheme_name: 'IBAN' },
            },
          }),
        ]),
      ),
    },
    {
      row: 53,
      name: 'no name of the creditor',
      ...invalid,
      make: post(
        body([
          transfer({
            beneficiary: { creditor_account: { identification: 'NL91ABNA0417164300', scheme_name: 'IBAN' } },
          }),
        ]),
      ),
    },
    {
      row: 54,
      name: 'two lines of text',
      ...invalid,
      make: post(body([transfer({ remittance_information: ['a', 'b'] })])),
    },
    {
      row: 54,
      name: 'a day in the past',
      ...invalid,
      make: post(body([transfer({ requested_execution_date: '2026-03-04' })])),
    },
    {
      row: 55,
      name: 'a foreign creditor of a restricted application',
      status: 422,
      error: 'UNTRUSTED_PAYMENT_PARTY',
      options: { linkedAccounts: [] },
      make: post(body()),
    },
    {
      row: 56,
      name: 'an unknown payment',
      status: 404,
      error: 'PAYMENT_NOT_FOUND',
      make: () => ({ target: '/payments/x' }),
    },
    {
      row: 57,
      name: 'removing a payment that is not finished',
      status: 422,
      error: 'PAYMENT_NOT_FINALIZED',
      make: async (bank) => ({ method: 'DELETE', target: `/payments/${(await created(bank))['payment_id']}` }),
    },
  ])

  it("goes from RCVD to the bank's final word after the customer signed, and can then be removed", async () => {
    const bank = createHarness()
    const payment = await created(bank)
    const target = `/payments/${payment['payment_id']}`
    expect(await bank.json({ target })).toMatchObject({ status: 'RCVD', final_status: false })
    const { body: decided } = await bank.control('POST', '/enable-banking/payments', { url: payment['url'] })
    expect((decided as Members)['location']).toBe(`${REDIRECT_URI}?state=s1`)
    const seen: unknown[] = []
    for (let step = 0; step < 3; step++) {
      seen.push((await bank.json({ target }))['status'])
      bank.clock.advance(2)
    }
    expect(seen).toEqual(['ACTC', 'ACSP', 'ACSC'])
    expect(await bank.json({ method: 'DELETE', target })).toEqual({ message: 'OK' })
  })

  it.each([
    ['reject', 'RJCT'],
    ['cancel', 'CNCL'],
  ])('ends after %s in %s', async (decision, status) => {
    const bank = createHarness()
    const payment = await created(bank)
    await bank.control('POST', '/enable-banking/payments', { url: payment['url'], decision })
    expect(await bank.json({ target: `/payments/${payment['payment_id']}` })).toMatchObject({
      status,
      final_status: true,
    })
  })
})

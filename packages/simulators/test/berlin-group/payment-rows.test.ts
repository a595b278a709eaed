import { describe, expect, it } from 'vitest'
import {
  createHarness,
  type Draft,
  type Harness,
  itRefuses,
  linkOf,
  type Members,
  paymentBody,
} from './berlin-group-harness.ts'

const sepa = '/v1/payments/sepa-credit-transfers'
const pay =
  (change: Members, target = sepa) =>
  (): Draft => ({ method: 'POST', target, body: paymentBody(change) })
const periodic = (change: Members) =>
  pay({ startDate: '2026-04-01', frequency: 'Monthly', ...change }, '/v1/periodic-payments/sepa-credit-transfers')

const pain =
  (change: (xml: string) => string = (xml) => xml) =>
  (): Draft => ({
    method: 'POST',
    target: '/v1/payments/pain.001-sepa-credit-transfers',
    headers: { 'content-type': 'application/xml' },
    body: change(
      `<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.03"><CstmrCdtTrfInitn><GrpHdr><NbOfTxs>1</NbOfTxs><CtrlSum>12.50</CtrlSum></GrpHdr><PmtInf><CdtTrfTxInf><Amt><InstdAmt Ccy="EUR">12.5</InstdAmt></Amt><CdtrAcct><Id><IBAN>NL91ABNA0417164300</IBAN></Id></CdtrAcct></CdtTrfTxInf></PmtInf></CstmrCdtTrfInitn></Document>`,
    ),
  })

const made = async (bank: Harness, name = 'standard', change: Members = {}, target = sepa) =>
  bank.json({ bank: name, method: 'POST', target, body: paymentBody(change) }, 201)

const signed = async (bank: Harness, change: Members = {}) => {
  const payment = await made(bank, 'standard', change)
  await bank.control('/berlin-group/sca', { url: linkOf(payment['_links'], 'scaRedirect') })
  return `${sepa}/${payment['paymentId']}`
}

describe('payments', () => {
  itRefuses([
    { row: 40, name: 'amount 0', status: 400, make: pay({ instructedAmount: { currency: 'EUR', amount: '0.00' } }) },
    {
      row: 40,
      name: 'a negative amount',
      status: 400,
      make: pay({ instructedAmount: { currency: 'EUR', amount: '-1.00' } }),
    },
    {
      row: 40,
      name: 'three digits of euros',
      status: 400,
      make: pay({ instructedAmount: { currency: 'EUR', amount: '1.001' } }),
    },
    {
      row: 40,
      name: 'an amount that is a number',
      status: 400,
      make: pay({ instructedAmount: { currency: 'EUR', amount: 1 } }),
    },
    {
      row: 40,
      name: 'SEPA in crowns',
      status: 400,
      make: pay({ instructedAmount: { currency: 'SEK', amount: '1.00' } }),
    },
    {
      row: 40,
      name: 'an IBAN with wrong check digits',
      status: 400,
      make: pay({ creditorAccount: { iban: 'NL92ABNA0417164300' } }),
    },
    {
      row: 40,
      name: 'two numbers of one account',
      status: 400,
      make: pay({ creditorAccount: { iban: 'NL91ABNA0417164300', bban: '1' } }),
    },
    { row: 40, name: 'no creditor name', status: 400, make: pay({ creditorName: undefined }) },
    { row: 40, name: 'a name of 71 characters', status: 400, make: pay({ creditorName: 'x'.repeat(71) }) },
    {
      row: 40,
      name: 'an end-to-end id of 36 characters',
      status: 400,
      make: pay({ endToEndIdentification: 'x'.repeat(36) }),
    },
    { row: 40, name: 'no debtor', status: 400, make: pay({ debtorAccount: undefined }) },
    { row: 17, name: 'an unknown field', status: 400, make: pay({ iban: 'x' }) },
    {
      row: 41,
      name: 'a day in the past',
      status: 400,
      code: 'EXECUTION_DATE_INVALID',
      make: pay({ requestedExecutionDate: '2026-03-04' }),
    },
    {
      row: 41,
      name: 'a day too far away',
      status: 400,
      code: 'EXECUTION_DATE_INVALID',
      make: pay({ requestedExecutionDate: '2028-01-01' }),
    },
    { row: 42, name: 'an unknown frequency', status: 400, make: periodic({ frequency: 'MNTH' }) },
    { row: 42, name: 'endDate before startDate', status: 400, make: periodic({ endDate: '2026-03-31' }) },
    { row: 42, name: 'dayOfExecution with a zero', status: 400, make: periodic({ dayOfExecution: '01' }) },
    {
      row: 42,
      name: 'twelve months',
      status: 400,
      make: periodic({ monthsOfExecution: Array.from({ length: 12 }, (_each, at) => String(at + 1)) }),
    },
    {
      row: 45,
      name: 'a document type',
      status: 400,
      make: pain((xml) => xml.replace('<Document', '<!DOCTYPE x><Document')),
    },
    { row: 45, name: 'a wrong control sum', status: 400, make: pain((xml) => xml.replace('>12.50<', '>12.51<')) },
    { row: 45, name: 'a wrong count', status: 400, make: pain((xml) => xml.replace('<NbOfTxs>1', '<NbOfTxs>2')) },
    { row: 45, name: 'XML that is not well-formed', status: 400, make: pain((xml) => xml.slice(0, -3)) },
    {
      row: 34,
      name: 'an unknown payment',
      status: 404,
      code: 'RESOURCE_UNKNOWN',
      make: () => ({ target: `${sepa}/x` }),
    },
    {
      row: 43,
      name: 'another product in the path',
      status: 403,
      code: 'PRODUCT_INVALID',
      make: async (bank) => ({ target: `/v1/payments/target-2-payments/${(await made(bank))['paymentId']}` }),
    },
    {
      row: 43,
      name: 'another service in the path',
      status: 405,
      code: 'SERVICE_INVALID',
      make: async (bank) => ({
        target: `/v1/periodic-payments/sepa-credit-transfers/${(await made(bank))['paymentId']}`,
      }),
    },
    {
      row: 44,
      name: 'cancelling a payment that is done',
      status: 400,
      code: 'RESOURCE_BLOCKED',
      make: async (bank) => {
        const target = await signed(bank)
        bank.clock.advance(4)
        return { method: 'DELETE', target }
      },
    },
    {
      row: 44,
      name: 'cancelling at a bank that never does',
      status: 405,
      code: 'CANCELLATION_INVALID',
      make: async (bank) => ({
        bank: 'savings',
        method: 'DELETE',
        target: `${sepa}/${(await made(bank, 'savings'))['paymentId']}`,
      }),
    },
  ])

  it('goes from RCVD to ACSC after the customer authorised it', async () => {
    const bank = await createHarness()
    const payment = await made(bank)
    expect(payment).toMatchObject({ transactionStatus: 'RCVD' })
    await bank.control('/berlin-group/sca', { url: linkOf(payment['_links'], 'scaRedirect') })
    const seen: unknown[] = []
    for (let step = 0; step < 3; step++) {
      seen.push((await bank.json({ target: linkOf(payment['_links'], 'status') }))['transactionStatus'])
      bank.clock.advance(2)
    }
    expect(seen).toEqual(['ACTC', 'ACSP', 'ACSC'])
    expect(await bank.json({ target: linkOf(payment['_links'], 'self') })).toMatchObject(paymentBody())
  })

  it('waits for its day, is accepted for good when periodic, rejected when the customer cancels', async () => {
    const bank = await createHarness()
    const ahead = await signed(bank, { requestedExecutionDate: '2026-03-20' })
    bank.clock.advance(60)
    expect(await bank.json({ target: `${ahead}/status` })).toMatchObject({ transactionStatus: 'ACSP' })
    const standing = await bank.json(periodic({})(), 201)
    await bank.control('/berlin-group/sca', { url: linkOf(standing['_links'], 'scaRedirect') })
    bank.clock.advance(60)
    expect(await bank.json({ target: linkOf(standing['_links'], 'status') })).toMatchObject({
      transactionStatus: 'ACCP',
    })
    const refused = await made(bank)
    await bank.control('/berlin-group/sca', { url: linkOf(refused['_links'], 'scaRedirect'), decision: 'cancel' })
    expect(await bank.json({ target: linkOf(refused['_links'], 'status') })).toMatchObject({
      transactionStatus: 'RJCT',
    })
  })

  it('is cancelled by an authorisation of its own', async () => {
    const bank = await createHarness()
    const target = await signed(bank)
    const answer = await bank.json({ method: 'DELETE', target }, 202)
    const start = linkOf(answer['_links'], 'startAuthorisation')
    expect(start).toContain('/cancellation-authorisations')
    const started = await bank.json({ method: 'POST', target: start, body: {} }, 201)
    await bank.control('/berlin-group/sca', { url: linkOf(started['_links'], 'scaRedirect') })
    expect(await bank.json({ target: `${target}/status` })).toMatchObject({ transactionStatus: 'CANC' })
  })

  it('takes bulks, and pain.001 whose status is pain.002', async () => {
    const bank = await createHarness()
    const part = paymentBody({ debtorAccount: undefined })
    const bulk = { debtorAccount: { iban: 'DE02120300000000202051' }, payments: [part, part] }
    await bank.json({ method: 'POST', target: '/v1/bulk-payments/sepa-credit-transfers', body: bulk }, 201)
    const xml = await bank.json(pain()(), 201)
    const status = await bank.send({ target: linkOf(xml['_links'], 'status') })
    expect(String(status.body)).toContain('<GrpSts>RCVD</GrpSts>')
  })
})

describe('funds', () => {
  const account = async (bank: Harness) => ({ iban: (await bank.ibans('standard'))[0] })

  const consented = async (bank: Harness) => {
    const body = { account: await account(bank), cardNumber: '1234' }
    const answer = await bank.json({ method: 'POST', target: '/v2/consents/confirmation-of-funds', body }, 201)
    await bank.control('/berlin-group/sca', { url: linkOf(answer['_links'], 'scaRedirect') })
    return { 'consent-id': String(answer['consentId']) }
  }

  const ask = async (bank: Harness, amount: string, change: Members = {}): Promise<Draft> => ({
    method: 'POST',
    target: '/v1/funds-confirmations',
    headers: await consented(bank),
    body: { account: await account(bank), instructedAmount: { currency: 'EUR', amount }, ...change },
  })

  it('are there or not', async () => {
    const bank = await createHarness()
    expect(await bank.json(await ask(bank, '0.01'))).toEqual({ fundsAvailable: true })
    expect(await bank.json(await ask(bank, '99999999.00'))).toEqual({ fundsAvailable: false })
  })

  itRefuses([
    {
      row: 46,
      name: 'no consent',
      status: 400,
      code: 'NO_PIIS_ACTIVATION',
      make: async (bank) => ({ ...(await ask(bank, '1.00')), headers: {} }),
    },
    {
      row: 46,
      name: 'another card',
      status: 400,
      code: 'CARD_INVALID',
      make: (bank) => ask(bank, '1.00', { cardNumber: '9' }),
    },
    { row: 46, name: 'no amount', status: 400, make: (bank) => ask(bank, '0.00') },
    {
      row: 46,
      name: 'a name of more than 70 characters',
      status: 400,
      make: (bank) => ask(bank, '1.00', { payee: 'x'.repeat(71) }),
    },
    { row: 17, name: 'an unknown member', status: 400, make: (bank) => ask(bank, '1.00', { creditorName: 'x' }) },
    {
      row: 46,
      name: 'an account outside the consent',
      status: 400,
      code: 'NO_PIIS_ACTIVATION',
      make: async (bank) => ask(bank, '1.00', { account: { iban: (await bank.ibans('standard', 1))[0] } }),
    },
    {
      row: 46,
      name: 'a consent that was ended',
      status: 400,
      code: 'NO_PIIS_ACTIVATION',
      make: async (bank) => {
        const draft = await ask(bank, '1.00')
        const target = `/v2/consents/confirmation-of-funds/${draft.headers?.['consent-id']}`
        expect((await bank.send({ method: 'DELETE', target })).status).toBe(204)
        return draft
      },
    },
    {
      row: 25,
      name: 'a consent to confirmations in the place of one to accounts',
      status: 403,
      code: 'CONSENT_UNKNOWN',
      make: async (bank) => ({ target: `/v1/consents/${(await consented(bank))['consent-id']}` }),
    },
    {
      row: 3,
      name: 'consents at a bank whose customers agree outside the API',
      status: 404,
      code: 'RESOURCE_UNKNOWN',
      make: async (bank) => ({
        bank: 'group',
        method: 'POST',
        target: '/v2/consents/confirmation-of-funds',
        headers: { 'psu-id': 'jonas.weber', 'psu-id-type': 'DE_ONLB_DB' },
        body: { account: await account(bank) },
      }),
    },
    {
      row: 25,
      name: 'Consent-ID at a bank that has no such consents',
      status: 400,
      make: async (bank) => {
        const [iban] = await bank.ibans('group')
        const body = { account: { iban }, instructedAmount: { currency: 'EUR', amount: '1.00' } }
        return {
          bank: 'group',
          method: 'POST',
          target: '/v1/funds-confirmations',
          headers: { 'consent-id': 'x' },
          body,
        }
      },
    },
  ])
})

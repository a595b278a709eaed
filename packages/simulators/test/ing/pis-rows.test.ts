import { describe, expect, it } from 'vitest'
import { createHarness, type Harness, jsonOf } from './ing-harness.ts'
import { GOOD, PAIN_001, type PaymentChoice, paymentCall, SEPA } from './payment-drafts.ts'
import { itRefuses, type SpoiledRow, tppMessage } from './spoiled-rows.ts'

const call = (choice: PaymentChoice) => (bank: Harness) => paymentCall(bank, choice)

const refusal = (
  row: number,
  name: string,
  choice: PaymentChoice,
  message: Readonly<Record<string, string>> = {},
  status = 400,
): SpoiledRow => ({
  row,
  name,
  status,
  make: call(choice),
  body: tppMessage(message['code'] ?? 'FORMAT_ERROR', message),
})

const header = (name: string, value: string | undefined): SpoiledRow =>
  refusal(
    61,
    `${name} ${value ?? 'missing'}`,
    value === undefined ? { without: name } : { headers: { [name]: value } },
    {
      code: 'INVALID_HEADER',
      path: name,
    },
  )

const body = (name: string, fields: Readonly<Record<string, unknown>>, path: string, row = 63): SpoiledRow =>
  refusal(row, name, { body: { ...GOOD, ...fields } }, { path })

const BULK = '/v1/bulk-payments/sepa-credit-transfers'
const PERIODIC = '/v1/periodic-payments/sepa-credit-transfers'
const XML = '/v1/payments/pain.001-sepa-credit-transfers'

const xml = (name: string, change: (text: string) => string): SpoiledRow =>
  refusal(69, name, { target: XML, body: PAIN_001(change), headers: { 'Content-Type': 'application/xml' } })

const ID = '111be84f-a62b-469b-b964-792da2840afb'

const ROWS: readonly SpoiledRow[] = [
  header('X-Request-ID', 'abc'),
  header('TPP-Redirect-URI', undefined),
  header('TPP-Redirect-URI', '/paid'),
  header('PSU-IP-Address', undefined),
  header('PSU-IP-Address', '300.1.1.1'),
  refusal(
    62,
    'an unknown product',
    { target: '/v1/payments/instant-sepa-credit-transfers' },
    { code: 'PRODUCT_UNKNOWN' },
    404,
  ),
  refusal(63, 'a body that is no JSON', { body: '{' }, { path: 'body' }),
  refusal(63, 'an array', { body: [] }, { path: 'body' }),
  ...['creditorName', 'creditorAccount', 'instructedAmount'].map((name) =>
    body(`no ${name}`, { [name]: undefined }, name),
  ),
  body('an amount as a number', { instructedAmount: { amount: 12.34, currency: 'EUR' } }, 'instructedAmount.amount'),
  body('an amount with a comma', { instructedAmount: { amount: '12,34', currency: 'EUR' } }, 'instructedAmount.amount'),
  body('an umlaut', { creditorName: 'Müller' }, 'creditorName'),
  body('an ampersand', { remittanceInformationUnstructured: 'a & b' }, 'remittanceInformationUnstructured'),
  body('an underscore', { endToEndIdentification: 'a_b' }, 'endToEndIdentification'),
  body('a name of 71', { creditorName: 'a'.repeat(71) }, 'creditorName'),
  body(
    'remittance of 141',
    { remittanceInformationUnstructured: 'a'.repeat(141) },
    'remittanceInformationUnstructured',
  ),
  body('an IBAN in lower case', { creditorAccount: { iban: 'nl20INGB0001234567' } }, 'creditorAccount.iban'),
  body('a BIC that is none', { creditorAgent: 'ING' }, 'creditorAgent'),
  body('a charge bearer that is none', { chargeBearer: 'OUR' }, 'chargeBearer'),
  body('a day that does not exist', { requestedExecutionDate: '2026-02-30' }, 'requestedExecutionDate'),
  body('amount 0', { instructedAmount: { amount: '0.00', currency: 'EUR' } }, 'instructedAmount.amount', 64),
  body(
    'three digits of EUR',
    { instructedAmount: { amount: '1.234', currency: 'EUR' } },
    'instructedAmount.amount',
    64,
  ),
  body('SEPA in USD', { instructedAmount: { amount: '1.00', currency: 'USD' } }, 'instructedAmount.currency', 64),
  body('wrong check digits', { creditorAccount: { iban: 'NL21INGB0001234567' } }, 'creditorAccount.iban', 64),
  body(
    "wrong check digits of the debtor's",
    { debtorAccount: { iban: 'NL00INGB0001234567' } },
    'debtorAccount.iban',
    64,
  ),
  body('neither IBAN nor BBAN', { creditorAccount: {} }, 'creditorAccount', 65),
  body('a BBAN alone', { creditorAccount: { bban: '123456' } }, 'creditorAgent', 65),
  body('a day that is past', { requestedExecutionDate: '2026-03-04' }, 'requestedExecutionDate', 66),
  refusal(
    66,
    'a start that is past',
    { target: PERIODIC, body: { ...GOOD, startDate: '2026-03-04', frequency: 'MNTH' } },
    { path: 'startDate' },
  ),
  refusal(
    66,
    'an end before the start',
    { target: PERIODIC, body: { ...GOOD, startDate: '2026-04-04', endDate: '2026-04-03', frequency: 'MNTH' } },
    { path: 'endDate' },
  ),
  refusal(
    63,
    'an unknown frequency',
    { target: PERIODIC, body: { ...GOOD, startDate: '2026-04-04', frequency: 'monthly' } },
    { path: 'frequency' },
  ),
  refusal(
    67,
    'instant across borders',
    { target: '/v1/payments/cross-border-credit-transfers', body: { ...GOOD, localInstrumentCode: 'INST' } },
    { code: 'PAYMENT_FAILED', text: 'Instant payment is not possible.' },
  ),
  refusal(68, 'an empty bulk', { target: BULK, body: { payments: [] } }, { path: 'payments' }),
  refusal(
    68,
    'a bulk of 5001',
    { target: BULK, body: { payments: Array.from({ length: 5001 }, () => GOOD) } },
    { path: 'payments' },
  ),
  refusal(
    63,
    'a bad payment inside a bulk',
    { target: BULK, body: { payments: [GOOD, { ...GOOD, creditorName: 'Ü' }] } },
    { path: 'payments[1].creditorName' },
  ),
  {
    ...refusal(68, 'a code that bulk does not support, where it is refused', {
      target: BULK,
      body: { payments: [GOOD], serviceLevelCode: 'SDVA' },
    }),
    options: { unsupportedBulkCodes: 'refuse' },
  },
  xml('a document type', (text) =>
    text.replace('<Document', '<!DOCTYPE Document [<!ENTITY x SYSTEM "file:///etc/passwd">]><Document'),
  ),
  xml('XML that is not well-formed', (text) => text.replace('</Document>', '')),
  xml('another namespace', (text) => text.replace('001.001.03', '001.001.09')),
  xml('two transactions', (text) => text.replace(/(<CdtTrfTxInf>[\s\S]*<\/CdtTrfTxInf>)/, '$1$1')),
  xml('a count of two', (text) => text.replace('<NbOfTxs>1', '<NbOfTxs>2')),
  xml('another control sum', (text) => text.replace('<CtrlSum>12.34', '<CtrlSum>12.35')),
  refusal(
    63,
    'an umlaut in XML',
    {
      target: XML,
      body: PAIN_001((text) => text.replace('Laura', 'Jörg')),
      headers: { 'Content-Type': 'application/xml' },
    },
    { path: 'creditorName' },
  ),
  refusal(70, 'an id that is no UUID', { method: 'GET', target: `${SEPA}/12` }, { code: 'TRANSACTION_ID_INVALID' }),
  refusal(70, 'an unknown id', { method: 'GET', target: `${SEPA}/${ID}/status` }, { code: 'RESOURCE_UNKNOWN' }, 404),
  refusal(
    72,
    'DELETE of an XML payment',
    { method: 'DELETE', target: `${XML}/${ID}` },
    { code: 'SERVICE_INVALID' },
    405,
  ),
  refusal(
    72,
    'the status of a periodic XML payment',
    { method: 'GET', target: `/v1/periodic-payments/pain.001-sepa-credit-transfers/${ID}/status` },
    { code: 'SERVICE_INVALID' },
    405,
  ),
  refusal(
    72,
    'DELETE of a bulk under v2',
    { method: 'DELETE', target: `/v2/bulk-payments/sepa-credit-transfers/${ID}` },
    { code: 'SERVICE_INVALID' },
    405,
  ),
  refusal(
    72,
    'the status of a bulk under v2',
    { method: 'GET', target: `/v2/bulk-payments/sepa-credit-transfers/${ID}/status` },
    { code: 'SERVICE_INVALID' },
    405,
  ),
  refusal(7, 'JSON where XML is expected', { target: XML }, { code: 'INVALID_HEADER' }),
  {
    row: 70,
    name: 'a payment under another product',
    status: 404,
    make: async (bank) => {
      const { paymentId } = jsonOf(await bank.send(await paymentCall(bank)))
      return paymentCall(bank, { method: 'GET', target: `/v1/payments/domestic-credit-transfers/${String(paymentId)}` })
    },
  },
  {
    row: 12,
    name: 'a payment under JWS with a signed token',
    status: 401,
    make: async (bank) => {
      const draft = await paymentCall(bank, { scheme: 'jws' })
      return { ...draft, headers: { ...draft.headers, Authorization: `Bearer ${await bank.signedToken()}` } }
    },
  },
  {
    row: 12,
    name: 'a payment under an HTTP signature with an mTLS token',
    status: 401,
    make: async (bank) => {
      const draft = await paymentCall(bank)
      return { ...draft, headers: { ...draft.headers, Authorization: `Bearer ${await bank.mtlsToken()}` } }
    },
  },
  {
    row: 12,
    name: 'a signed token where payments take JWS alone',
    status: 401,
    options: { paymentSignature: 'jws' },
    make: call({}),
  },
  {
    row: 17,
    name: 'an ECDSA algorithm on payments',
    status: 401,
    make: async (bank) => {
      const draft = await paymentCall(bank)
      const signature = (draft.headers?.['Signature'] ?? '').replace('rsa-sha256', 'ecdsa-sha256')
      return { ...draft, headers: { ...draft.headers, Signature: signature } }
    },
  },
  {
    row: 67,
    name: 'instant where no scheme serves the account',
    status: 400,
    make: async (bank) => {
      await bank.control('POST', '/ing/modes', { instantUnavailable: true })
      const { items } = (await bank.control('GET', '/ing/profiles')).body as {
        items: { accounts: { iban: string }[] }[]
      }
      const debtorAccount = { iban: items[0]?.accounts[0]?.iban }
      return paymentCall(bank, { body: { ...GOOD, debtorAccount, localInstrumentCode: 'INST' } })
    },
  },
]

describe('payment initiation', () => {
  itRefuses(ROWS)

  it.each(['http', 'jws'] as const)('takes a payment under %s', async (scheme) => {
    const bank = await createHarness()
    const answer = await bank.send(await paymentCall(bank, { scheme }))
    expect(answer.status, answer.rejection?.reason).toBe(201)
    const body = jsonOf(answer) as { transactionStatus: string; paymentId: string; _links: Record<string, string> }
    expect(body.transactionStatus).toBe('RCVD')
    expect(body._links['scaRedirect']).toContain(`/payment-initiation/${body.paymentId}/NL`)
    expect(body._links).not.toHaveProperty('delete')
    expect(answer.headers).toMatchObject({ Location: `${SEPA}/${body.paymentId}`, 'ASPSP-SCA-Approach': 'REDIRECT' })
  })

  it('takes 5000 payments in a bulk, and bulk v2 with its own fields', async () => {
    const bank = await createHarness()
    const payments = Array.from({ length: 5000 }, () => GOOD)
    expect((await bank.send(await paymentCall(bank, { target: BULK, body: { payments } }))).status).toBe(201)
    const v2 = {
      uetr: ID,
      payments: [
        {
          ...GOOD,
          remittanceInformationStructured: {
            type: { codeOrProprietary: { code: 'SCOR' } },
            reference: 'RF18539007547034',
          },
        },
      ],
    }
    const answer = await bank.send(
      await paymentCall(bank, { target: '/v2/bulk-payments/sepa-credit-transfers', body: v2 }),
    )
    expect(answer.status, answer.rejection?.reason).toBe(201)
  })

  it('takes the documented smallest body of the sandbox, and a creditor by BBAN and agent', async () => {
    const bank = await createHarness()
    const smallest = {
      instructedAmount: { amount: '1', currency: 'EUR' },
      creditorAccount: { iban: 'AT861921125678901234' },
      creditorName: 'Laura Musterfrau',
    }
    expect((await bank.send(await paymentCall(bank, { body: smallest }))).status).toBe(201)
    const abroad = {
      ...GOOD,
      instructedAmount: { amount: '10.00', currency: 'USD' },
      creditorAccount: { bban: '1234567' },
      creditorAgent: 'CHASUS33',
    }
    const target = '/v1/payments/cross-border-credit-transfers'
    expect((await bank.send(await paymentCall(bank, { target, body: abroad }))).status).toBe(201)
  })
})

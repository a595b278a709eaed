import { beforeEach, describe, expect, test as it } from 'vitest'
import { anna, type BankIdHarness, createHarness, goodBody, type Json } from '../../test/bankid-harness.ts'

let bank: BankIdHarness

beforeEach(async () => {
  bank = await createHarness()
})

const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64')
const web = { referringDomain: 'rp.example', userAgent: 'Mozilla/5.0', deviceIdentifier: 'f3a1' }
const app = {
  appIdentifier: 'com.example',
  deviceOS: 'IOS 16.7.7',
  deviceModelName: 'Apple iPhone14,3',
  deviceIdentifier: 'a',
}
const card = { transactionType: 'card', recipient: { name: 'Shop' } }
const money = (amount: string, currency = 'SEK') => ({
  userVisibleTransaction: { ...card, money: { amount, currency } },
})

describe('a good request', () => {
  const started = ['orderRef', 'autoStartToken', 'qrStartToken', 'qrStartSecret']
  const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

  it.each([
    ['auth', started],
    ['sign', started],
    ['payment', started],
    ['phone/auth', ['orderRef']],
    ['phone/sign', ['orderRef']],
    ['other/payment', ['orderRef']],
  ])('to %s starts an order of lower-case UUIDs', async (operation, fields) => {
    const { status, body, check } = await bank.call(operation, goodBody(operation))
    expect({ status, check, fields: Object.keys(body) }).toEqual({ status: 200, check: undefined, fields })
    for (const value of Object.values(body)) expect(value).toMatch(uuid)
  })

  const accepted: readonly (readonly [name: string, operation: string, change: Json])[] = [
    ['loopback address', 'auth', { endUserIp: '127.0.0.1' }],
    ['private address', 'auth', { endUserIp: '192.168.1.4' }],
    ['IPv6', 'auth', { endUserIp: '2001:db8::1' }],
    ['personal number with a wrong check digit', 'auth', { requirement: { personalNumber: '200003121145' } }],
    ['personal number with an impossible date', 'auth', { requirement: { personalNumber: '190000000000' } }],
    ['empty requirement', 'auth', { requirement: {} }],
    [
      'every member of the requirement',
      'auth',
      {
        requirement: {
          pinCode: true,
          mrtd: false,
          cardReader: 'class2',
          certificatePolicies: ['1.2.3.4.10', '1.2.3.4.*'],
          personalNumber: '198112189876',
          risk: 'moderate',
        },
      },
    ],
    ['non-visible data alone', 'auth', { userNonVisibleData: 'SGVq' }],
    ['longest texts of auth', 'auth', { userVisibleData: 'QUFB'.repeat(375), userNonVisibleData: 'QUFB'.repeat(375) }],
    [
      'longest texts of sign',
      'sign',
      { userVisibleData: 'QUFB'.repeat(10_000), userNonVisibleData: 'QUFB'.repeat(50_000) },
    ],
    [
      'longest texts of payment',
      'payment',
      { userVisibleData: 'QUFB'.repeat(250), userNonVisibleData: 'QUFB'.repeat(250) },
    ],
    ['plain text format', 'sign', { userVisibleDataFormat: 'plaintext' }],
    ['markdown format with plain text', 'sign', { userVisibleDataFormat: 'simpleMarkdownV1' }],
    ['returnUrl of a scheme of its own', 'auth', { returnUrl: 'myapp://back#nonce=1' }],
    ['returnUrl of 512 characters', 'auth', { returnUrl: `https://rp.example/${'a'.repeat(493)}` }],
    ['returnRisk', 'auth', { returnRisk: true }],
    ['web device', 'auth', { web }],
    ['app device with a single member', 'auth', { app: { deviceIdentifier: 'a' } }],
    ['app device', 'auth', { app }],
    ['card without money', 'payment', {}],
    ['npa', 'payment', { userVisibleTransaction: { ...card, transactionType: 'npa' } }],
    ['amount with decimals', 'payment', money('1000,00')],
    ['amount with three decimals', 'payment', money('100,000', 'EUR')],
    ['whole amount', 'payment', money('100')],
    ['nothing as amount', 'payment', money('0')],
    [
      'recipient of 40 characters',
      'payment',
      { userVisibleTransaction: { ...card, recipient: { name: 'å'.repeat(40) } } },
    ],
    [
      'risk flags and warning',
      'payment',
      {
        riskFlags: ['newCard', 'other'],
        userVisibleTransaction: { ...card, riskWarning: 'newRecipient' },
      },
    ],
    ['device data on other/payment', 'other/payment', { web, returnUrl: 'https://rp.example', returnRisk: false }],
  ]

  it.each(accepted)('with %s is accepted by %s', async (_name, operation, change) => {
    const { status, check } = await bank.call(operation, { ...goodBody(operation), ...change })
    expect({ status, check }).toEqual({ status: 200, check: undefined })
  })
})

type Row = readonly [check: string, name: string, operation: string, change: Json, details: string]

const without = (operation: string, field: string): Json => {
  const { [field]: _left, ...rest } = goodBody(operation)
  return { whole: rest }
}

const requirement = (value: unknown): Json => ({ requirement: value })
const invalid = 'Invalid request'
const tooLong = (groups: number): string => 'QUFB'.repeat(groups + 1)
const longestAuth = 375

const deviceRows: readonly Row[] = [
  ['A1', 'v5 personalNumber', 'auth', { personalNumber: '198112189876' }, invalid],
  ['A1', 'unknown property', 'sign', { surprise: 1 }, invalid],
  ['A1', 'transaction on auth', 'auth', { userVisibleTransaction: card }, invalid],
  ['A1', 'number as endUserIp', 'auth', { endUserIp: 5 }, invalid],
  ['A1', 'null as userVisibleData', 'auth', { userVisibleData: null }, invalid],
  ['A1', 'object as userNonVisibleData', 'auth', { userNonVisibleData: {} }, invalid],
  ['A1', 'number as userVisibleDataFormat', 'sign', { userVisibleDataFormat: 1 }, invalid],
  ['A2', 'no endUserIp', 'auth', without('auth', 'endUserIp'), 'Invalid endUserIp'],
  ['A2', 'empty endUserIp', 'sign', { endUserIp: '' }, 'Invalid endUserIp'],
  ['A2', 'host name', 'payment', { endUserIp: 'localhost' }, 'Invalid endUserIp'],
  ['A2', 'IPv6 in brackets', 'auth', { endUserIp: '[::1]' }, 'Invalid endUserIp'],
  ['A2', 'D7: IPv4 written as IPv6', 'auth', { endUserIp: '::ffff:172.19.0.1' }, 'Invalid endUserIp'],
  ['A2', 'D7: the same in full', 'sign', { endUserIp: '0:0:0:0:0:ffff:ac13:1' }, 'Invalid endUserIp'],
  ['A2', 'IPv6 with a zone', 'auth', { endUserIp: 'fe80::1%eth0' }, 'Invalid endUserIp'],
  ['A3', 'eleven digits', 'auth', requirement({ personalNumber: '19811218987' }), 'Incorrect personalNumber'],
  ['A3', 'dash', 'sign', requirement({ personalNumber: '19811218-9876' }), 'Incorrect personalNumber'],
  ['A3', 'number', 'auth', requirement({ personalNumber: 198112189876 }), 'Incorrect personalNumber'],
  ['A4', 'array', 'auth', requirement([]), 'Invalid requirement'],
  ['A4', 'null', 'auth', requirement(null), 'Invalid requirement'],
  ['A4', 'allowFingerprint', 'auth', requirement({ allowFingerprint: true }), 'Invalid requirement'],
  ['A4', 'tokenStartRequired', 'auth', requirement({ tokenStartRequired: true }), 'Invalid requirement'],
  ['A4', 'autoStartTokenRequired', 'auth', requirement({ autoStartTokenRequired: true }), 'Invalid requirement'],
  ['A4', 'issuerCn', 'auth', requirement({ issuerCn: 'x' }), 'Invalid requirement'],
  ['A4', 'mrtdRequired', 'auth', requirement({ mrtdRequired: true }), 'Invalid requirement'],
  ['A4', 'pinCode as text', 'auth', requirement({ pinCode: 'true' }), 'Invalid requirement'],
  ['A4', 'mrtd as number', 'auth', requirement({ mrtd: 1 }), 'Invalid requirement'],
  ['A4', 'unknown cardReader', 'auth', requirement({ cardReader: 'class3' }), 'Invalid requirement'],
  ['A4', 'no policy', 'auth', requirement({ certificatePolicies: [] }), 'Invalid requirement'],
  ['A4', 'policy that is no OID', 'auth', requirement({ certificatePolicies: ['mobile'] }), 'Invalid requirement'],
  ['A4', 'early wildcard', 'auth', requirement({ certificatePolicies: ['1.2.3.*'] }), 'Invalid requirement'],
  ['A4', 'two wildcards', 'auth', requirement({ certificatePolicies: ['1.2.3.4.*.*'] }), 'Invalid requirement'],
  ['A4', 'production policy', 'auth', requirement({ certificatePolicies: ['1.2.752.78.1.5'] }), 'Invalid requirement'],
  ['A4', 'withdrawn policy', 'auth', requirement({ certificatePolicies: ['1.2.752.71.1.3'] }), 'Invalid requirement'],
  ['A4', 'high risk', 'auth', requirement({ risk: 'high' }), 'Invalid requirement'],
  ['A4', 'upper-case risk', 'auth', requirement({ risk: 'LOW' }), 'Invalid requirement'],
  ['A5', 'no text', 'sign', without('sign', 'userVisibleData'), 'Invalid userVisibleData'],
  ['A5', 'empty text', 'sign', { userVisibleData: '' }, 'Invalid userVisibleData'],
  ['A6', 'empty text on auth', 'auth', { userVisibleData: '' }, 'Invalid userVisibleData'],
  ['A6', 'not base64', 'sign', { userVisibleData: 'Hej!' }, 'Invalid userVisibleData'],
  ['A6', 'base64url', 'sign', { userVisibleData: 'w7_Dvw==' }, 'Invalid userVisibleData'],
  ['A6', 'no padding', 'sign', { userVisibleData: 'SGU' }, 'Invalid userVisibleData'],
  ['A6', 'line break', 'sign', { userVisibleData: 'SGVq\n' }, 'Invalid userVisibleData'],
  ['A6', 'not UTF-8 inside', 'sign', { userVisibleData: '/w==' }, 'Invalid userVisibleData'],
  ['A6', 'too long', 'auth', { userVisibleData: tooLong(longestAuth) }, 'Invalid userVisibleData'],
  ['A6', 'too long', 'sign', { userVisibleData: tooLong(10_000) }, 'Invalid userVisibleData'],
  ['A6', 'too long', 'payment', { userVisibleData: tooLong(250) }, 'Invalid userVisibleData'],
  ['A7', 'empty', 'auth', { userNonVisibleData: '' }, 'Invalid userNonVisibleData'],
  ['A7', 'not base64', 'sign', { userNonVisibleData: '***' }, 'Invalid userNonVisibleData'],
  ['A7', 'too long', 'auth', { userNonVisibleData: tooLong(longestAuth) }, 'Invalid userNonVisibleData'],
  ['A7', 'too long', 'sign', { userNonVisibleData: tooLong(50_000) }, 'Invalid userNonVisibleData'],
  [
    'A7',
    'too long',
    'payment',
    { userVisibleData: 'SGVq', userNonVisibleData: tooLong(250) },
    'Invalid userNonVisibleData',
  ],
  ['A8', 'hidden alone', 'payment', { userNonVisibleData: 'SGVq' }, 'userNonVisible data requires userVisibleData'],
  ['A9', 'unknown format', 'sign', { userVisibleDataFormat: 'markdown' }, 'Invalid userVisibleDataFormat'],
  [
    'A10',
    'unclosed strong',
    'sign',
    { userVisibleData: base64('*Hej'), userVisibleDataFormat: 'simpleMarkdownV1' },
    'At (1, 1): a strong part is never closed',
  ],
  [
    'A10',
    'D8: a list sign without its space',
    'auth',
    { userVisibleData: base64('a\n\nb:\n+ c\n+Dd'), userVisibleDataFormat: 'simpleMarkdownV1' },
    "At (5, 1): Initial token for unordered list items must be '+' and it must be followed by space.",
  ],
  ['A11', 'empty', 'auth', { returnUrl: '' }, 'Invalid returnUrl'],
  ['A11', 'relative', 'auth', { returnUrl: '/back' }, 'Invalid returnUrl'],
  ['A11', 'number', 'auth', { returnUrl: 1 }, 'Invalid returnUrl'],
  ['A11', 'too long', 'auth', { returnUrl: `https://rp.example/${'a'.repeat(494)}` }, 'Invalid returnUrl'],
  ['A12', 'text', 'auth', { returnRisk: 'true' }, invalid],
  ['A13', 'web and app', 'auth', { web, app }, invalid],
  ['A13', 'empty web', 'auth', { web: {} }, invalid],
  ['A13', 'empty app', 'auth', { app: {} }, invalid],
  ['A13', 'web as text', 'auth', { web: 'rp.example' }, invalid],
  ['A13', 'unknown member', 'auth', { web: { ...web, ip: '1' } }, invalid],
  ['A13', 'a name that every object has', 'auth', { web: { toString: 'x' } }, invalid],
  ['A13', 'deviceOs', 'auth', { app: { deviceOs: 'IOS 16' } }, invalid],
  ['A13', 'short domain', 'auth', { web: { referringDomain: 'ab' } }, invalid],
  ['A13', 'domain in upper case', 'auth', { web: { referringDomain: 'RP.example' } }, invalid],
  ['A13', 'domain of 254', 'auth', { web: { referringDomain: 'a'.repeat(254) } }, invalid],
  ['A13', 'user agent of 257', 'auth', { web: { userAgent: 'a'.repeat(257) } }, invalid],
  ['A13', 'device identifier of 65', 'auth', { web: { deviceIdentifier: 'a'.repeat(65) } }, invalid],
  ['A13', 'empty device identifier', 'auth', { app: { deviceIdentifier: '' } }, invalid],
]

const paymentRows: readonly Row[] = [
  ['A14', 'no transaction', 'payment', without('payment', 'userVisibleTransaction'), invalid],
  ['A14', 'array', 'payment', { userVisibleTransaction: [] }, invalid],
  ['A14', 'unknown member', 'payment', { userVisibleTransaction: { ...card, extra: 1 } }, invalid],
  ['A14', 'warning that is no text', 'payment', { userVisibleTransaction: { ...card, riskWarning: 1 } }, invalid],
  [
    'A15',
    'unknown type',
    'payment',
    { userVisibleTransaction: { ...card, transactionType: 'cash' } },
    'transactionType is not a valid transaction type',
  ],
  [
    'A16',
    'no recipient',
    'payment',
    { userVisibleTransaction: { transactionType: 'card' } },
    'Recipient name is invalid',
  ],
  [
    'A16',
    'empty name',
    'payment',
    { userVisibleTransaction: { ...card, recipient: { name: '' } } },
    'Recipient name is invalid',
  ],
  [
    'A16',
    '41 characters',
    'payment',
    { userVisibleTransaction: { ...card, recipient: { name: 'a'.repeat(41) } } },
    'Recipient name is invalid',
  ],
  ['A17', 'decimal point', 'payment', money('100.00'), 'money has invalid amount or currency'],
  ['A17', 'two commas', 'payment', money('1,000,00'), 'money has invalid amount or currency'],
  ['A17', 'comma at the end', 'payment', money('100,'), 'money has invalid amount or currency'],
  ['A17', '49 characters', 'payment', money('1'.repeat(49)), 'money has invalid amount or currency'],
  ['A17', 'unknown currency', 'payment', money('100', 'XYZ'), 'money has invalid amount or currency'],
  ['A17', 'currency in lower case', 'payment', money('100', 'sek'), 'money has invalid amount or currency'],
  [
    'A17',
    'money with npa',
    'payment',
    { userVisibleTransaction: { ...card, transactionType: 'npa', money: { amount: '1', currency: 'SEK' } } },
    'money has invalid amount or currency',
  ],
  ['A18', 'unknown flag', 'payment', { riskFlags: ['odd'] }, invalid],
  ['A18', 'no array', 'payment', { riskFlags: 'newCard' }, invalid],
]

const remoteRows: readonly Row[] = [
  ['P1', 'no number', 'phone/auth', without('phone/auth', 'personalNumber'), 'Incorrect personalNumber'],
  ['P1', 'ten digits', 'phone/sign', { personalNumber: '8112189876' }, 'Incorrect personalNumber'],
  ['P1', 'letters', 'other/payment', { personalNumber: '19811218987x' }, 'Incorrect personalNumber'],
  ['P2', 'no initiator', 'phone/auth', without('phone/auth', 'callInitiator'), 'Incorrect callInitiator'],
  ['P2', 'rp', 'phone/auth', { callInitiator: 'rp' }, 'Incorrect callInitiator'],
  ['P2', 'User', 'phone/sign', { callInitiator: 'User' }, 'Incorrect callInitiator'],
  ['A5', 'no text', 'phone/sign', without('phone/sign', 'userVisibleData'), 'Invalid userVisibleData'],
  ['A6', 'not base64', 'phone/auth', { userVisibleData: '?' }, 'Invalid userVisibleData'],
  ['A7', 'not base64', 'phone/auth', { userNonVisibleData: '?' }, 'Invalid userNonVisibleData'],
  [
    'A8',
    'hidden alone',
    'other/payment',
    { userNonVisibleData: 'SGVq' },
    'userNonVisible data requires userVisibleData',
  ],
  ['A9', 'unknown format', 'phone/sign', { userVisibleDataFormat: 'html' }, 'Invalid userVisibleDataFormat'],
  [
    'A10',
    'table without delimiters',
    'phone/sign',
    { userVisibleData: base64('|a|b|'), userVisibleDataFormat: 'simpleMarkdownV1' },
    'At (1, 1): a table without a delimiter row',
  ],
  [
    'A10',
    'character out of range',
    'other/payment',
    { userVisibleData: base64('😀'), userVisibleDataFormat: 'simpleMarkdownV1' },
    'At (1, 1): a code point out of range',
  ],
  ['P4', 'endUserIp', 'phone/auth', { endUserIp: '203.0.113.24' }, invalid],
  ['P4', 'returnUrl', 'phone/auth', { returnUrl: 'https://rp.example' }, invalid],
  ['P4', 'returnRisk', 'phone/sign', { returnRisk: true }, invalid],
  ['P4', 'web', 'phone/auth', { web }, invalid],
  ['P4', 'app', 'phone/sign', { app }, invalid],
  ['P4', 'endUserIp', 'other/payment', { endUserIp: '203.0.113.24' }, invalid],
  ['P5', 'personalNumber', 'phone/auth', requirement({ personalNumber: anna.personalNumber }), 'Invalid requirement'],
  ['P5', 'mrtd', 'phone/sign', requirement({ mrtd: true }), 'Invalid requirement'],
  [
    'P5',
    'personalNumber',
    'other/payment',
    requirement({ personalNumber: anna.personalNumber }),
    'Invalid requirement',
  ],
  ['A4', 'risk', 'phone/auth', requirement({ risk: 'low' }), 'Invalid requirement'],
  ['A17', 'decimal point', 'other/payment', money('100.00'), 'money has invalid amount or currency'],
  ['A1', 'unknown property', 'phone/auth', { surprise: 1 }, invalid],
  ['A1', 'callInitiator on other/payment', 'other/payment', { callInitiator: 'RP' }, invalid],
]

describe.each([...deviceRows, ...paymentRows, ...remoteRows])('%s', (check, name, operation, change, details) => {
  it(`refuses ${name} on ${operation}`, async () => {
    const whole = change['whole']
    const body = typeof whole === 'object' ? { ...whole } : { ...goodBody(operation), ...change }
    expect(await bank.call(operation, body)).toEqual({
      status: 400,
      body: { errorCode: 'invalidParameters', details },
      check: `bankid-${check}`,
    })
  })
})

describe('the order of the checks', () => {
  const rows: readonly (readonly [first: string, operation: string, body: Json])[] = [
    ['A1', 'auth', { surprise: 1, endUserIp: '' }],
    ['A2', 'auth', { endUserIp: '', requirement: { personalNumber: '1' } }],
    ['A3', 'payment', { ...goodBody('payment'), userVisibleTransaction: {}, requirement: { personalNumber: '1' } }],
    ['A15', 'payment', { ...goodBody('payment'), userVisibleTransaction: {}, requirement: { cardReader: 'x' } }],
    ['A18', 'payment', { ...goodBody('payment'), riskFlags: [1], requirement: { cardReader: 'x' } }],
    ['A4', 'sign', { ...goodBody('sign'), requirement: { cardReader: 'x' }, userVisibleData: '' }],
    ['A6', 'sign', { ...goodBody('sign'), userVisibleData: '?', returnUrl: '' }],
    ['P1', 'phone/sign', { personalNumber: '1', callInitiator: 'x' }],
    ['P2', 'phone/sign', { personalNumber: anna.personalNumber, callInitiator: 'x', userVisibleData: '?' }],
    ['A6', 'phone/sign', { ...goodBody('phone/sign'), userVisibleData: '?', endUserIp: '::1' }],
    ['P1', 'other/payment', { personalNumber: '1', userVisibleTransaction: {} }],
  ]

  it.each(rows)('%s answers first on %s', async (first, operation, body) => {
    expect((await bank.call(operation, body)).check).toBe(`bankid-${first}`)
  })
})

describe('switches', () => {
  it('production policies are legal in production and those of test are not', async () => {
    const production = await createHarness({ environment: 'production' })
    const ask = (policy: string) =>
      production.call('auth', { ...goodBody('auth'), ...requirement({ certificatePolicies: [policy] }) })
    expect((await ask('1.2.752.78.1.5')).status).toBe(200)
    expect((await ask('1.2.3.4.5')).check).toBe('bankid-A4')
  })

  it('the lenient profile lets unknown properties and faulty markdown through', async () => {
    const lenient = await createHarness({ profile: 'lenient' })
    const change = { surprise: 1, userVisibleData: base64('*Hej'), userVisibleDataFormat: 'simpleMarkdownV1' }
    expect((await lenient.call('sign', { ...goodBody('sign'), ...change })).status).toBe(200)
    expect((await lenient.call('auth', { ...goodBody('auth'), ...requirement({ issuerCn: 'x' }) })).status).toBe(200)
  })
})

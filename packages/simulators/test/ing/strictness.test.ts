import { beforeAll, describe, expect, it } from 'vitest'
import { signAnswer } from '../../src/ing/showcase/sign-answer.ts'
import { createHarness, type Harness, jsonOf } from './ing-harness.ts'
import { GOOD, paymentCall } from './payment-drafts.ts'

let bank: Harness

beforeAll(async () => {
  bank = await createHarness()
})

const answerTo = async (choice: Parameters<typeof paymentCall>[1]) => {
  const answer = await bank.send(await paymentCall(bank, choice))
  return { status: answer.status, check: answer.rejection?.check, reason: answer.rejection?.reason }
}

describe('D11: what could mean two things is refused', () => {
  it.each(['http', 'jws'] as const)('a JSON member that stands twice, under %s', async (scheme) => {
    const body = JSON.stringify(GOOD).replace('{', '{"creditorName":"Mallory",')
    expect(await answerTo({ body, scheme })).toEqual({
      status: 400,
      check: 'ing-63',
      reason: expect.stringContaining('"creditorName" twice'),
    })
  })

  it('a nested one too, and the same name in two objects is none', async () => {
    const body = JSON.stringify(GOOD).replace('"amount":', '"amount":"1.00","amount":')
    expect((await answerTo({ body })).check).toBe('ing-63')
    expect((await answerTo({})).status).toBe(201)
  })

  it.each([
    'javascript:alert(1)',
    'JavaScript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    'blob:x',
  ])('TPP-Redirect-URI: %s', async (uri) => {
    expect(await answerTo({ headers: { 'TPP-Redirect-URI': uri } })).toMatchObject({ status: 400, check: 'ing-61' })
  })

  it('an app may have a scheme of its own', async () => {
    expect((await answerTo({ headers: { 'TPP-Redirect-URI': 'com.example.app://paid' } })).status).toBe(201)
  })

  it.each([
    ['transactions', 'currency=EUR&currency=EUR', 'ing-56'],
    ['transactions', 'currency=EUR&dateFrom=2026-03-01&dateFrom=2026-03-02', 'ing-54'],
    ['transactions', 'currency=EUR&limit=1&limit=2', 'ing-59'],
    ['balances', 'currency=EUR&balanceTypes=expected&balanceTypes=expected', 'ing-57'],
  ])('%s?%s', async (path, query, check) => {
    const { access: token } = await bank.customer()
    const { accounts } = jsonOf(await bank.send(bank.http({ method: 'GET', target: '/v3/accounts', token }))) as {
      accounts: { resourceId: string }[]
    }
    const target = `/v3/accounts/${accounts[0]?.resourceId}/${path}?${query}`
    const answer = await bank.send(bank.http({ method: 'GET', target, token }))
    expect([answer.status, answer.rejection?.check]).toEqual([400, check])
  })
})

describe('D9: the lenient profile serves ING’s published examples', () => {
  let lenient: Harness

  beforeAll(async () => {
    lenient = await createHarness({ profile: 'lenient' })
  })

  const url = (origin: string, redirectUri: string, country: string): string =>
    `https://127.0.0.1/${origin}/${country}?${new URLSearchParams({
      client_id: lenient.ing.clientId,
      scope: 'payment-accounts:balances:view payment-accounts:transactions:view',
      state: 'x',
      redirect_uri: redirectUri,
      response_type: 'code',
    })}`

  it.each(['https://www.example.com', 'https://www.example.com/', 'www.example.com'])(
    'redirects to %s',
    async (uri) => {
      const body = { authorizeUrl: url('authorize/v2', uri, 'NL') }
      const { body: answer } = await lenient.control('POST', '/ing/consents', body)
      expect((answer as { location: string }).location.startsWith(`${uri}?state=x&code=`)).toBe(true)
      expect((await bank.control('POST', '/ing/consents', body)).status).toBe(400)
    },
  )

  it('has Popescu Corina of Romania, at the address from before November 2024', async () => {
    const decision = {
      profile: 'Popescu Corina',
      authorizeUrl: url('granting/abc-123', 'https://tpp.example/cb', 'RO'),
    }
    const { status, body } = await lenient.control('POST', '/ing/consents', decision)
    expect([status, (body as { location: string }).location]).toEqual([200, expect.stringContaining('code=')])
    expect((await bank.control('POST', '/ing/consents', decision)).status).toBe(400)
    const headers = { Authorization: `Bearer ${await lenient.mtlsToken()}` }
    const listed = await lenient.send({ method: 'GET', target: '/grantssupport/accounts', headers, tls: null })
    const { accounts } = JSON.parse(String(listed.body).slice(6)) as { accounts: { name: string; scopes: string[] }[] }
    expect(accounts.find(({ name }) => name === 'Popescu Corina')?.scopes).toHaveLength(2)
  })
})

it('D10: ING’s signature on an answer stands in headers of lower case, as they are on the wire', () => {
  const world = { pki: { bank: bank.pki.ing.bank } } as never
  const { headers = {} } = signAnswer(
    world,
    { status: 200, body: '{}', headers: { 'Content-Type': 'application/json' } },
    0,
  )
  expect(Object.keys(headers)).toEqual(['Content-Type', 'digest', 'x-jws-signature'])
})

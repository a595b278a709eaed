import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type Challenge,
  type HttpMethod,
  NostroError,
  type Payment,
  type PaymentRef,
  type ProviderServices,
  type SessionAccess,
  type Transport,
  toJsonRequest,
  toRequest,
} from '@nostro/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BerlinGroupProvider } from '../src/index.ts'
import { ibansOf, itemsOf, openSetting, type Setting } from './berlin-group-setting.ts'
import { createOpenApiJudge, type JudgedAnswer, type OpenApiJudge } from './openapi-judge.ts'

/**
 * The official OpenAPI file of NextGenPSD2 (psd2-api 1.3.11, CC BY 4.0): where the environment says, or in a reference folder
 * beside the checkout.
 */
const places = [
  process.env['BERLIN_GROUP_OPENAPI'] ?? '',
  join(import.meta.dirname, '../../../../shared/reference/schemas/psd2-api-1.3.11.yaml'),
]
const file = places.find((place) => existsSync(place))
if (file === undefined)
  process.stderr.write(
    'Skipped: no OpenAPI file of the Berlin Group. Set BERLIN_GROUP_OPENAPI to the path of its YAML.\n',
  )

const answers: (JudgedAnswer & { readonly bank: string })[] = []
const transports: Transport[] = []
/** `X-Request-ID` of calls that are not the provider’s. */
const ownCalls = new Set<string>()
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8')
/** Without the simulated bank's own first segment. */
const ownPath = (target: string): string => target.replace(/^\/[^/]+/, '')
const bankOf = (target: string): string => target.split('/')[1] ?? ''

const keeping = (services: ProviderServices): ProviderServices => ({
  ...services,
  createTransport: (settings) => {
    const transport = services.createTransport(settings)
    transports.push(transport)
    return {
      ...transport,
      send: async (request, options) => {
        const response = await transport.send(request, options)
        const { status, headers, body } = response
        answers.push({
          bank: bankOf(request.target),
          method: request.method,
          target: ownPath(request.target),
          status,
          headers,
          body: text(body),
        })
        return response
      },
    }
  },
})

const transfer = {
  amount: { amount: '12.50', currency: 'EUR' },
  creditor: {
    name: 'Molenaar & Zonen',
    iban: 'NL91ABNA0417164300',
    bic: 'ABNANL2A',
    address: { street: 'Dam', buildingNumber: '1', city: 'Amsterdam', postalCode: '1012', country: 'NL' },
  },
  remittanceInformation: 'Invoice 7',
  remittanceReference: 'RF18539007547034',
  endToEndId: 'E2E-7',
} as const
const debtor = { iban: 'DE02120300000000202051', currency: 'EUR', name: 'Jonas Weber' }

const psu = {
  ipAddress: '192.0.2.77',
  port: 4711,
  userAgent: 'Browser/1',
  accept: 'text/html',
  acceptCharset: 'utf-8',
  acceptEncoding: 'gzip',
  acceptLanguage: 'de-DE',
  httpMethod: 'GET',
  deviceId: '99435c7e-ad88-49ec-a2ad-99ddcb1f5555',
  geoLocation: 'GEO:52.506931;13.144558',
} as const

describe.runIf(file !== undefined)(
  'requests and answers against the OpenAPI file of the standard (needs the file: set BERLIN_GROUP_OPENAPI to its path)',
  () => {
    let setting: Setting
    let judge: OpenApiJudge
    beforeAll(async () => {
      judge = createOpenApiJudge(readFileSync(file ?? '', 'utf8'))
      setting = await openSetting(keeping)
      await readAccounts()
      await pay()
      await stepByStep()
      await askForFunds()
    })
    afterAll(() => setting.stop())

    /** A call that the provider has no use for: the simulator's answer is judged all the same. */
    const call = async (method: HttpMethod, target: string, headers: Record<string, string> = {}, body?: unknown) => {
      const origin = new URL(setting.simulators.ready.berlinGroup?.url ?? '').origin
      const id = randomUUID()
      ownCalls.add(id)
      const all = {
        'X-Request-ID': id,
        'PSU-IP-Address': '192.0.2.1',
        Accept: 'application/json',
        ...headers,
      }
      const head = { method, origin, target: `/standard${target}`, headers: all }
      const request = body === undefined ? toRequest(head) : toJsonRequest(head, body)
      const response = await transports[0]?.send(request, { ctx: {}, route: target, idempotent: true })
      if (response === undefined) throw new Error('Nothing was sent')
      const { status } = response
      answers.push({ bank: 'standard', method, target, status, headers: response.headers, body: text(response.body) })
      return JSON.parse(text(response.body) || '{}') as Record<string, unknown>
    }

    const readAccounts = async (): Promise<void> => {
      const { provider, session, access, accounts } = await setting.connect('standard')
      await setting.create('standard').auth.start({ purpose: 'accounts' }, { psu })
      for (const kind of ['current', 'card', 'savings'] as const) {
        const account = accounts.find((each) => each.kind === kind)
        if (account === undefined) continue
        await provider.accounts.balances(access, account, { psu })
        await itemsOf(provider.accounts.transactions(access, account, { dateTo: '2099-01-01' }, { psu }))
      }
      const { consentId = '' } = session.secrets as { readonly consentId?: string }
      const [account] = accounts
      const id = account?.id ?? ''
      const card = accounts.find(({ kind }) => kind === 'card')?.id ?? ''
      const consent = { 'Consent-ID': consentId }
      await call('GET', `/v1/consents/${consentId}/status`)
      const { authorisationIds = [] } = await call('GET', `/v1/consents/${consentId}/authorisations`)
      await call('GET', `/v1/consents/${consentId}/authorisations/${(authorisationIds as readonly string[])[0]}`)
      await call('GET', `/v1/accounts/${id}`, consent)
      await call('GET', `/v1/card-accounts/${card}`, consent)
      const all = await call('GET', `/v1/accounts/${id}/transactions?bookingStatus=all&dateFrom=2026-01-01`, consent)
      const { booked = [] } = all['transactions'] as { booked?: readonly { transactionId: string }[] }
      await call('GET', `/v1/accounts/${id}/transactions/${booked[0]?.transactionId}`, consent)
      await call('GET', '/v1/accounts')
      await call('GET', '/v1/accounts/nowhere', consent)
      await provider.auth.revoke?.(session)
      await call('GET', '/v1/accounts', consent)
    }

    const inDays = (days: number) =>
      new Date(setting.simulators.clock.now() + days * 86_400_000).toISOString().slice(0, 10)

    const confirm = async (provider: BerlinGroupProvider, first: Challenge | undefined): Promise<void> => {
      let challenge = first
      while (challenge !== undefined) {
        const input = { password: 'start123', method: 'sms', otp: '123456' }
        const redirectUrl = challenge.kind === 'redirect' ? await setting.decide(challenge.url) : undefined
        const result = await provider.auth.advance(challenge, { input, redirectUrl })
        challenge = result.status === 'pending' ? result.challenge : undefined
      }
    }

    /** With a confirmation of its own: 202, and its authorisation. */
    const cancel = async (provider: BerlinGroupProvider, access: SessionAccess, ref: PaymentRef): Promise<void> => {
      const error = await provider.payments?.cancel?.(access, ref).catch((each: unknown) => each)
      await confirm(provider, NostroError.isInstance(error) ? error.challenge : undefined)
    }

    const pay = async (): Promise<void> => {
      const { provider, access } = await setting.connect('standard', { purpose: 'payments' })
      const given: readonly Payment[] = [
        { kind: 'single', debtor, ...transfer },
        { kind: 'instant', debtor, ...transfer },
        { kind: 'scheduled', debtor, ...transfer, requestedExecutionDate: inDays(3) },
        {
          kind: 'periodic',
          debtor,
          ...transfer,
          startDate: inDays(3),
          endDate: inDays(300),
          frequency: 'monthly',
          dayOfExecution: 5,
          executionRule: 'following',
        },
        { kind: 'bulk', debtor, payments: [transfer, transfer] },
      ]
      for (const payment of given) {
        const paid = await provider.payments?.initiate(access, payment, { idempotencyKey: randomUUID() })
        if (paid?.challenge?.kind !== 'redirect') throw new Error('A redirect was expected')
        const { service = '', product = '' } = paid.ref.details ?? {}
        await call('GET', `/v1/${service}/${product}/${paid.ref.id}`)
        await call('GET', `/v1/${service}/${product}/${paid.ref.id}/authorisations`)
        await confirm(provider, paid.challenge)
        if (payment.kind === 'scheduled') {
          await cancel(provider, access, paid.ref)
          await call('GET', `/v1/${service}/${product}/${paid.ref.id}/cancellation-authorisations`)
        }
        await provider.payments?.status(access, paid.ref)
      }
      const early = await provider.payments?.initiate(access, given[0] as Payment, { idempotencyKey: randomUUID() })
      if (early !== undefined) await provider.payments?.cancel?.(access, early.ref)
      await call('GET', '/v1/payments/sepa-credit-transfers/nowhere/status')
    }

    /** Password, method and code: the PUT steps of an authorisation. */
    const stepByStep = async (): Promise<void> => {
      await setting.connect('embedded', { customerId: 'jonas.weber' })
      const { provider, access } = await setting.connect('embedded', { purpose: 'payments', customerId: 'jonas.weber' })
      const payment = { kind: 'scheduled', debtor, ...transfer, requestedExecutionDate: inDays(3) } as const
      const paid = await provider.payments?.initiate(access, payment, { idempotencyKey: randomUUID() })
      if (paid === undefined) throw new Error('The bank takes payments')
      await confirm(provider, paid.challenge)
      await cancel(provider, access, paid.ref)
    }

    const askForFunds = async (): Promise<void> => {
      const accounts = (await ibansOf(setting, 'standard')).slice(0, 1)
      const { provider, access } = await setting.connect('standard', { purpose: 'funds', accounts })
      const question = { account: { iban: accounts[0] }, amount: transfer.amount, payee: 'Bakery' }
      await provider.funds?.confirm(access, question)
      await provider.funds
        ?.confirm(access, { ...question, amount: { amount: '1.00', currency: 'SEK' } })
        .catch(() => {})
    }

    /** Consents to confirmations of funds stand in a file of their own. */
    const isHere = ({ target }: { readonly target: string }): boolean => target.startsWith('/v1/')

    it('the provider’s requests fit', () => {
      const requests = setting.simulators.recorder
        .requests()
        .map(({ method, target, headers, body }) => ({
          method,
          target: ownPath(target),
          headers: Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value])),
          body: Buffer.from(body, 'base64').toString('utf8'),
        }))
        .filter((request) => isHere(request) && !ownCalls.has(request.headers['x-request-id'] ?? ''))
      expect(requests.length).toBeGreaterThan(40)
      expect([...new Set(requests.flatMap(judge.request))]).toEqual([])
    })

    it('the simulator’s answers fit', () => {
      const findings = answers.filter(isHere).flatMap((answer) =>
        judge
          .answer(answer)
          // This bank leaves the id out on purpose, as some do.
          .filter((finding) => !(answer.bank === 'embedded' && finding.includes("property 'authorisationId'"))),
      )
      expect([...new Set(findings)]).toEqual([])
    })

    it('the judge finds what does not fit', () => {
      const headers = { 'x-request-id': '99435c7e-ad88-49ec-a2ad-99ddcb1f5555', 'content-type': 'application/json' }
      const body = JSON.stringify({
        account: { iban: 'DE02120300000000202051' },
        instructedAmount: { currency: 'EUR', amount: 1 },
        payer: 'x',
      })
      const findings = judge.request({ method: 'POST', target: '/v1/funds-confirmations?fast=1', headers, body })
      const places = ['query fast is not known', '/instructedAmount/amount must be string', '"payer"']
      for (const place of places) expect(findings.join('\n')).toContain(place)
      const target = '/v1/accounts?withBalance=true'
      expect(judge.request({ method: 'GET', target, headers, body: '' }).join()).toContain(
        'header Consent-ID is missing',
      )
      const answer = { method: 'GET', target, status: 200, headers, body: '{"accounts":[{"currency":"eur"}]}' }
      expect(judge.answer(answer).join()).toContain('/accounts/0/currency must match pattern')
      expect(judge.answer({ ...answer, status: 299 }).join()).toContain('the status is not known')
    })

    it('all operations were judged but signing baskets, which neither side has', () => {
      const missing = judge.operations.filter((each) => !judge.judged().includes(each) && !each.includes('baskets'))
      expect(missing).toEqual([])
    })
  },
)

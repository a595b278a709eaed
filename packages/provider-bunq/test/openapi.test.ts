import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Payment } from '@nostro/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { collect, type Harness, type Opened, startHarness } from './harness.ts'

/**
 * bunq's own OpenAPI file (github.com/bunq/doc, swagger.json): where the environment says, or in a reference folder
 * beside the checkout.
 */
const places = [
  process.env['BUNQ_OPENAPI'] ?? '',
  join(import.meta.dirname, '../../../../shared/reference/bunq-openapi.json'),
]
const file = places.find((place) => existsSync(place))
if (file === undefined)
  process.stderr.write('Skipped: no OpenAPI file of bunq. Set BUNQ_OPENAPI to the path of its swagger.json.\n')

interface Schema {
  readonly type?: string
  readonly $ref?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
}

interface Aliases {
  readonly alias: readonly { readonly type: string; readonly value: string }[]
}

interface Api {
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
  readonly paths: Readonly<Record<string, unknown>>
}

let paths: readonly string[] = []
let schemas: Readonly<Record<string, Schema>> = {}

const typeOf = (value: unknown): string =>
  Array.isArray(value) ? 'array' : Number.isInteger(value) ? 'integer' : typeof value

/** Places where a value departs from its schema. Null is allowed everywhere, as bunq does it. */
const departures = (value: unknown, schema: Schema, at: string): readonly string[] => {
  if (value === null || value === undefined) return []
  const { type, properties, items } =
    schema.$ref === undefined ? schema : (schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {})
  const actual = typeOf(value)
  if (type !== undefined && type !== actual && !(type === 'number' && actual === 'integer')) {
    return [`${at}: ${actual} in place of ${type}`]
  }
  if (Array.isArray(value))
    return value.flatMap((item) => (items === undefined ? [] : departures(item, items, `${at}[]`)))
  if (actual !== 'object' || properties === undefined) return []
  return Object.entries(value as object).flatMap(([name, member]) =>
    properties[name] === undefined ? [] : departures(member, properties[name], `${at}.${name}`),
  )
}

describe.runIf(file !== undefined)(
  'answers against bunq’s OpenAPI file (needs the file: set BUNQ_OPENAPI to its path)',
  () => {
    let harness: Harness
    let opened: Opened
    let accountId: string
    beforeAll(async () => {
      const api = JSON.parse(readFileSync(file ?? '', 'utf8')) as Api
      schemas = api.components.schemas
      paths = Object.keys(api.paths)
      harness = await startHarness()
      opened = await harness.open()
      const accounts = await collect(opened.provider.accounts.accounts(opened.access))
      const account = accounts.find(({ kind, currency }) => kind === 'current' && currency === 'EUR')
      accountId = account?.id ?? ''
      await makeOneOfEach()
      await askForMoney(account?.raw as Aliases)
    })

    /** The seeded customer has payments, cards and events; the rest is made here. */
    const makeOneOfEach = async (): Promise<void> => {
      const { payments, requests, statements } = opened.provider
      const amount = { amount: '1.00', currency: 'EUR' }
      const transfer = { amount, creditor: { email: 'bravo@bunq.com' }, remittanceInformation: 'one' }
      const debtor = { accountId }
      const kinds: readonly Payment[] = [
        { kind: 'draft', debtor, payments: [transfer] },
        { kind: 'request', debtor, amount, payer: { email: 'sugardaddy@bunq.com' }, description: 'one' },
        { kind: 'scheduled', debtor, ...transfer, requestedExecutionDate: '2099-01-01' },
        { kind: 'bulk', debtor, payments: [transfer, transfer] },
      ]
      for (const payment of kinds) {
        await payments.initiate(opened.access, payment, { idempotencyKey: `one-${payment.kind}` })
      }
      await opened.provider.oauthClients.ensure(opened.access, [])
      await requests.createTab(opened.access, accountId, { amount, description: 'one' })
      await statements.order(opened.access, accountId, {
        format: 'MT940',
        dateFrom: '2024-01-01',
        dateTo: '2024-01-31',
      })
    }
    afterAll(() => harness.stop())

    /** Somebody else asks the customer for money, by e-mail. */
    const askForMoney = async ({ alias }: Aliases): Promise<void> => {
      const other = await harness.open({ apiKey: await harness.apiKey({ empty: true }) })
      const [account] = await collect(other.provider.accounts.accounts(other.access))
      const email = alias.find(({ type }) => type === 'EMAIL')?.value ?? ''
      const debtor = { accountId: account?.id ?? '' }
      const amount = { amount: '1.00', currency: 'EUR' }
      const request: Payment = { kind: 'request', debtor, amount, payer: { email }, description: 'one' }
      await other.provider.payments.initiate(other.access, request, { idempotencyKey: 'one' })
    }

    it('has a row of the guide for each of its parts', () => {
      const guide = readFileSync(join(import.meta.dirname, '../../../docs/bunq.md'), 'utf8')
      const parts = paths.map((path) => {
        const names = path.split('/').filter((name) => name !== '' && !name.startsWith('{'))
        return names.find((name) => name !== 'user' && name !== 'monetary-account') ?? names.at(-1) ?? ''
      })
      expect([...new Set(parts)].filter((part) => !guide.includes(`\`${part}\``))).toEqual([])
      expect(parts.length).toBeGreaterThan(200)
    })

    it.each([
      ['user/{userId}/monetary-account-bank', 'MonetaryAccountBank'],
      ['user/{userId}/monetary-account-savings', 'MonetaryAccountSavings'],
      ['user/{userId}/monetary-account-joint', 'MonetaryAccountJoint'],
      ['user/{userId}/monetary-account/{accountId}/payment', 'Payment'],
      ['user/{userId}/monetary-account/{accountId}/draft-payment', 'DraftPayment'],
      ['user/{userId}/monetary-account/{accountId}/request-inquiry', 'RequestInquiry'],
      ['user/{userId}/monetary-account/{accountId}/request-response', 'RequestResponse'],
      ['user/{userId}/monetary-account/{accountId}/schedule-payment', 'SchedulePayment'],
      ['user/{userId}/monetary-account/{accountId}/bunqme-tab', 'BunqMeTab'],
      ['user/{userId}/monetary-account/{accountId}/mastercard-action', 'MasterCardAction'],
      ['user/{userId}/monetary-account/{accountId}/customer-statement', 'ExportStatement'],
      ['user/{userId}/monetary-account/{accountId}/payment-batch', 'PaymentBatch'],
      ['user', 'UserPerson'],
      ['user/{userId}/monetary-account-card', 'MonetaryAccountCard'],
      ['user/{userId}/monetary-account-external', 'MonetaryAccountExternal'],
      ['user/{userId}/credential-password-ip', 'UserCredentialPasswordIp'],
      ['user/{userId}/oauth-client', 'OauthClient'],
      ['user/{userId}/card', 'Card'],
      ['user/{userId}/event', 'Event'],
    ])('%s', async (path, name) => {
      const route = path.replace('{accountId}', accountId)
      const { json } = await opened.provider.request(opened.access, 'GET', `${route}?count=200`)
      const { Response: items } = json as { readonly Response: readonly Readonly<Record<string, unknown>>[] }
      const schema = schemas[`${name}Read`] ?? schemas[`${name}Listing`]
      expect(schema).toBeDefined()
      expect(items.length).toBeGreaterThan(0)
      const found = items.flatMap((item) => departures(Object.values(item)[0], schema ?? {}, name))
      expect([...new Set(found)]).toEqual([])
    })
  },
)

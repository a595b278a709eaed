import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import {
  checkAccountRef,
  checkContext,
  checkPaymentRef,
  checkQuery,
  checkStart,
  initiateSchema,
  transactionQuerySchema,
} from './call-schemas.ts'
import { checkInput } from './check-input.ts'

const bank = { provider: 'test', name: 'Test Bank' }
const refused = (field: string) =>
  expect.objectContaining({ code: 'invalid_request', message: expect.stringContaining(`\`${field}\``) as string })

describe('a query', () => {
  const check = (query: object) => checkQuery(query, { bank, schema: transactionQuerySchema })

  it('is taken when it is good', () => {
    for (const query of [{}, { dateFrom: '2026-01-01', dateTo: '2026-01-01', pageSize: 1, order: 'newest-first' }]) {
      expect(check(query)).toBe(query)
    }
  })

  it.each([
    ['A8: dateFrom after dateTo', { dateFrom: '2026-01-02', dateTo: '2026-01-01' }, 'dateFrom'],
    ['A8: a Date', { dateFrom: new Date(0) }, 'dateFrom'],
    ['a day that is none', { dateTo: '2026-13-01' }, 'dateTo'],
    ['a page of no entry', { pageSize: 0 }, 'pageSize'],
    ['half a page', { pageSize: 1.5 }, 'pageSize'],
    ['a text as size', { pageSize: '10' }, 'pageSize'],
    ['a misspelt member', { from: '2026-01-01' }, 'from'],
    ['another order', { order: 'random' }, 'order'],
    ['nothing', undefined as never, 'query'],
  ])('A8: %s is refused', (_, query, field) => {
    expect(() => check(query)).toThrow(refused(field))
  })
})

describe('options of a payment', () => {
  const check = (options: unknown) => checkInput(initiateSchema, options, { bank, what: 'options' })

  it.each([
    ['A8: no key', {}, 'idempotencyKey'],
    ['an empty key', { idempotencyKey: '' }, 'idempotencyKey'],
    ['a key with a line feed', { idempotencyKey: 'a\nb' }, 'idempotencyKey'],
    ['a misspelt key', { idempotencykey: 'x', idempotencyKey: 'y' }, 'idempotencykey'],
    ['nothing', undefined, 'options'],
  ])('with %s are refused', (_, options, field) => {
    expect(() => check(options)).toThrow(refused(field))
  })

  it('with a key are taken', () => {
    expect(check({ idempotencyKey: 'k', redirectUri: undefined })).toEqual({ idempotencyKey: 'k' })
  })
})

describe('references and context', () => {
  it('of plain JavaScript are refused by name', () => {
    expect(() => checkAccountRef(undefined as never, bank)).toThrow(refused('account'))
    expect(() => checkAccountRef({ kind: 'card' } as never, bank)).toThrow(refused('account.id'))
    expect(() => checkPaymentRef({ provider: 'test', kind: 'single' } as never, bank)).toThrow(refused('ref.id'))
    expect(() => checkContext({ signal: {} } as never, bank)).toThrow(refused('ctx.signal'))
    expect(() => checkContext({ psu: {} } as never, bank)).toThrow(refused('ctx.psu.ipAddress'))
  })

  it('A16: a payment of another provider is refused by name', () => {
    expect(() => checkPaymentRef({ provider: 'other', kind: 'single', id: '1' }, bank)).toThrow(refused('ref.provider'))
  })

  it('that are good are taken', () => {
    expect(() => checkContext(undefined, bank)).not.toThrow()
    expect(() => checkContext({ signal: new AbortController().signal, psu: { ipAddress: '::1' } }, bank)).not.toThrow()
    const ref = { id: 'a', kind: 'card', name: 'whole accounts too' } as const
    expect(checkAccountRef(ref, bank)).toBe(ref)
  })
})

describe('a request to start', () => {
  const check = (request: object) =>
    checkStart(request as never, { bank, purposes: ['accounts', 'payments'], members: ['redirectUri'] })

  it('gives its purpose', () => {
    expect(check({ purpose: 'accounts', redirectUri: 'https://x.example', country: undefined })).toBe('accounts')
  })

  it.each([
    ['A16: a purpose that is none', { purpose: 'nonsense' }, 'purpose'],
    ['no purpose', {}, 'purpose'],
    ['nothing', undefined as never, 'request'],
    ['a member that the bank cannot serve', { purpose: 'accounts', scaMethod: 'x' }, 'scaMethod'],
    ['a misspelt member', { purpose: 'accounts', redirectURI: 'x' }, 'redirectURI'],
  ])('%s is refused', (_, request, field) => {
    expect(() => check(request)).toThrow(refused(field))
  })
})

it('a member that is undefined counts as absent, also one that the schema does not know', () => {
  const schema = z.strictObject({ purpose: z.string() })
  const rules = { bank, what: 'request' }
  expect(checkInput(schema, { purpose: 'accounts', country: undefined }, rules)).toEqual({ purpose: 'accounts' })
  expect(() => checkInput(schema, { purpose: 'accounts', country: 'NL' }, rules)).toThrow('`country` is not known')
  expect(() => checkInput(schema, { purpose: undefined }, rules)).toThrow('purpose')
})

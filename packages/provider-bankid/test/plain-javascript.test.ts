import type { Challenge } from '@nostro/core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { BankIdProvider } from '../src/index.ts'
import { type Harness, startHarness } from './harness.ts'

let harness: Harness
let bankid: BankIdProvider

beforeAll(async () => {
  harness = await startHarness()
  bankid = harness.provider()
})
beforeEach(() => harness.simulators.recorder.clear())
afterAll(() => harness.stop())

const endUserIp = '203.0.113.24'

/** A function as a program without types calls it. */
const untyped = (call: unknown): ((...args: readonly unknown[]) => Promise<unknown>) =>
  call as (...args: readonly unknown[]) => Promise<unknown>

describe('E9: plain JavaScript', () => {
  it.each([
    ['an operation that does not exist', ['login', { endUserIp }], 'no operation “login”'],
    ['a name that every object has', ['toString', { endUserIp }], 'no operation “toString”'],
    ['no operation', [], 'no operation'],
    ['no fields', ['auth'], '“auth” is called without its fields'],
    ['null for fields', ['auth', null], '“auth” is called without its fields'],
    ['a text for fields', ['sign', 'Hej'], '“sign” is called without its fields'],
    ['fields of another name', ['auth', { ip: endUserIp }], '`ip`'],
  ])('%s is a named error, and nothing is sent', async (_name, args, message) => {
    for (const call of [bankid.orders.startOrder, bankid.orders.openOrder]) {
      await expect(untyped(call)(...args)).rejects.toMatchObject({
        code: 'invalid_request',
        message: expect.stringContaining(message),
        hint: expect.stringContaining('Nothing was sent'),
      })
    }
    expect(harness.received()).toEqual([])
  })
})

describe('fields that are brought into BankID’s form', () => {
  const requestOf = ({ serverState }: Challenge): Record<string, unknown> =>
    (serverState as { request: Record<string, unknown> }).request

  it('E5: a long user agent is cut to 256 characters, never inside one', async () => {
    const web = (userAgent: string) => ({ endUserIp, web: { userAgent } })
    const long = await bankid.orders.openOrder('auth', web('a'.repeat(300)))
    expect(requestOf(long)).toMatchObject({ web: { userAgent: 'a'.repeat(256) } })
    const split = await bankid.orders.openOrder('auth', web(`${'a'.repeat(255)}😀`))
    expect(requestOf(split)).toMatchObject({ web: { userAgent: 'a'.repeat(255) } })
    for (const challenge of [long, split]) await bankid.orders.cancel(challenge)
  })

  it('D7: an IPv4 address inside an IPv6 one is sent as IPv4', async () => {
    const challenge = await bankid.orders.openOrder('auth', { endUserIp: '::ffff:172.19.0.1' })
    expect(requestOf(challenge)).toMatchObject({ endUserIp: '172.19.0.1' })
    await bankid.orders.cancel(challenge)
  })
})

describe('A16: what is not BankID’s own is refused by name', () => {
  const refused = (message: string | RegExp) => ({ code: 'invalid_request', message: expect.stringMatching(message) })
  const everyUse = (challenge: Challenge): readonly (() => Promise<unknown>)[] => [
    () => bankid.auth.advance(challenge, {}),
    () => bankid.orders.advance(challenge),
    () => bankid.orders.cancel(challenge),
    () => bankid.follow(challenge).next(),
    async () => bankid.orders.frame(challenge, harness.clock.now()),
    async () => bankid.orders.resumeOrder(challenge),
  ]

  it('a challenge of another provider, of another version, without its secrets, and none', async () => {
    const good = JSON.parse(JSON.stringify(await bankid.orders.openOrder('auth', { endUserIp }))) as Challenge
    const wrong: readonly (readonly [unknown, RegExp])[] = [
      [{ ...good, provider: 'ing' }, /of the provider “ing”/],
      [{ ...good, serverState: { ...(good.serverState as object), version: 2 } }, /another version \(2\)/],
      [{ ...good, serverState: {} }, /a part of it is missing/],
      [{ ...good, id: 'other' }, /not a challenge of BankID/],
      [undefined, /not a challenge of BankID/],
      [null, /not a challenge of BankID/],
    ]
    harness.simulators.recorder.clear()
    for (const [challenge, message] of wrong) {
      for (const use of everyUse(challenge as Challenge)) await expect(use()).rejects.toMatchObject(refused(message))
    }
    expect(harness.received()).toEqual([])
    await bankid.orders.cancel(good)
  })

  it('a challenge long expired: BankID is not asked about it', async () => {
    const challenge = await bankid.orders.openOrder('auth', { endUserIp })
    await harness.clock.sleep(challenge.expiresAt - harness.clock.now() + 1)
    harness.simulators.recorder.clear()
    await expect(bankid.auth.advance(challenge, {})).rejects.toMatchObject(refused(/expired/))
    expect(harness.received()).toEqual([])
    // Leaving it is no error.
    await bankid.orders.cancel(challenge)
  })

  it('a purpose that BankID does not have', async () => {
    for (const purpose of ['nonsense', 'accounts', undefined]) {
      await expect(untyped(bankid.auth.start)({ purpose })).rejects.toMatchObject(refused('BankID identifies people'))
    }
    await expect(untyped(bankid.auth.start)()).rejects.toMatchObject(refused('`request` must be an object'))
  })

  it.each([
    ['country', 'SE'],
    ['institution', { name: 'Bank' }],
    ['accounts', ['SE3550000000054910000003']],
    ['customerType', 'business'],
    ['validUntil', '2030-01-01'],
    ['scaMethod', '901'],
  ])('a wish that BankID cannot fulfil (%s) is refused, not ignored', async (name, value) => {
    await expect(untyped(bankid.auth.start)({ purpose: 'identify', [name]: value })).rejects.toMatchObject(
      refused(`\`${name}\``),
    )
    expect(harness.received()).toEqual([])
  })

  it('evidence of another provider or format', async () => {
    for (const change of [{ provider: 'ing' }, { format: 'other/1' }, { data: null }]) {
      const evidence = { provider: 'bankid', format: 'bankid-completion/1', createdAt: 0, data: {}, ...change }
      await expect(bankid.exportEvidence(evidence)).rejects.toMatchObject({ code: 'invalid_request' })
    }
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Client, connect, control, eur, num, openBunq, str, toBravo } from '../../test/bunq/bunq-client.ts'

const totals = async (client: Client): Promise<unknown> => (await control(client.bunq, 'GET', '/bunq/totals'))['items']

const balance = async (client: Client): Promise<string> => {
  const account = await client.get(`user/${client.userId}/monetary-account/${client.accountId}`)
  return str(account.first['balance'] as Record<string, unknown>, 'value')
}

const cents = (value: string): bigint => BigInt(value.replace('.', ''))

const aliases = [
  { type: 'EMAIL', value: 'bravo@bunq.com' },
  { type: 'EMAIL', value: 'bob@example.com' },
  { type: 'IBAN', value: 'NL91BUNQ2025000012', name: 'Savings' },
  { type: 'IBAN', value: 'NL91ABNA0417164300', name: 'Grocer' },
  { type: 'EMAIL', value: 'nobody@example.com' },
]

const orders = fc.array(
  fc.record({ alias: fc.constantFrom(...aliases), cents: fc.integer({ min: -100, max: 60_000 }) }),
  { minLength: 1, maxLength: 40 },
)

describe('money', () => {
  it('is neither made nor lost by random payments at once, and every balance follows from its history', async () => {
    const bunq = openBunq()
    const [alice, bob] = [await connect(bunq), await connect(bunq)]
    await fc.assert(
      fc.asyncProperty(orders, async (wanted) => {
        const before = [await balance(alice), await balance(bob)].map(cents)
        const answers = await Promise.all(
          wanted.map(({ alias, cents: amount }, index) => {
            const payer = index % 3 === 0 ? bob : alice
            return payer.write('POST', `user/${payer.userId}/monetary-account/${payer.accountId}/payment`, {
              amount: eur((amount / 100).toFixed(2)),
              counterparty_alias: alias,
              description: `random ${index}`,
            })
          }),
        )
        const paid = answers.map(({ status }, index) => (status === 200 ? BigInt(wanted[index]?.cents ?? 0) : 0n))
        const sum = (keep: (index: number) => boolean) =>
          paid.reduce((total, amount, index) => (keep(index) ? total + amount : total), 0n)
        const toBob = (index: number) => wanted[index]?.alias.value === 'bob@example.com'
        expect(cents(await balance(alice))).toBe((before[0] ?? 0n) - sum((index) => index % 3 !== 0))
        expect(cents(await balance(bob))).toBe((before[1] ?? 0n) - sum((index) => index % 3 === 0) + sum(toBob))
        for (const { total } of (await totals(alice)) as { total: string }[]) expect(total).toBe('0.00')
      }),
      { numRuns: 15, seed: 20261121 },
    )
    for (const client of [alice, bob]) {
      const path = `user/${client.userId}/monetary-account/${client.accountId}/payment?count=200`
      const newest = (await client.get(path)).first['balance_after_mutation']
      expect(newest).toEqual(eur(await balance(client)))
    }
  })

  it('moves all payments of a batch or none', async () => {
    const client = await connect(openBunq())
    const path = `user/${client.userId}/monetary-account/${client.accountId}/payment-batch`
    const good = await client.write('POST', path, { payments: [toBravo('1.00'), toBravo('2.00')] })
    const batch = await client.get(`${path}/${num(good.first, 'id')}`)
    const payments = (batch.first['payments'] as { Payment: { amount: unknown; batch_id: number }[] }).Payment
    expect(payments.map(({ amount }) => amount)).toEqual([eur('-1.00'), eur('-2.00')])
    expect(payments[0]?.batch_id).toBe(num(good.first, 'id'))
    const nobody = { ...toBravo('1.00'), counterparty_alias: { type: 'EMAIL', value: 'nobody@example.com' } }
    expect((await client.write('POST', path, { payments: [toBravo('1.00'), nobody] })).check).toBe('bunq-30')
    expect((await client.write('POST', path, { payments: [toBravo('500.00'), toBravo('452.01')] })).check).toBe(
      'bunq-28',
    )
    expect((await client.write('POST', path, { payments: [] })).check).toBe('bunq-23')
    expect(await balance(client)).toBe('952.00')
  })

  it('row 28: stops at the daily limit, which transfers between own accounts do not touch', async () => {
    const client = await connect(openBunq())
    const account = `user/${client.userId}/monetary-account`
    const limit = await client.write('PUT', `${account}-bank/${client.accountId}`, { daily_limit: eur('100.00') })
    expect(limit.status).toBe(200)
    const pay = (body: object) => client.write('POST', `${account}/${client.accountId}/payment`, body)
    expect((await pay(toBravo('99.00'))).status).toBe(200)
    expect((await pay(toBravo('1.01'))).errors).toEqual(['Insufficient balance.'])
    const own = { ...toBravo('300.00'), counterparty_alias: aliases[2] }
    expect((await pay(own)).status).toBe(200)
    client.bunq.clock.advance(24 * 60 * 60)
    expect((await pay(toBravo('1.01'))).status).toBe(200)
  })

  it('exchanges currencies through the world outside, each currency keeping its sum', async () => {
    const client = await connect(openBunq())
    const path = `user/${client.userId}/monetary-account/${client.accountId}/currency-conversion`
    const quote = await client.write('POST', `${path}-quote`, {
      amount: eur('100.00'),
      currency_source: 'EUR',
      currency_target: 'USD',
      order_type: 'SELL',
      counterparty_alias: { type: 'IBAN', value: 'NL10BUNQ2025000015', name: 'Alice' },
    })
    const one = `${path}-quote/${num(quote.first, 'id')}`
    expect((await client.get(one)).first).toMatchObject({
      status: 'PENDING',
      amount_target: { value: '108.50', currency: 'USD' },
      rate: '1.0850',
    })
    expect((await client.write('PUT', one, { status: 'ACCEPTED' })).first['status']).toBe('ACCEPTED')
    expect((await client.write('PUT', one, { status: 'ACCEPTED' })).check).toBe('bunq-23')
    expect(await balance(client)).toBe('855.00')
    expect((await client.get(path)).first).toMatchObject({ amount: eur('100.00'), status: 'COMPLETED' })
    for (const { total } of (await totals(client)) as { total: string }[]) expect(total).toBe('0.00')
  })
})

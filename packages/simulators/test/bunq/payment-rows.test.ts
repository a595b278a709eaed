import { beforeAll, describe, expect, it } from 'vitest'
import { type Client, eur, num, toBravo } from './bunq-client.ts'
import { changed, type Good, goodPayment, type Row, refusesEach } from './spoiled-payment.ts'

const rows: readonly Row[] = [
  ...['0', '0.00', '-1.00'].map(
    (value): Row => ({
      row: 27,
      what: `amount ${value}`,
      status: 400,
      text: 'Amount must be greater than zero.',
      call: () => changed({ amount: eur(value) }),
    }),
  ),
  {
    row: 28,
    what: 'amount above the balance',
    status: 400,
    text: 'Insufficient balance.',
    call: () => changed({ amount: eur('955.01') }),
  },
  {
    row: 29,
    what: 'other currency',
    status: 400,
    text: 'Currency does not match the account.',
    call: () => changed({ amount: { value: '1.00', currency: 'USD' } }),
  },
  {
    row: 30,
    what: 'IBAN without a name',
    status: 400,
    text: 'Invalid counterparty alias.',
    call: () => changed({ counterparty_alias: { type: 'IBAN', value: 'NL91ABNA0417164300' } }),
  },
  {
    row: 30,
    what: 'IBAN with wrong check digits',
    status: 400,
    text: 'Invalid counterparty alias.',
    call: () => changed({ counterparty_alias: { type: 'IBAN', value: 'NL92ABNA0417164300', name: 'Grocer' } }),
  },
  {
    row: 30,
    what: 'e-mail address of nobody',
    status: 400,
    text: 'Invalid counterparty alias.',
    call: () => changed({ counterparty_alias: { type: 'EMAIL', value: 'nobody@example.com' } }),
  },
  {
    row: 31,
    what: '141 characters to another bank',
    status: 400,
    text: 'Description is too long.',
    call: () =>
      changed({
        description: 'é'.repeat(141),
        counterparty_alias: { type: 'IBAN', value: 'NL91ABNA0417164300', name: 'Grocer' },
      }),
  },
  {
    row: 31,
    what: '9001 characters inside the bank',
    status: 400,
    text: 'Description is too long.',
    call: () => changed({ description: 'x'.repeat(9001) }),
  },
]

describe('one thing wrong with a payment itself', () => {
  let good: Good

  beforeAll(async () => {
    good = await goodPayment()
  })

  refusesEach(rows, () => good)

  it('row 32: refuses a closed account', async () => {
    const { client } = good
    const path = `user/${client.userId}/monetary-account-bank`
    const id = num((await client.write('POST', path, { currency: 'EUR' })).first, 'id')
    const closing = { status: 'CANCELLED', sub_status: 'REDEMPTION_VOLUNTARY', reason: 'OTHER' }
    await client.write('POST', `user/${client.userId}/monetary-account/${client.accountId}/payment`, {
      ...toBravo('2.00'),
      counterparty_alias: { type: 'IBAN', value: await ibanOf(client, id), name: 'Alice' },
    })
    expect((await client.write('PUT', `${path}/${id}`, closing)).status).toBe(200)
    const answer = await client.write('POST', `user/${client.userId}/monetary-account/${id}/payment`, toBravo('1.00'))
    expect([answer.status, answer.check, answer.errors]).toEqual([400, 'bunq-32', ['Monetary account is not active.']])
  })
})

const ibanOf = async (client: Client, id: number): Promise<string> => {
  const { first } = await client.get(`user/${client.userId}/monetary-account/${id}`)
  return (first['alias'] as { value: string }[])[0]?.value ?? ''
}

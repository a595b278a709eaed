import { describe, expect, it } from 'vitest'
import { createHarness, type Harness, itRefuses, jsonOf, type Members } from './enable-banking-harness.ts'

const session = (code: string) => ({ method: 'POST', target: '/sessions', body: { code } })
const read = (uid: string, kind = 'balances') => ({ target: `/accounts/${uid}/${kind}` })

const ended = (status: string) => async (bank: Harness) => {
  const open = await bank.session()
  await bank.control('POST', '/enable-banking/sessions', { status })
  return read(open.uid())
}

describe('codes and sessions', () => {
  itRefuses([
    {
      row: 24,
      name: 'a foreign code',
      status: 422,
      error: 'WRONG_AUTHORIZATION_CODE',
      make: () => session('12345678'),
    },
    {
      row: 25,
      name: 'a code twice',
      status: 422,
      error: 'ALREADY_AUTHORIZED',
      make: async (bank) => {
        const code = await bank.code()
        await bank.send(session(code))
        return session(code)
      },
    },
    {
      row: 26,
      name: 'a code that is too old',
      status: 422,
      error: 'EXPIRED_AUTHORIZATION_CODE',
      make: async (bank) => {
        const code = await bank.code()
        bank.clock.advance(600)
        return session(code)
      },
    },
    {
      row: 27,
      name: 'a restricted application without a linked account',
      status: 422,
      error: 'NO_ACCOUNTS_ADDED',
      options: { linkedAccounts: ['FI0000000000000000'] },
      make: async (bank) => session(await bank.code()),
    },
    {
      row: 28,
      name: 'an unknown session',
      status: 404,
      error: 'SESSION_DOES_NOT_EXIST',
      make: () => ({ target: '/sessions/abc' }),
    },
    {
      row: 29,
      name: 'closing twice',
      status: 400,
      error: 'CLOSED_SESSION',
      make: async (bank) => {
        const { id } = await bank.session()
        await bank.send({ method: 'DELETE', target: `/sessions/${id}` })
        return { method: 'DELETE', target: `/sessions/${id}` }
      },
    },
    {
      row: 30,
      name: 'an account id that is no UUID',
      status: 400,
      error: 'INVALID_ACCOUNT_ID',
      make: () => read('42'),
    },
    {
      row: 31,
      name: 'an unknown account',
      status: 404,
      error: 'ACCOUNT_DOES_NOT_EXIST',
      make: () => read('a217d676-7559-4f2a-83dc-5da0c2279223'),
    },
    { row: 32, name: 'an ended session', status: 401, error: 'EXPIRED_SESSION', make: ended('EXPIRED') },
    { row: 32, name: 'a revoked session', status: 401, error: 'REVOKED_SESSION', make: ended('REVOKED') },
    { row: 32, name: 'a closed session', status: 400, error: 'CLOSED_SESSION', make: ended('CLOSED') },
    {
      row: 32,
      name: 'a session past valid_until',
      status: 401,
      error: 'EXPIRED_SESSION',
      make: async (bank) => {
        const open = await bank.session()
        bank.clock.set(Date.parse('2026-05-01T00:00:00Z'))
        return read(open.uid())
      },
    },
    {
      row: 33,
      name: 'balances that were not asked for',
      status: 403,
      error: 'ACCESS_DENIED',
      make: async (bank) => {
        const access = { valid_until: '2026-05-01T00:00:00Z', balances: false }
        return read((await bank.session({ body: { access } })).uid())
      },
    },
    {
      row: 14,
      name: "a part of the bank's PSU headers",
      status: 422,
      error: 'PSU_HEADER_NOT_PROVIDED',
      make: async (bank) => ({
        ...read((await bank.session({ bank: 'Nordea' })).uid()),
        headers: { 'Psu-Ip-Address': '192.0.2.1' },
      }),
    },
    {
      row: 15,
      name: 'an address that is none',
      status: 422,
      error: 'PSU_HEADER_INVALID',
      make: async (bank) => ({ ...read((await bank.session()).uid()), headers: { 'Psu-Ip-Address': 'localhost' } }),
    },
    {
      row: 15,
      name: 'a geo location with a blank',
      status: 422,
      error: 'PSU_HEADER_INVALID',
      make: async (bank) => ({ ...read((await bank.session()).uid()), headers: { 'Psu-Geo-Location': '60.1, 24.9' } }),
    },
    {
      row: 34,
      name: 'the fifth unattended read of a day',
      status: 429,
      error: 'ASPSP_RATE_LIMIT_EXCEEDED',
      options: { rateLimits: true },
      make: async (bank) => {
        const open = await bank.session()
        for (let count = 0; count < 4; count++) await bank.json(read(open.uid()))
        return read(open.uid())
      },
    },
    {
      row: 39,
      name: 'PSU headers at a bank that fails with them',
      status: 400,
      error: 'ASPSP_ERROR',
      make: async (bank) => ({
        ...read((await bank.session({ bank: 'VDK bank', country: 'BE' })).uid()),
        headers: { 'Psu-Ip-Address': '192.0.2.1' },
      }),
    },
    {
      row: 38,
      name: 'a bank that times out',
      status: 408,
      error: 'ASPSP_TIMEOUT',
      make: async (bank) => {
        const open = await bank.session()
        await bank.control('POST', '/enable-banking/modes', { bankTimesOut: true })
        return read(open.uid())
      },
    },
  ])

  it('gives other uids and the same hashes after a renewal, and lets the old session live or end by bank', async () => {
    for (const [bank, country, left] of [
      ['Mock ASPSP', 'FI', 'AUTHORIZED'],
      ['Swedbank', 'SE', 'EXPIRED'],
    ] as const) {
      const sims = createHarness()
      const [first, second] = [await sims.session({ bank, country }), await sims.session({ bank, country })]
      const hashes = (accounts: readonly Members[]) => accounts.map((account) => account['identification_hash'])
      expect(hashes(second.accounts)).toEqual(hashes(first.accounts))
      expect(second.uid()).not.toBe(first.uid())
      expect(await sims.json({ target: `/sessions/${first.id}` })).toMatchObject({ status: left })
    }
  })

  it('does not end attended reads', async () => {
    const bank = createHarness({ rateLimits: true })
    const open = await bank.session()
    for (let count = 0; count < 9; count++) {
      const answer = await bank.send({ ...read(open.uid()), headers: { 'Psu-Ip-Address': '192.0.2.1' } })
      expect(answer.status).toBe(200)
    }
  })

  it('leaves out what is not linked', async () => {
    const all = await createHarness().session()
    const [
      {
        account_id: { iban },
      },
    ] = all.accounts as unknown as [{ account_id: { iban: string } }]
    const bank = createHarness({ linkedAccounts: [iban] })
    expect((await bank.session()).accounts).toHaveLength(1)
  })

  it('has accounts that share an IBAN and its hash, each with its currency', async () => {
    const open = await createHarness().session({ bank: 'Wise', country: 'BE', body: { psu_type: 'personal' } })
    const wallets = open.accounts.filter(
      ({ product }) => product === 'Current account' || product === 'Currency account',
    )
    expect(new Set(wallets.map((account) => account['identification_hash'])).size).toBe(1)
    expect(wallets.map(({ currency }) => currency)).toEqual(['EUR', 'USD'])
  })

  it('sends the customer back with an error after a cancel, and takes the decision once', async () => {
    const bank = createHarness()
    const url = await bank.start()
    const back = await bank.decide(url, { decision: 'cancel' })
    expect(Object.fromEntries(back)).toMatchObject({ error: 'access_denied', state: 'abc 123' })
    expect(await bank.control('POST', '/enable-banking/authorisations', { url })).toMatchObject({ status: 400 })
  })

  it('has pages for a browser: customer, accounts, and back', async () => {
    const bank = createHarness()
    const target = new URL(await bank.start()).toString().replace('https://127.0.0.1:4443', '')
    const login = await bank.send({ target, token: null })
    expect([login.status, login.headers?.['Content-Type']]).toEqual([200, 'text/html;charset=UTF-8'])
    const customer = /name="customer" value="([^"]+)"/.exec(String(login.body))?.[1] ?? ''
    const post = (form: string) => bank.send({ method: 'POST', target, token: null, body: form })
    const accounts = await post(`action=next&step=customer&customer=${customer}`)
    const account = /name="account" value="([^"]+)"/.exec(String(accounts.body))?.[1] ?? ''
    const back = await post(`action=next&step=accounts&customer=${customer}&account=${account}`)
    const code = new URL(back.headers?.['Location'] ?? '').searchParams.get('code') ?? ''
    expect((jsonOf(await bank.send(session(code)))['accounts'] as unknown[]).length).toBe(1)
  })
})

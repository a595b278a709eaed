import type { Payment, SessionAccess } from '@nostro/core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openSetting, type Setting } from './enable-banking-setting.ts'

let setting: Setting
let access: SessionAccess

const open = async (bank: string, country: string): Promise<SessionAccess> => {
  const { auth } = setting.provider
  const challenge = await auth.start({ purpose: 'payments', institution: { name: bank, country } })
  const result = await auth.advance(challenge, {})
  if (result.status !== 'complete') throw new Error('A session was expected')
  return setting.accessOf(result.session)
}

beforeAll(async () => {
  setting = await openSetting()
})
beforeEach(async () => {
  setting.simulators.reset()
  access = await open('Nordea', 'FI')
})
afterAll(() => setting.stop())

const payment = (change: object = {}): Payment =>
  ({
    kind: 'single',
    amount: { amount: '12.50', currency: 'EUR' },
    creditor: { name: 'Molenaar & Zonen', iban: 'NL91ABNA0417164300' },
    remittanceInformation: 'Invoice 7',
    ...change,
  }) as Payment

let keys = 0
const options = () => ({ idempotencyKey: `pay-${++keys}` })

describe('payments', () => {
  it('are signed on the page and end as the bank says', async () => {
    const { payments, auth } = setting.provider
    const paid = await payments.initiate(access, payment(), options())
    expect(paid).toMatchObject({ transactionStatus: 'RCVD', ref: { provider: 'enable-banking', kind: 'single' } })
    const { challenge } = paid
    if (challenge?.kind !== 'redirect') throw new Error('A redirect was expected')
    const redirectUrl = await setting.decide(challenge.url)
    expect(await auth.advance(challenge, { redirectUrl })).toMatchObject({
      status: 'complete',
      session: { purpose: 'payments' },
    })
    setting.simulators.clock.advance(5)
    expect(await payments.status(access, paid.ref)).toMatchObject({ transactionStatus: 'ACSC', final: true })
  })

  it.each([
    ['reject', 'RJCT', ['AM04 Insufficient funds']],
    ['cancel', 'CANC', []],
  ])('%s ends in %s', async (decision, transactionStatus, reasons) => {
    const paid = await setting.provider.payments.initiate(access, payment(), options())
    if (paid.challenge?.kind !== 'redirect') throw new Error('A redirect was expected')
    await setting.decide(paid.challenge.url, { decision })
    expect(await setting.provider.payments.status(access, paid.ref)).toMatchObject({
      transactionStatus,
      final: true,
      reasons,
    })
  })

  it('are sent once for a key, and the repeat gives the same payment', async () => {
    const same = options()
    const [first, second] = [
      await setting.provider.payments.initiate(access, payment(), same),
      await setting.provider.payments.initiate(access, payment(), same),
    ]
    expect(second.ref).toEqual(first.ref)
    const other = setting.provider.payments.initiate(access, payment({ remittanceInformation: 'other' }), same)
    await expect(other).rejects.toMatchObject({ code: 'conflict' })
  })

  it('whose answer is lost stay unknown, and are not sent again', async () => {
    setting.simulators.faults.add({ bank: 'enable-banking', fault: 'reset_after', method: 'POST', path: '/payments' })
    const lost = options()
    await expect(setting.provider.payments.initiate(access, payment(), lost)).rejects.toMatchObject({
      code: 'outcome_unknown',
    })
    await expect(setting.provider.payments.initiate(access, payment(), lost)).rejects.toMatchObject({
      code: 'outcome_unknown',
    })
    expect(await setting.provider.payments.lookup?.(access, payment(), lost)).toEqual({ outcome: 'outcome_unknown' })
    const sent = setting.simulators.recorder.requests().filter(({ target }) => target === '/payments')
    expect(sent).toHaveLength(1)
  })

  it.each([
    [{ kind: 'periodic', startDate: '2026-04-01', frequency: 'monthly' }, 'kind'],
    [{ kind: 'bulk', payments: [payment(), payment()] }, 'kind'],
    [{ creditor: { iban: 'NL91ABNA0417164300' } }, 'creditor.name'],
    [{ creditor: { name: 'A', email: 'a@example.com' } }, 'creditor.iban'],
    [{ creditor: { name: 'A', iban: 'NL92ABNA0417164300' } }, 'creditor.iban'],
    [{ amount: { amount: '0.00', currency: 'EUR' } }, 'amount.amount'],
    [{ remittanceInformation: 'x'.repeat(141) }, 'remittanceInformation'],
    [{ kind: 'scheduled', requestedExecutionDate: '2001-01-01' }, 'requestedExecutionDate'],
    [{ product: 'cross-border' }, 'kind'],
  ])('%j is refused by the name of the field, before anything is sent', async (change, field) => {
    const shape =
      'payments' in change
        ? { kind: 'bulk', payments: (change.payments as Payment[]).map(({ kind: _kind, ...rest }) => rest) }
        : { ...payment(), ...change }
    const refused = setting.provider.payments.initiate(access, shape as Payment, options())
    await expect(refused).rejects.toMatchObject({ code: 'invalid_request', bankMessages: [{ path: field }] })
    expect(setting.simulators.recorder.requests().some(({ target }) => target === '/payments')).toBe(false)
  })

  it('need a debtor at Swedbank, which takes giro payments alone', async () => {
    const swedbank = await open('Swedbank', 'SE')
    await expect(setting.provider.payments.initiate(swedbank, payment(), options())).rejects.toMatchObject({
      code: 'invalid_request',
      hint: expect.stringContaining('DOMESTIC_SE_GIRO'),
    })
  })
})

import type { Payment } from '@nostro/core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openSetting, type Setting, type SimulatedBank } from './berlin-group-setting.ts'

let setting: Setting

beforeAll(async () => {
  setting = await openSetting()
})
beforeEach(() => setting.simulators.reset())
afterAll(() => setting.stop())

const payment = (change: object = {}): Payment =>
  ({
    kind: 'single',
    amount: { amount: '12.50', currency: 'EUR' },
    debtor: { iban: 'DE02120300000000202051' },
    creditor: { name: 'Molenaar & Zonen', iban: 'NL91ABNA0417164300' },
    remittanceInformation: 'Invoice 7',
    ...change,
  }) as Payment

const { amount, creditor } = payment() as Extract<Payment, { kind: 'single' }>
let keys = 0
const options = () => ({ idempotencyKey: `pay-${++keys}` })

const open = async (bank: SimulatedBank) => {
  const { provider, access } = await setting.connect(bank, {
    purpose: 'payments',
    ...(bank === 'embedded' && { customerId: 'jonas.weber' }),
  })
  const { payments } = provider
  if (payments === undefined) throw new Error('The bank takes payments')
  return { provider, payments, access }
}

describe('payments', () => {
  it.each([
    ['single', {}],
    ['instant', { kind: 'instant' }],
    ['scheduled', { kind: 'scheduled', requestedExecutionDate: '2099-01-01' }],
    [
      'periodic',
      {
        kind: 'periodic',
        startDate: '2099-01-01',
        frequency: 'monthly',
        dayOfExecution: 31,
        executionRule: 'following',
      },
    ],
    [
      'bulk',
      {
        kind: 'bulk',
        payments: [
          { amount, creditor },
          { amount, creditor },
        ],
      },
    ],
  ])('of the kind %s are taken and confirmed on the page', async (kind, change) => {
    const { provider, payments, access } = await open('standard')
    const given =
      kind === 'bulk'
        ? { kind: 'bulk', debtor: { iban: 'DE02120300000000202051' }, ...change }
        : { ...payment(), ...change }
    const far =
      kind === 'scheduled'
        ? {
            ...given,
            requestedExecutionDate: new Date(setting.simulators.clock.now() + 86_400_000).toISOString().slice(0, 10),
          }
        : given
    const paid = await payments.initiate(access, far as Payment, options())
    expect(paid).toMatchObject({ transactionStatus: 'RCVD', ref: { kind } })
    if (paid.challenge?.kind !== 'redirect') throw new Error('A redirect was expected')
    const redirectUrl = await setting.decide(paid.challenge.url)
    expect(await provider.auth.advance(paid.challenge, { redirectUrl })).toMatchObject({
      status: 'complete',
      session: { purpose: 'payments' },
    })
    setting.simulators.clock.advance(5)
    const { transactionStatus, final } = await payments.status(access, paid.ref)
    expect([transactionStatus, final]).toEqual(
      kind === 'scheduled' ? ['ACSP', false] : kind === 'periodic' ? ['ACCP', true] : ['ACSC', true],
    )
  })

  it.each(['developers', 'prestep', 'embedded', 'hub'] as const)('are taken at %s in its own way', async (bank) => {
    const { payments, access } = await open(bank)
    const paid = await payments.initiate(access, payment(), options())
    expect(paid.challenge?.kind).toBe(
      { developers: 'redirect', prestep: 'decoupled', embedded: 'input', hub: 'redirect' }[bank],
    )
  })

  it('are cancelled before the customer confirmed, and after it with a confirmation of its own', async () => {
    const { provider, payments, access } = await open('standard')
    const early = await payments.initiate(access, payment(), options())
    expect(await payments.cancel?.(access, early.ref)).toMatchObject({ transactionStatus: 'CANC', final: true })
    const late = await payments.initiate(access, payment(), options())
    if (late.challenge?.kind !== 'redirect') throw new Error('A redirect was expected')
    await setting.decide(late.challenge.url)
    const error = (await payments.cancel?.(access, late.ref).catch((each: unknown) => each)) as {
      code: string
      challenge: { kind: 'redirect'; url: string }
    }
    expect(error).toMatchObject({ code: 'sca_required', challenge: { kind: 'redirect' } })
    await provider.auth.advance(error.challenge as never, { redirectUrl: await setting.decide(error.challenge.url) })
    expect(await payments.status(access, late.ref)).toMatchObject({ transactionStatus: 'CANC' })
  })

  it('whose answer is lost stay unknown, and are not sent again', async () => {
    const { payments, access } = await open('standard')
    setting.simulators.faults.add({
      bank: 'berlin-group',
      fault: 'reset_after',
      method: 'POST',
      path: '/standard/v1/payments',
    })
    const lost = options()
    await expect(payments.initiate(access, payment(), lost)).rejects.toMatchObject({ code: 'outcome_unknown' })
    await expect(payments.initiate(access, payment(), lost)).rejects.toMatchObject({ code: 'outcome_unknown' })
    const sent = setting.simulators.recorder
      .requests()
      .filter(({ method, target }) => method === 'POST' && target.includes('/payments/'))
    expect(sent).toHaveLength(1)
  })

  it.each([
    [{ debtor: undefined }, 'debtor.iban'],
    [{ creditor: { iban: 'NL91ABNA0417164300' } }, 'creditor.name'],
    [{ creditor: { name: 'A', phone: '1' } }, 'creditor.iban'],
    [{ creditor: { name: 'x'.repeat(71), iban: 'NL91ABNA0417164300' } }, 'creditor.name'],
    [{ product: 'domestic' }, 'product'],
    [{ kind: 'scheduled', requestedExecutionDate: '2001-01-01' }, 'requestedExecutionDate'],
    [{ kind: 'draft', payments: [] }, 'kind'],
  ])('%j is refused by the name of the field, before anything is sent', async (change, field) => {
    const { payments, access } = await open('standard')
    const refused = payments.initiate(access, { ...payment(), ...change } as Payment, options())
    await expect(refused).rejects.toMatchObject({ code: 'invalid_request', bankMessages: [{ path: field }] })
  })
})

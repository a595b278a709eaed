import { beforeEach, describe, expect, it } from 'vitest'
import { type BunqControl, createBunqControl } from '../../src/control/bunq-control-calls.ts'
import { callInProcess } from '../../src/control/call-in-process.ts'
import { type Client, connect, eur, type Json, num, openBunq } from './bunq-client.ts'

let alice: Client
let control: BunqControl
let account: string

beforeEach(async () => {
  const bunq = openBunq()
  alice = await connect(bunq)
  control = createBunqControl(callInProcess(bunq.handler.control))
  account = `user/${alice.userId}/monetary-account/${alice.accountId}`
})

const payments = async (): Promise<readonly Json[]> => (await alice.get(`${account}/payment?count=50`)).list
const balance = async (): Promise<number> => {
  const { first } = await alice.get(`user/${alice.userId}/monetary-account/${alice.accountId}`)
  return Math.round(Number((first['balance'] as { value: string }).value) * 100)
}
const isSound = async (): Promise<boolean> => (await control.totals()).every(({ total }) => total === '0.00')

describe('D14: a given entry at bunq', () => {
  it('is a payment, in or out, with its number and balances', async () => {
    const before = await balance()
    const out = await control.addEntry(alice.accountId, {
      amount: '-12.34',
      counterparty: { name: 'Baker', iban: 'NL91ABNA0417164300' },
      description: 'Bread',
    })
    const into = await control.addEntry(alice.accountId, { amount: '100.00' })
    const [newest, other] = await payments()
    expect([num(newest ?? {}, 'id'), num(other ?? {}, 'id')]).toEqual([into.paymentId, out.paymentId])
    expect(other).toMatchObject({ amount: eur('-12.34'), description: 'Bread' })
    expect(await balance()).toBe(before + 10000 - 1234)
    expect(await isSound()).toBe(true)
  })

  it('that lies ahead appears when the clock gets there, and none lies back', async () => {
    const at = new Date(alice.bunq.clock.now() + 86_400_000).toISOString()
    expect(await control.addEntry(alice.accountId, { amount: '5.00', at, description: 'later' })).toEqual({ at })
    const texts = async () => (await payments()).map((each) => each['description'])
    expect(await texts()).not.toContain('later')
    alice.bunq.clock.advance(86_401)
    expect(await texts()).toContain('later')
    const past = { amount: '5.00', at: '2020-01-01T00:00:00Z' }
    await expect(control.addEntry(alice.accountId, past)).rejects.toThrow(/lies in the past/)
  })

  it('pending: is a card action, settled with a tip, by itself, or never', async () => {
    const pending = { amount: '-10.00', status: 'pending', description: 'Cafe' } as const
    const { actionId = 0 } = await control.addEntry(alice.accountId, pending)
    const { paymentId } = await control.settleEntry(alice.accountId, actionId, { amount: '-11.50' })
    const [newest] = await payments()
    expect(newest).toMatchObject({ id: paymentId, amount: eur('-11.50'), type: 'MASTERCARD', description: 'Cafe' })
    await expect(control.settleEntry(alice.accountId, actionId)).rejects.toThrow(/booked already/)
    await control.addEntry(alice.accountId, { ...pending, amount: '-2.00', booksAfterSeconds: 60 })
    await control.addEntry(alice.accountId, { ...pending, amount: '-3.00', booksAfterSeconds: null })
    alice.bunq.clock.advance(5 * 86_400)
    const amounts = (await payments()).slice(0, 5).map((each) => (each['amount'] as { value: string }).value)
    expect(amounts).toContain('-2.00')
    expect(amounts).not.toContain('-3.00')
    expect(await isSound()).toBe(true)
  })

  it('is corrected under its number and withdrawn, and the balances follow', async () => {
    const before = await balance()
    const { paymentId = 0 } = await control.addEntry(alice.accountId, { amount: '-1.00', description: 'one' })
    await control.addEntry(alice.accountId, { amount: '-5.00' })
    await control.correctEntry(alice.accountId, paymentId, { amount: '-1.50', description: 'two' })
    const [later, corrected] = await payments()
    expect(corrected).toMatchObject({ id: paymentId, amount: eur('-1.50'), description: 'two' })
    expect(later?.['balance_after_mutation']).toEqual(eur(((before - 650) / 100).toFixed(2)))
    await control.withdrawEntry(alice.accountId, paymentId)
    expect((await payments()).map((each) => num(each, 'id'))).not.toContain(paymentId)
    expect(await balance()).toBe(before - 500)
    expect(await isSound()).toBe(true)
    await expect(control.withdrawEntry(alice.accountId, paymentId)).rejects.toThrow(/no such payment/)
  })
})

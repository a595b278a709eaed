import { addDays, type Payment, type PaymentRef, subtractMoney } from '@nostro/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { collect, type Harness, mainAccount, type Opened, startHarness } from './harness.ts'

let harness: Harness
let opened: Opened
let accountId: string

beforeAll(async () => {
  harness = await startHarness()
  opened = await harness.open()
  accountId = await mainAccount(opened)
})
afterAll(() => harness.stop())

let keys = 0
const options = () => ({ idempotencyKey: `kind-${++keys}` })

const eur = (amount: string) => ({ amount, currency: 'EUR' })
const bravo = { email: 'bravo@bunq.com' }
const transfer = (text: string, amount = '1.25') => ({
  amount: eur(amount),
  creditor: bravo,
  remittanceInformation: text,
})
const today = () => new Date(harness.simulators.clock.now()).toISOString().slice(0, 10)
const inDays = (days: number): string => addDays(today(), days)
const initiate = (payment: Payment, given = options()) =>
  opened.provider.payments.initiate(opened.access, payment, given)
const statusOf = (ref: PaymentRef) => opened.provider.payments.status(opened.access, ref)

const texts = async (): Promise<readonly string[]> => {
  const pages = opened.provider.accounts.transactions(
    opened.access,
    { id: accountId, kind: 'current' },
    { pageSize: 50 },
  )
  for await (const { items } of pages) {
    return items.flatMap(({ remittanceInformation }) => remittanceInformation?.unstructured ?? [])
  }
  return []
}

const makers: Readonly<Record<string, (text: string) => Payment>> = {
  single: (text) => ({ kind: 'single', debtor: { accountId }, ...transfer(text) }),
  bulk: (text) => ({ kind: 'bulk', debtor: { accountId }, payments: [transfer(text), transfer(text, '2.50')] }),
  'bulk of a day': (text) => ({
    kind: 'bulk',
    debtor: { accountId },
    payments: [transfer(text)],
    requestedExecutionDate: inDays(3),
  }),
  draft: (text) => ({ kind: 'draft', debtor: { accountId }, payments: [transfer(text), transfer(text, '3.00')] }),
  scheduled: (text) => ({
    kind: 'scheduled',
    debtor: { accountId },
    requestedExecutionDate: inDays(2),
    ...transfer(text),
  }),
  periodic: (text) => ({
    kind: 'periodic',
    debtor: { accountId },
    startDate: inDays(1),
    endDate: inDays(100),
    frequency: 'quarterly',
    ...transfer(text),
  }),
  request: (text) => ({
    kind: 'request',
    debtor: { accountId },
    amount: eur('4.00'),
    payer: { email: 'bravo@bunq.com' },
    description: text,
  }),
}

describe('a bulk payment', () => {
  it('books all of its entries at once', async () => {
    const { ref, transactionStatus } = await initiate(makers['bulk']?.('bulk') as Payment)
    expect(transactionStatus).toBe('ACSC')
    expect((await texts()).filter((text) => text === 'bulk')).toHaveLength(2)
    expect(await statusOf(ref)).toMatchObject({ transactionStatus: 'ACSC', final: true })
    await expect(opened.provider.payments.cancel(opened.access, ref)).rejects.toMatchObject({ code: 'invalid_request' })
  })

  it('for a later day waits, and can be cancelled', async () => {
    const { ref, transactionStatus } = await initiate(makers['bulk of a day']?.('later') as Payment)
    expect(transactionStatus).toBe('PDNG')
    expect(await statusOf(ref)).toMatchObject({ transactionStatus: 'PDNG', final: false })
    expect(await opened.provider.payments.cancel(opened.access, ref)).toMatchObject({ transactionStatus: 'CANC' })
  })
})

const draftOf = (text: string) => makers['draft']?.(text) as Payment

describe('a draft', () => {
  it('moves nothing until it is accepted, which is signed and pays all entries', async () => {
    const { ref } = await initiate(makers['draft']?.('draft') as Payment)
    expect(await statusOf(ref)).toMatchObject({ transactionStatus: 'PDNG', final: false })
    expect(await texts()).not.toContain('draft')
    const accepted = await opened.provider.payments.decideDraft(opened.access, ref, { status: 'ACCEPTED' })
    expect(accepted).toMatchObject({ transactionStatus: 'ACSC', final: true })
    expect((await texts()).filter((text) => text === 'draft')).toHaveLength(2)
  })

  it('is listed with its entries, newest first, finished ones too', async () => {
    const [older, newer] = [await initiate(draftOf('older')), await initiate(draftOf('newer'))]
    await opened.provider.payments.decideDraft(opened.access, older.ref, { status: 'REJECTED' })
    const { items: drafts } = await opened.provider.payments.drafts(opened.access, accountId)
    expect(drafts.slice(0, 2).map(({ id, status }) => [id, status])).toEqual([
      [newer.ref.id, 'PENDING'],
      [older.ref.id, 'REJECTED'],
    ])
    const draft = await opened.provider.payments.draft(opened.access, newer.ref)
    expect(draft.entries.map(({ description }) => description)).toEqual(['newer', 'newer'])
    expect(drafts[0]).toEqual(draft)
    const other = { ...newer.ref, kind: 'single' } as const
    await expect(opened.provider.payments.draft(opened.access, other)).rejects.toMatchObject({
      code: 'invalid_request',
    })
  })

  it('can be cancelled, once', async () => {
    const { ref } = await initiate(makers['draft']?.('draft two') as Payment)
    expect(await opened.provider.payments.cancel(opened.access, ref)).toMatchObject({ transactionStatus: 'CANC' })
    await expect(opened.provider.payments.cancel(opened.access, ref)).rejects.toMatchObject({ httpStatus: 400 })
  })
})

describe('a draft that is changed', () => {
  const clock = () => harness.simulators.control.call('POST', '/clock', { advanceSeconds: 1 })

  it('has the new entries, and is not paid by who has seen the old ones', async () => {
    const { payments } = opened.provider
    const { ref } = await initiate(draftOf('before'))
    const seen = await payments.draft(opened.access, ref)
    await clock()
    const changed = await payments.updateDraft(opened.access, ref, { payments: [transfer('after', '4.00')], seen })
    expect(changed.entries).toMatchObject([{ amount: { amount: '4.00' }, description: 'after' }])
    await clock()
    const blind = payments.decideDraft(opened.access, ref, { status: 'ACCEPTED', seen })
    await expect(blind).rejects.toMatchObject({ httpStatus: 400 })
    const again = payments.updateDraft(opened.access, ref, { payments: [transfer('late')], seen })
    await expect(again).rejects.toMatchObject({ httpStatus: 400 })
    expect(await texts()).not.toContain('after')
    const { transactionStatus } = await payments.decideDraft(opened.access, ref, { status: 'ACCEPTED', seen: changed })
    expect(transactionStatus).toBe('ACSC')
    expect(await texts()).toContain('after')
  })

  it('takes no entry that bunq would refuse', async () => {
    const { ref } = await initiate(draftOf('whole'))
    const empty = opened.provider.payments.updateDraft(opened.access, ref, { payments: [] })
    await expect(empty).rejects.toMatchObject({ code: 'invalid_request' })
  })
})

describe('a scheduled payment', () => {
  it('is made on its day', async () => {
    const { ref } = await initiate(makers['scheduled']?.('on the day') as Payment)
    expect(await statusOf(ref)).toMatchObject({ transactionStatus: 'PDNG', final: false })
    expect(await texts()).not.toContain('on the day')
    await harness.simulators.control.call('POST', '/clock', { advanceSeconds: 3 * 86_400 })
    expect(await texts()).toContain('on the day')
    expect(await statusOf(ref)).toMatchObject({ transactionStatus: 'ACSC', final: true })
  })

  it('again and again goes on until it is cancelled', async () => {
    const { ref } = await initiate(makers['periodic']?.('every quarter') as Payment)
    expect(await statusOf(ref)).toMatchObject({ transactionStatus: 'PDNG' })
    expect(await opened.provider.payments.cancel(opened.access, ref)).toMatchObject({ transactionStatus: 'CANC' })
  })

  it('for today or an impossible day is refused before anything is sent', async () => {
    for (const requestedExecutionDate of [today(), '2027-02-30', 'tomorrow']) {
      const payment: Payment = { kind: 'scheduled', debtor: { accountId }, requestedExecutionDate, ...transfer('no') }
      await expect(initiate(payment)).rejects.toMatchObject({ code: 'invalid_request' })
    }
  })
})

describe('a request', () => {
  it('to Sugar Daddy brings money to a new sandbox user', async () => {
    const key = await opened.provider.sandbox?.createUser()
    const user = await harness.open({ apiKey: key ?? '' })
    const [account] = await collect(user.provider.accounts.accounts(user.access))
    if (account === undefined) throw new Error('a new user has an account')
    const [before] = (await user.provider.accounts.balances(user.access, account)).items
    const ask = async (amount: string, idempotencyKey: string) =>
      user.provider.sandbox?.askSugarDaddy(user.access, { accountId: account.id, amount: eur(amount), idempotencyKey })
    const asked = await ask('499.99', 'sugar-1')
    await harness.simulators.control.call('POST', '/clock', { advanceSeconds: 2 })
    expect(await user.provider.payments.status(user.access, asked?.ref as PaymentRef)).toMatchObject({
      transactionStatus: 'ACSC',
    })
    const [after] = (await user.provider.accounts.balances(user.access, account)).items
    if (before === undefined || after === undefined) throw new Error('an account has a balance')
    expect(subtractMoney(after.amount, before.amount)).toEqual(eur('499.99'))
    await expect(ask('500.01', 'sugar-2')).rejects.toMatchObject({ code: 'invalid_request' })
  })

  it('can be revoked', async () => {
    const { ref } = await initiate(makers['request']?.('please') as Payment)
    expect(await opened.provider.payments.cancel(opened.access, ref)).toMatchObject({ transactionStatus: 'CANC' })
  })
})

describe('a lost answer', () => {
  it.each(Object.keys(makers))('of a %s is looked up among what the bank has', async (kind) => {
    const make = makers[kind]
    if (make === undefined) throw new Error('no such kind')
    for (const fault of ['reset_after', 'reset_before'] as const) {
      const payment = make(`lost ${kind} ${fault}`)
      harness.simulators.faults.add({ bank: 'bunq', method: 'POST', path: '/v1/user', fault })
      const given = options()
      await expect(initiate(payment, given)).rejects.toMatchObject({ code: 'outcome_unknown' })
      const found = await opened.provider.payments.lookup(opened.access, payment, given)
      expect(found.outcome).toBe(fault === 'reset_after' ? 'executed' : 'not_executed')
      const status = found.outcome === 'executed' ? await statusOf(found.ref) : undefined
      expect(status === undefined).toBe(fault === 'reset_before')
    }
  })

  it('of two payments that look alike but for the address stays unknown', async () => {
    const to = (email: string): Payment => ({
      kind: 'single',
      debtor: { accountId },
      amount: eur('6.60'),
      creditor: { email },
      remittanceInformation: 'alike',
    })
    const [one, two] = [to('bravo@bunq.com'), to('sugardaddy@bunq.com')]
    const [first, second] = [options(), options()]
    harness.simulators.faults.add({ bank: 'bunq', method: 'POST', path: '/v1/user', fault: 'reset_before' })
    await expect(initiate(one, first)).rejects.toMatchObject({ code: 'outcome_unknown' })
    harness.simulators.faults.add({ bank: 'bunq', method: 'POST', path: '/v1/user', fault: 'reset_after' })
    await expect(initiate(two, second)).rejects.toMatchObject({ code: 'outcome_unknown' })
    const lookup = (payment: Payment, given: typeof first) =>
      opened.provider.payments.lookup(opened.access, payment, given)
    expect(await lookup(one, first)).toEqual({ outcome: 'outcome_unknown' })
    expect(await lookup(two, second)).toEqual({ outcome: 'outcome_unknown' })
  })

  it('of one of two equal payments stays unknown to another process that cannot tell them apart', async () => {
    const payment = makers['single']?.('twins') as Payment
    await initiate(payment)
    await initiate(payment)
    const elsewhere = harness.provider({ apiKey: await harness.apiKey() })
    const found = await elsewhere.payments.lookup(opened.access, payment, { idempotencyKey: 'unseen' })
    expect(found).toEqual({ outcome: 'outcome_unknown' })
  })
})

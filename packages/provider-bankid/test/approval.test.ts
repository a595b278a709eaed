import {
  type ApprovalRequest,
  type Challenge,
  type InitiatedPayment,
  type InitiateOptions,
  NostroError,
  type NostroErrorCode,
  type Payment,
  type SessionAccess,
} from '@nostro/core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { approvePayment, type BankIdProvider, createPaymentApprover, paymentText } from '../src/index.ts'
import { type Harness, startHarness } from './harness.ts'

let harness: Harness
let bankid: BankIdProvider

beforeAll(async () => {
  harness = await startHarness()
  bankid = harness.provider()
})
beforeEach(() => harness.simulators.reset())
afterAll(() => harness.stop())

const tolvan = { personalNumber: '191212121212' }
const payment: Payment = {
  kind: 'single',
  amount: { amount: '250.00', currency: 'EUR' },
  creditor: { name: 'Exempel AB', iban: 'NL02INGB0001234567' },
}
const access: SessionAccess = {
  get: () => Promise.reject(new Error('not wanted here')),
  renew: () => Promise.reject(new Error('not wanted here')),
}

interface Sent {
  readonly payment: Payment
  readonly options: InitiateOptions
}

/** Another bank: notes what it is asked to send, and answers or fails. */
const createBank = (answer: () => InitiatedPayment = received) => {
  const sent: Sent[] = []
  return {
    sent,
    initiate: async (_access: SessionAccess, given: Payment, options: InitiateOptions) => {
      sent.push({ payment: structuredClone(given), options })
      return answer()
    },
  }
}
const received = (): InitiatedPayment => ({
  ref: { provider: 'other', kind: 'single', id: 'p-1' },
  transactionStatus: 'RCVD',
  raw: {},
})
const fails = (code: NostroErrorCode) => (): never => {
  throw new NostroError({ code, message: 'as scripted' })
}

type Verb = 'approve' | 'cancel' | 'fail'

/** Runs an approval whose person acts by `verb` at once. */
const run = (
  verb: Verb,
  bank: ReturnType<typeof createBank>,
  more: Partial<Parameters<typeof approvePayment>[0]> = {},
  signal?: AbortSignal,
) => {
  const acted: Promise<void>[] = []
  return approvePayment(
    {
      approver: createPaymentApprover(bankid.esign),
      bank: 'other',
      payments: bank,
      access,
      payment,
      intent: { idempotencyKey: 'key-1' },
      clock: harness.clock,
      onPending: (challenge) => {
        if (acted.length === 0) acted.push(harness.act(challenge, verb, tolvan))
      },
      ...more,
    },
    signal === undefined ? {} : { signal },
  )
}

describe('a payment of another bank', () => {
  it('is sent once it is signed, and its evidence stays with it', async () => {
    const bank = createBank()
    const result = await run('approve', bank)
    if (result.status !== 'initiated') throw new Error(result.status)
    expect(result).toMatchObject({ initiated: { ref: { id: 'p-1' } }, identity: tolvan })
    expect(bank.sent).toEqual([{ payment, options: { idempotencyKey: 'key-1', approval: result.approval } }])
    const shown = Buffer.from(paymentText('other', payment, 'sv')).toString('base64')
    expect(result.approval).toMatchObject({
      format: 'bankid-completion/1',
      data: { request: { userVisibleData: shown, userNonVisibleData: expect.any(String) } },
    })
  })

  it.each(['cancel', 'fail'] as const)('is not sent when the person’s end is “%s”', async (verb) => {
    const bank = createBank()
    expect(await run(verb, bank)).toMatchObject({ status: 'failed' })
    expect(bank.sent).toEqual([])
  })

  it.each(['fields', 'format', 'bulkVersion', 'chargeBearer'])(
    'F15: an option of the bank’s own (%s), which nobody could approve, is refused before anybody is asked',
    async (name) => {
      const bank = createBank()
      const intent = {
        idempotencyKey: 'key-1',
        redirectUri: 'https://tpp.example/back',
        [name]: { chargeBearer: 'DEBT' },
      }
      await expect(run('approve', bank, { intent })).rejects.toMatchObject({
        code: 'invalid_request',
        message: expect.stringContaining(`intent.${name}`),
      })
      expect(bank.sent).toEqual([])
    },
  )

  it.each(['chargeBearer', 'remittanceInfo'])(
    'F15: a member that no text shows (%s) is refused, also inside a bulk',
    async (name) => {
      const bank = createBank()
      const transfer = { amount: { amount: '1.00', currency: 'EUR' }, creditor: { name: 'A', email: 'a@example.org' } }
      const bulk = { kind: 'bulk', payments: [{ ...transfer, [name]: 'x' }] } as unknown as Payment
      for (const wrong of [{ ...payment, [name]: 'x' } as Payment, bulk]) {
        await expect(run('approve', bank, { payment: wrong })).rejects.toMatchObject({
          message: expect.stringContaining(name),
        })
      }
      expect(bank.sent).toEqual([])
    },
  )

  it('is not sent when nobody comes', async () => {
    const bank = createBank()
    expect(await run('approve', bank, { onPending: () => undefined })).toMatchObject({
      status: 'failed',
      reason: 'startFailed',
    })
    expect(bank.sent).toEqual([])
  })

  it('is not sent when another person signs', async () => {
    const bank = createBank()
    const stop = new AbortController()
    const acted: Promise<unknown>[] = []
    const outcome = run(
      'approve',
      bank,
      {
        personalNumber: '198112189876',
        onPending: (challenge) => {
          if (acted.length === 0) acted.push(harness.act(challenge, 'approve', tolvan).catch(() => stop.abort()))
          else stop.abort()
        },
      },
      stop.signal,
    )
    await expect(outcome).rejects.toThrow()
    expect(bank.sent).toEqual([])
  })

  it('is sent as it was when it was shown, whatever the caller changes meanwhile', async () => {
    const bank = createBank()
    const changing = structuredClone(payment) as { amount: { amount: string } } & Payment
    const acted: Promise<void>[] = []
    const result = await run('approve', bank, {
      payment: changing,
      onPending: (challenge) => {
        changing.amount.amount = '9999.00'
        if (acted.length === 0) acted.push(harness.act(challenge, 'approve', tolvan))
      },
    })
    expect(result.status).toBe('initiated')
    expect(bank.sent[0]?.payment).toEqual(payment)
  })

  it.each([
    ['is lost', 'outcome_unknown'],
    ['is not signed by the bank', 'verification_failed'],
    ['cannot be read', 'protocol_violation'],
  ] as const)('whose answer %s is of unknown outcome, with its evidence', async (_name, code) => {
    expect(await run('approve', createBank(fails(code)))).toMatchObject({
      status: 'outcome_unknown',
      error: { code },
      approval: { provider: 'bankid' },
    })
  })

  it('takes a fault that it does not know for an unknown outcome', async () => {
    const bank = createBank(() => {
      throw new TypeError('a bug')
    })
    expect(await run('approve', bank)).toMatchObject({ status: 'outcome_unknown', error: expect.any(TypeError) })
  })

  it('that the bank refuses keeps its evidence too', async () => {
    expect(await run('approve', createBank(fails('payment_rejected')))).toMatchObject({
      status: 'not_initiated',
      error: { code: 'payment_rejected' },
      approval: { provider: 'bankid' },
    })
  })

  it('is not sent when the evidence cannot be kept', async () => {
    const bank = createBank()
    const onApproved = () => Promise.reject(new Error('disk full'))
    await expect(run('approve', bank, { onApproved })).rejects.toThrow('disk full')
    expect(bank.sent).toEqual([])
  })

  it('is not sent when the caller stops after the approval', async () => {
    const bank = createBank()
    const stop = new AbortController()
    await expect(run('approve', bank, { onApproved: () => stop.abort() }, stop.signal)).rejects.toMatchObject({
      code: 'aborted',
    })
    expect(bank.sent).toEqual([])
  })

  it('is cancelled at BankID when the caller stops while it waits', async () => {
    const bank = createBank()
    const stop = new AbortController()
    harness.simulators.recorder.clear()
    await expect(run('approve', bank, { onPending: () => stop.abort() }, stop.signal)).rejects.toThrow()
    expect(harness.received()).toEqual(['sign', 'cancel'])
    expect(bank.sent).toEqual([])
  })
})

describe('what was approved', () => {
  const request: ApprovalRequest = { bank: 'other', payment, idempotencyKey: 'key-1' }
  const approved = async (): Promise<Challenge> => {
    const challenge = await createPaymentApprover(bankid.esign).startApproval(request)
    await harness.act(challenge, 'approve', tolvan)
    return challenge
  }

  it.each([
    ['the same', request, true],
    ['another amount', { ...request, payment: { ...payment, amount: { amount: '250.01', currency: 'EUR' } } }, false],
    [
      'another account',
      { ...request, payment: { ...payment, creditor: { name: 'Exempel AB', iban: 'NL69INGB0123456789' } } },
      false,
    ],
    [
      'what no line of the text names',
      { ...request, payment: { ...payment, product: 'cross-border' as const } },
      false,
    ],
    ['another bank', { ...request, bank: 'bunq' }, false],
    ['a second payment', { ...request, idempotencyKey: 'key-2' }, false],
    ['another person', { ...request, personalNumber: '198112189876' }, false],
  ])('is compared with what is about to be sent: %s', async (_name, later, holds) => {
    const outcome = await createPaymentApprover(bankid.esign)
      .advanceApproval(await approved(), later)
      .then(({ status }) => status)
      .catch((error: unknown) => (NostroError.isInstance(error) ? error.code : error))
    expect(outcome).toBe(holds ? 'approved' : 'verification_failed')
  })
})

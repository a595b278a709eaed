import { type Challenge, publicChallenge } from '@nostro/core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { BankIdProvider } from '../src/index.ts'
import { failedHintCodes } from '../src/order/hint-code.ts'
import { type Harness, orderRefOf, secretsOf, startHarness } from './harness.ts'

let harness: Harness
let bankid: BankIdProvider

beforeAll(async () => {
  harness = await startHarness()
  bankid = harness.provider()
})
beforeEach(() => {
  harness.simulators.reset()
  harness.simulators.recorder.clear()
})
afterAll(() => harness.stop())

const startAuth = () => bankid.auth.start({ purpose: 'identify' })
const tolvan = { personalNumber: '191212121212' }

describe('identifying a person', () => {
  it('goes from waiting over open to complete, with the text of each moment', async () => {
    const challenge = await startAuth()
    expect(challenge).toMatchObject({ kind: 'decoupled', provider: 'bankid', pollAfterMs: 2000 })
    const waiting = await bankid.auth.advance(challenge, {})
    if (waiting.status !== 'pending') throw new Error(waiting.status)
    expect(waiting.challenge).toMatchObject({
      state: 'outstandingTransaction',
      message: { sv: 'Starta BankID-appen.', en: 'Start your BankID app.' },
    })
    await harness.act(challenge, 'open', tolvan)
    const open = await bankid.auth.advance(waiting.challenge, {})
    if (open.status !== 'pending') throw new Error(open.status)
    expect(open.challenge).toMatchObject({ state: 'userSign' })
    expect('qrText' in open.challenge && open.challenge.qrText).toBeFalsy()
    await harness.act(challenge, 'approve', tolvan)
    const result = await bankid.auth.advance(open.challenge, {})
    expect(result).toMatchObject({
      status: 'complete',
      identity: { name: expect.stringMatching(/\S \S/), personalNumber: tolvan.personalNumber },
      session: { provider: 'bankid', purpose: 'identify', revision: 1 },
      evidence: { provider: 'bankid', format: 'bankid-completion/1', data: { operation: 'auth' } },
    })
    expect(harness.received()).toEqual(['auth', 'collect', 'collect', 'collect'])
    expect(harness.simulators.recorder.rejections()).toEqual([])
  })

  it('sends exactly `application/json`', async () => {
    await startAuth()
    const [request] = harness.simulators.recorder.requests()
    const types = request?.headers.filter(([name]) => name.toLowerCase() === 'content-type')
    expect(types?.map(([, value]) => value)).toEqual(['application/json'])
  })

  it('shows a new code each second by the clock alone, which an app can scan', async () => {
    const challenge = await startAuth()
    const at = harness.clock.now()
    const texts = [0, 1, 2, 29].map((seconds) => bankid.auth.frame(challenge, at + seconds * 1000).qrText ?? '')
    expect(texts.map((text) => text.split('.')[2])).toEqual(['0', '1', '2', '29'])
    expect(new Set(texts)).toHaveLength(4)
    expect(
      'qrText' in bankid.auth.frame(challenge, at + 31_000) && bankid.auth.frame(challenge, at + 31_000).qrText,
    ).toBeFalsy()
    expect(harness.received()).toEqual(['auth'])
    await harness.control('scan', { qrData: texts[0], ...tolvan })
    expect(await bankid.auth.advance(challenge, {})).toMatchObject({
      challenge: { state: 'userSign' },
    })
  })

  it('keeps secret and order reference out of every view', async () => {
    let challenge = await startAuth()
    const { qrStartSecret, orderRef } = secretsOf(challenge)
    expect([qrStartSecret, orderRef]).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/), expect.any(String)])
    for (const moment of [0, 1, 2]) {
      for (const view of [
        publicChallenge(challenge),
        bankid.auth.frame(challenge, harness.clock.now() + moment * 1000),
      ]) {
        expect(JSON.stringify(view)).not.toContain(qrStartSecret)
        expect(JSON.stringify(view)).not.toContain(orderRef)
      }
      const next = await bankid.auth.advance(challenge, {})
      if (next.status === 'pending') challenge = next.challenge
    }
  })

  it('takes the IP address of the call before that of the options, and refuses to guess', async () => {
    const provider = harness.provider({ endUserIp: '192.0.2.1' })
    const challenge = await provider.auth.start({ purpose: 'identify' }, { psu: { ipAddress: '2001:db8::7' } })
    expect(challenge.serverState).toMatchObject({ request: { endUserIp: '2001:db8::7' } })
    const { endUserIp: _left, ...rest } = harness.options
    const { createBankIdProvider } = await import('../src/index.ts')
    const without = createBankIdProvider(rest)
    await expect(without.auth.start({ purpose: 'identify' })).rejects.toMatchObject({
      code: 'invalid_request',
      hint: expect.stringContaining('psu'),
    })
    await without.close()
  })

  it.each(['accounts', 'payments'] as const)('has no purpose “%s”', async (purpose) => {
    await expect(bankid.auth.start({ purpose })).rejects.toMatchObject({ code: 'invalid_request' })
    expect(harness.received()).toEqual([])
  })
})

describe('signing a text', () => {
  it('binds text, hidden data and person to the order', async () => {
    const challenge = await bankid.esign.startSigning({
      text: '# Avtal\n+ Belopp: *250 SEK*',
      format: 'markdown',
      hiddenData: new Uint8Array([1, 2, 3]),
      ...tolvan,
    })
    await harness.act(challenge, 'approve', tolvan)
    expect(await bankid.esign.advance(challenge, {})).toMatchObject({
      status: 'complete',
      identity: tolvan,
      evidence: {
        data: {
          operation: 'sign',
          request: {
            userVisibleData: Buffer.from('# Avtal\n+ Belopp: *250 SEK*').toString('base64'),
            userVisibleDataFormat: 'simpleMarkdownV1',
            userNonVisibleData: 'AQID',
            requirement: tolvan,
          },
        },
      },
    })
    expect(harness.received()).toEqual(['sign', 'collect'])
  })

  it('a second order for the same person ends both, with the text for it', async () => {
    const first = await bankid.esign.startSigning({ text: 'Ett', ...tolvan })
    await expect(bankid.esign.startSigning({ text: 'Två', ...tolvan })).rejects.toMatchObject({ code: 'conflict' })
    expect(await bankid.esign.advance(first, {})).toMatchObject({ status: 'failed', reason: 'cancelled' })
  })
})

describe('orders that fail', () => {
  const codes = {
    expiredTransaction: 'expired',
    startFailed: 'expired',
    certificateErr: 'rejected',
    notSupportedByUserApp: 'rejected',
    transactionRiskBlocked: 'rejected',
    userCancel: 'user_cancelled',
    userDeclinedCall: 'user_cancelled',
    cancelled: 'user_cancelled',
    somethingNew: 'rejected',
  } as const

  it.each([...failedHintCodes, 'somethingNew' as const])('6.2: %s', async (hintCode) => {
    const challenge = await startAuth()
    await harness.act(challenge, 'fail', { hintCode })
    const result = await bankid.auth.advance(challenge, {})
    expect(result).toMatchObject({ status: 'failed', code: codes[hintCode], reason: hintCode })
    expect(result).toHaveProperty('message.sv')
    expect(result).toHaveProperty('message.en')
  })

  it.each(['noClient', 'started', 'userMrtd', 'userCallConfirm', 'processing', 'somethingNew'])(
    '6.2: pending %s keeps waiting',
    async (hintCode) => {
      const challenge = await startAuth()
      await harness.act(challenge, 'open', { hintCode })
      expect(await bankid.auth.advance(challenge, {})).toMatchObject({
        status: 'pending',
        challenge: { state: hintCode },
      })
    },
  )

  it('18: nobody scans within 30 s', async () => {
    const challenge = await startAuth()
    harness.simulators.clock.advance(31)
    expect(await bankid.auth.advance(challenge, {})).toMatchObject({ status: 'failed', reason: 'startFailed' })
  })

  it('18: opened, and not signed within three minutes', async () => {
    const challenge = await startAuth()
    await harness.act(challenge, 'open', tolvan)
    harness.simulators.clock.advance(181)
    expect(await bankid.auth.advance(challenge, {})).toMatchObject({ status: 'failed', reason: 'expiredTransaction' })
  })

  it('7: cancelling twice is no error, and the order is gone', async () => {
    const challenge = await startAuth()
    await bankid.auth.cancel(challenge)
    await bankid.auth.cancel(challenge)
    expect(harness.received()).toEqual(['auth', 'cancel', 'cancel'])
    await expect(bankid.auth.advance(challenge, {})).rejects.toMatchObject({
      code: 'invalid_request',
      bankMessages: [{ text: 'No such order' }],
    })
  })

  it('6.4: a result is handed out once', async () => {
    const challenge = await startAuth()
    await harness.act(challenge, 'approve')
    expect((await bankid.auth.advance(challenge, {})).status).toBe('complete')
    await expect(bankid.auth.advance(challenge, {})).rejects.toMatchObject({ code: 'invalid_request' })
    await bankid.auth.cancel(challenge)
  })

  it('C3: the order of another relying party is not there for us', async () => {
    const challenge = await startAuth()
    const { certificate, key } = harness.simulators.pki.bankid.secondRelyingParty
    const other = harness.provider({ identity: { certificate, key } })
    await expect(other.auth.advance(challenge, {})).rejects.toMatchObject({
      bankMessages: [{ text: 'No such order' }],
    })
    expect((await bankid.auth.advance(challenge, {})).status).toBe('pending')
    expect(orderRefOf(challenge)).toBe(challenge.id)
  })
})

describe('6.1: the pace', () => {
  const collectedAt = ({ serverState }: Challenge): number =>
    (serverState as unknown as { collectedAt: number }).collectedAt

  it('is never under a second after the previous answer, however eager the caller', async () => {
    await harness.control('settings', { strictPolling: true })
    let challenge = await startAuth()
    for (let round = 0; round < 5; round++) {
      const result = await bankid.auth.advance(challenge, {})
      if (result.status !== 'pending') throw new Error(result.status)
      // Both are taken at an answer, and the later question waits for a second after the earlier one.
      expect(collectedAt(result.challenge) - collectedAt(challenge)).toBeGreaterThanOrEqual(1000)
      challenge = result.challenge
    }
    expect(harness.simulators.recorder.rejections()).toEqual([])
  })
})

import { type Challenge, NostroError } from '@nostro/core'
import { afterAll, beforeAll, describe, expect, test as it } from 'vitest'
import { type BankIdProvider, encodeText, type OrderScheduler } from '../src/index.ts'
import { CheckFailure, type CheckName, checkNames } from '../src/verification/check-failure.ts'
import { type Harness, startHarness } from './harness.ts'

let harness: Harness
let bankid: BankIdProvider

beforeAll(async () => {
  harness = await startHarness()
  bankid = harness.provider()
}, 60_000)

afterAll(() => harness.stop())

const bo = '198203069898'
const fields = {
  endUserIp: '203.0.113.24',
  userVisibleData: encodeText('Pay 1 SEK'),
  userNonVisibleData: encodeText('order 7'),
  requirement: { personalNumber: bo, certificatePolicies: ['1.2.3.4.25'] },
}

const startSign = (): Promise<Challenge> => bankid.orders.openOrder('sign', fields)

interface Outcome {
  /** The check at which the evidence fails, or `accepted`. */
  readonly check: CheckName | 'accepted'
  /** All that a log could get of the error. */
  readonly said: string
}

const approve = async (challenge: Challenge): Promise<Outcome> => {
  await harness.act(challenge, 'approve', { personalNumber: bo })
  try {
    const { status } = await bankid.orders.advance(challenge)
    if (status !== 'complete') throw new Error(`The order is ${status}.`)
    return { check: 'accepted', said: '' }
  } catch (error) {
    if (!(NostroError.isInstance(error) && error.cause instanceof CheckFailure)) throw error
    const said = [error.code, error.message, JSON.stringify(error), error.stack, error.cause.stack].join('\n')
    return { check: error.cause.check, said }
  }
}

/** The simulator's attacks with the step of the reference (12.4) that must catch each. */
const attacks: readonly (readonly [step: number, attack: string])[] = [
  [5, 'changed-text'],
  [7, 'changed-digest'],
  [3, 'second-element-before'],
  [3, 'second-element-after'],
  [3, 'second-element-before-other-id'],
  [3, 'second-element-after-other-id'],
  [3, 'wrapping'],
  [3, 'text-in-other-object'],
  [2, 'comment-in-text'],
  [2, 'comment-in-digest'],
  [2, 'cdata-in-text'],
  [2, 'processing-instruction'],
  [2, 'doctype'],
  [8, 'other-text'],
  [8, 'other-format'],
  [8, 'old-order'],
  [8, 'other-relying-party'],
  [8, 'other-requirement'],
  [4, 'rsa-sha1'],
  [4, 'sha1-digests'],
  [4, 'hmac'],
  [6, 'foreign-chain'],
  [6, 'foreign-chain-with-root'],
  [8, 'leaf-of-another-person'],
  [6, 'expired-leaf'],
  [6, 'future-leaf'],
  [6, 'leaf-is-authority'],
  [6, 'policy-of-other-environment'],
  [7, 'leaf-may-issue-only'],
  [8, 'other-purpose'],
  [7, 'other-key-usage'],
  [7, 'other-func-id'],
  [9, 'ocsp-of-another-signature'],
  [9, 'ocsp-without-nonce'],
  [9, 'ocsp-short-nonce'],
  [9, 'ocsp-revoked'],
  [9, 'ocsp-unknown'],
  [9, 'ocsp-other-serial'],
  [9, 'ocsp-other-issuer-name'],
  [9, 'ocsp-other-issuer-key'],
  [9, 'ocsp-responder-of-bank-ca'],
  [9, 'ocsp-responder-copied-name'],
  [9, 'ocsp-responder-without-right'],
  [9, 'ocsp-responder-expired'],
  [9, 'ocsp-bad-signature'],
  [9, 'ocsp-of-yesterday'],
]

describe('an attack on the evidence', () => {
  it('none: honest evidence is accepted', async () => {
    expect(await approve(await startSign())).toEqual({ check: 'accepted', said: '' })
  })

  it.each(attacks)('step %i: %s', { timeout: 180_000 }, async (step, attack) => {
    await harness.control('spoil', { attack })
    const { check, said } = await approve(await startSign())
    expect(check).toBe(checkNames[step - 1])
    expect(said).toContain('verification_failed')
    expect(said).toContain(`“${check}”`)
    expect(said).not.toMatch(/19820306|Berg|Pay 1 SEK/)
  })

  it('every attack that the simulator knows has its row here', async () => {
    const { items } = (await harness.simulators.control.call('GET', '/bankid/spoil')) as {
      items: readonly { readonly attack: string; readonly step: number }[]
    }
    expect(items.map(({ attack, step }) => [step, attack]).toSorted()).toEqual(attacks.toSorted())
  })

  it('identifies nobody, completes no live order and gives no result to a scheduler', {
    timeout: 180_000,
  }, async () => {
    await harness.control('spoil', { attack: 'other-relying-party', times: 3 })
    const refused = { code: 'verification_failed' }
    const approved = async (): Promise<Challenge> => {
      const challenge = await bankid.auth.start({ purpose: 'identify' })
      await harness.act(challenge, 'approve', { personalNumber: bo })
      return challenge
    }
    await expect(bankid.auth.advance(await approved(), {})).rejects.toMatchObject(refused)

    const states: string[] = []
    const follow = async (challenge: Challenge): Promise<void> => {
      for await (const { status } of bankid.orders.resumeOrder(challenge)) states.push(status)
    }
    await expect(follow(await approved())).rejects.toMatchObject(refused)
    expect(states).toEqual(['pending'])

    const waiting = await approved()
    let scheduler: OrderScheduler | undefined
    const said = await new Promise<unknown>((tell) => {
      const onError = (_id: string, error: unknown): void => tell(error)
      scheduler = bankid.orders.createScheduler({ onResult: (_id, result) => tell(result), onError })
      scheduler.add(waiting)
    })
    scheduler?.stop()
    expect(said).toMatchObject(refused)
    expect(await approve(await startSign())).toEqual({ check: 'accepted', said: '' })
  })
})

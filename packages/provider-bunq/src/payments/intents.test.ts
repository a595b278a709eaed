import { type InitiatedPayment, NostroError } from '@nostro/core'
import { expect, it } from 'vitest'
import { createIntents } from './intents.ts'

const subject = { fingerprint: 'f', lookalike: 'l', startedAt: 0, bankStartedAt: 0 }
const paid = (id: string): InitiatedPayment => ({
  ref: { provider: 'bunq', kind: 'single', id },
  transactionStatus: 'ACSC',
  raw: {},
})

it('remembers a payment of unknown outcome while ten thousand others are made', async () => {
  const intents = createIntents()
  const lost = new NostroError({ code: 'outcome_unknown', provider: 'bunq', message: 'lost' })
  await expect(intents.run('lost', subject, () => Promise.reject(lost))).rejects.toBe(lost)
  for (let index = 0; index < 10_050; index += 1) intents.settle(`other-${index}`, subject, paid(String(index)))
  const sent: string[] = []
  const again = async () => intents.run('lost', subject, async () => paid(String(sent.push('again'))))
  await expect(again()).rejects.toMatchObject({ code: 'outcome_unknown' })
  expect(sent).toEqual([])
  expect(intents.find('other-0')).toBeUndefined()
  expect(intents.find('other-10049')?.state).toBe('done')
})

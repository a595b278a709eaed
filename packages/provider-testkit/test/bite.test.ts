import { describe, expect, it } from 'vitest'
import { allChecks, type BankFactory, runChecks } from '../src/index.ts'
import { type PaperBank, startPaperBank } from './paper/paper-bank.ts'
import type { Wrong } from './wrong/wrong.ts'
import { wrongAuth } from './wrong/wrong-auth.ts'
import { wrongPayments } from './wrong/wrong-payments.ts'
import { wrongReads } from './wrong/wrong-reads.ts'

const wrongs: readonly Wrong[] = [...wrongAuth, ...wrongReads, ...wrongPayments]

/** The checks of an area that a wrong provider fails. */
const failedBy = async ({ check, spoil }: Wrong): Promise<readonly string[]> => {
  const failed: string[] = []
  const start: BankFactory = async (kit) => spoil((await startPaperBank(kit)) as PaperBank)
  const area = allChecks.find(({ id }) => id === check)?.area
  for await (const { id, result } of runChecks(start, { only: area })) if (result === 'failed') failed.push(id)
  return failed
}

describe('a provider that is wrong in one way fails exactly that check of its area', () => {
  it.each(wrongs)('$check: $how', async (wrong) => {
    expect(await failedBy(wrong)).toEqual([wrong.check])
  })
})

it('no check is named twice, and each wrong provider names a check', () => {
  const ids = allChecks.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  expect(wrongs.filter(({ check }) => !ids.includes(check))).toEqual([])
})

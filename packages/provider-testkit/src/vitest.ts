import { afterAll, describe, expect, it } from 'vitest'
import type { BankFactory } from './bank.ts'
import { allChecks } from './checks/all-checks.ts'
import { areas } from './checks/check.ts'
import { type CheckResult, type RunOptions, runChecks } from './run-checks.ts'

/** The bank that is tested, and which checks run. */
export interface DescribeOptions extends Omit<RunOptions, 'only'> {
  readonly bank: BankFactory
}

/** A check itself ends a call that hangs after a minute; the first one waits for the start of the bank too. */
const longestMs = 180_000

/**
 * The conformance kit as tests of vitest: one for each check. What cannot be proved is skipped with its reason.
 *
 * @example
 * describeProvider({ bank: startMyBank })
 */
export const describeProvider = ({ bank, ...options }: DescribeOptions): void => {
  // All checks run over one bank, one after the other, as far as they are asked for.
  let running: AsyncGenerator<CheckResult> | undefined
  const results = new Map<string, CheckResult>()
  const resultOf = async (id: string): Promise<CheckResult | undefined> => {
    running ??= runChecks(bank, options)
    while (!results.has(id)) {
      const { done, value } = await running.next()
      if (done === true) break
      results.set(value.id, value)
    }
    return results.get(id)
  }
  afterAll(async () => {
    await running?.return(undefined)
  })
  describe.each(areas)('conformance: %s', { timeout: longestMs }, (area) => {
    for (const { id, title } of allChecks.filter((check) => check.area === area)) {
      it(`${id}: ${title}`, async ({ skip }) => {
        const found = await resultOf(id)
        if (found?.result === 'notProvable' || found?.result === 'excepted') skip(found.reason)
        expect(found?.reason).toBeUndefined()
        expect(found?.result).toBe('proved')
      })
    }
  })
}

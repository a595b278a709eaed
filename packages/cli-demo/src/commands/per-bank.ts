import type { CallContext, SessionAccess } from '@nostro/core'
import type { Terminal } from '../terminal.ts'
import type { Bank, Setting } from '../wiring/setting.ts'

export interface PerBankResult<T> {
  readonly items: readonly T[]
  readonly errors: readonly { readonly provider: string; readonly error: unknown }[]
  /** How many banks answered. */
  readonly done: number
}

/** The same work at every bank with accounts, at once; a bank that fails does not spoil the others. */
export const perBank = async <T>(
  { banks }: Setting,
  terminal: Terminal,
  work: (bank: Bank, access: SessionAccess, ctx: CallContext) => Promise<readonly T[]>,
): Promise<PerBankResult<T>> => {
  const ctx: CallContext = { signal: terminal.signal }
  const able = banks.filter(({ provider }) => provider.accounts !== undefined)
  const outcomes = await Promise.allSettled(
    able.map(async (bank) => {
      terminal.progress(`${bank.provider.manifest.name}: reading …`)
      return work(bank, await bank.connect(ctx), ctx)
    }),
  )
  terminal.signal.throwIfAborted()
  return {
    items: outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? outcome.value : [])),
    errors: outcomes.flatMap((outcome, index) =>
      outcome.status === 'rejected'
        ? [{ provider: able[index]?.provider.manifest.id ?? '', error: outcome.reason as unknown }]
        : [],
    ),
    done: outcomes.filter(({ status }) => status === 'fulfilled').length,
  }
}

import type { Check } from './check-value.ts'

/** One argument of a call: its name, for the error, and what it must be. */
export type CallArgument = readonly [name: string, check: Check]

/** What the calls of an object take; those that promise, and those that answer at once. */
export interface CallInputs {
  readonly promising: Readonly<Record<string, readonly CallArgument[]>>
  readonly direct?: Readonly<Record<string, readonly CallArgument[]>> | undefined
}

type Call = (...args: readonly unknown[]) => unknown

/**
 * The object with a gate in front of its calls: what is passed must be what the call takes, before any of it is used. A
 * call that promises rejects, one that answers at once throws. Members that are not listed stay as they are.
 *
 * @example
 * gateCalls(ledger, { promising: { explain: [['id', text]] } })
 */
export const gateCalls = <T extends object>(target: T, { promising, direct = {} }: CallInputs): T => {
  const gated = { ...target }
  for (const [name, wanted] of Object.entries(promising)) {
    const call = Reflect.get(target, name) as Call
    Reflect.set(gated, name, async (...args: readonly unknown[]) => {
      checkArguments(args, wanted)
      return call(...args)
    })
  }
  for (const [name, wanted] of Object.entries(direct)) {
    const call = Reflect.get(target, name) as Call
    Reflect.set(gated, name, (...args: readonly unknown[]) => {
      checkArguments(args, wanted)
      return call(...args)
    })
  }
  return gated
}

/** @throws NostroError `invalid_request` naming the first argument, or the member of it, that is wrong */
export const checkArguments = (args: readonly unknown[], wanted: readonly CallArgument[]): void => {
  for (const [index, [name, check]] of wanted.entries()) check(args[index], name)
}

import { z } from 'zod'
import type { Bank } from '../bank.ts'
import { checkAccess, checkSession } from '../sessions/check-session.ts'
import { checkInput } from './check-input.ts'

/** One argument of a call: its name, for the error, and what it must be. */
export type CallArgument = readonly [name: string, schema: z.ZodType | 'access' | 'session']

/** What calls take, by their path in the provider: `payments.cancel`. */
export type CallInputs = Readonly<Record<string, readonly CallArgument[]>>

/** Arguments that many calls have. */
export const callArguments = {
  access: ['access', 'access'],
  session: ['session', 'session'],
  accountId: ['accountId', z.string().min(1)],
} as const satisfies Record<string, CallArgument>

/** What every provider is asked for. A session of another provider is no mistake here: it is not served. */
const commonInputs: CallInputs = { 'auth.serves': [['session', z.looseObject({ provider: z.string() })]] }

/**
 * The provider with a gate in front of the calls that are listed: what is passed must be what the call takes, before any of
 * it is read. What the gate does not know, such as a day that is none, is left to the call. Calls that are not listed pass.
 *
 * @example
 * return gateCalls(bank, { auth, payments }, { 'payments.draft': [callArguments.access, ['ref', refSchema]] })
 */
export const gateCalls = <T extends object>(bank: Bank, provider: T, inputs: CallInputs): T =>
  gateObject(bank, provider, { inputs: { ...commonInputs, ...inputs }, path: '' }) as T

interface Place {
  readonly inputs: CallInputs
  readonly path: string
}

type Call = (this: unknown, ...args: readonly unknown[]) => unknown

const gateObject = (bank: Bank, target: object, { inputs, path }: Place): object => {
  const gated = { ...target }
  for (const [name, member] of Object.entries(target) as readonly (readonly [string, unknown])[]) {
    const own = path === '' ? name : `${path}.${name}`
    const wanted = Object.hasOwn(inputs, own) ? inputs[own] : undefined
    if (typeof member === 'function' && wanted !== undefined)
      Reflect.set(gated, name, gateCall(bank, member as Call, wanted))
    else if (isPlain(member) && Object.keys(inputs).some((listed) => listed.startsWith(`${own}.`)))
      Reflect.set(gated, name, gateObject(bank, member, { inputs, path: own }))
  }
  return gated
}

const isPlain = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype

/** A call that promises rejects; one that answers at once, or with an iteration, throws. */
const gateCall = (bank: Bank, call: Call, wanted: readonly CallArgument[]): Call => {
  const isPromising = call.constructor.name === 'AsyncFunction'
  return function (...args: readonly unknown[]) {
    try {
      for (const [index, [name, schema]] of wanted.entries()) check(bank, args[index], name, schema)
    } catch (error) {
      if (isPromising) return Promise.reject(error)
      throw error
    }
    return call.apply(this, [...args])
  }
}

const check = (bank: Bank, value: unknown, name: string, schema: CallArgument[1]): void => {
  if (schema === 'access') checkAccess(value as never, bank)
  else if (schema === 'session') checkSession(value as never, { bank })
  else checkInput(schema, value, { bank, what: 'call', at: name })
}

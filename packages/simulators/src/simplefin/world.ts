import type { BankContext } from '../profile.ts'
import { resolveSettings, type SimpleFinOptions, type SimpleFinSettings } from './settings.ts'
import { createState, type SimpleFinState } from './state.ts'

/** What every handler of the simulated server works with. */
export interface SimpleFinWorld {
  readonly context: BankContext
  readonly settings: SimpleFinSettings
  /** In the path of the first claim URL. */
  readonly firstToken: string
  state: SimpleFinState
  /** Epoch milliseconds. */
  now(): number
  /** Letters and digits, 160 bits: clients split URLs without decoding. */
  secret(): string
}

export const createWorld = (context: BankContext, options: SimpleFinOptions): SimpleFinWorld => {
  const settings = resolveSettings(options)
  const secret = () => context.randomBytes(20).toString('hex').toUpperCase()
  const firstToken = secret()
  return {
    context,
    settings,
    firstToken,
    state: createState(settings, firstToken, context.clock.now()),
    now: () => context.clock.now(),
    secret,
  }
}

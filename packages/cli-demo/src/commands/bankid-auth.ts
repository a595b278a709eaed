import type { ExitCode } from '../exit-code.ts'
import { type Person, personAtTerminal } from '../person/person.ts'
import type { Terminal } from '../terminal.ts'
import { type CallerInput, callerOf } from './bankid-caller.ts'
import { type BankIdAct, type FollowOptions, followBankId } from './bankid-follow.ts'

export interface BankIdAuthOptions extends FollowOptions, CallerInput {}

/** Identifies a person, at this screen or on the phone. */
export const bankIdAuth = async (
  options: BankIdAuthOptions,
  terminal: Terminal,
  person: Person = personAtTerminal,
): Promise<ExitCode> => {
  const caller = await callerOf(options, terminal, person)
  const act: BankIdAct = {
    done: 'Identified',
    start: (provider, ctx) =>
      caller === undefined
        ? provider.auth.start({ purpose: 'identify' }, ctx)
        : provider.orders.openOrder('phoneAuth', caller, {}, ctx),
  }
  return followBankId(act, options, terminal)
}

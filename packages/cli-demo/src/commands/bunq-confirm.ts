import { NostroError } from '@nostro/core'
import { type Person, personAtTerminal } from '../person/person.ts'
import type { Terminal } from '../terminal.ts'
import { usage } from './bunq-input.ts'

/**
 * Shows what is about to happen and asks. `--yes` answers beforehand, as scripts need.
 * @throws NostroError `user_cancelled` on no; `invalid_config` where nobody can be asked
 */
export const confirmMove = async (
  preview: readonly string[],
  { yes }: { readonly yes?: boolean },
  terminal: Terminal,
  person: Person = personAtTerminal,
): Promise<void> => {
  for (const line of preview) terminal.err(line)
  if (yes === true) return
  if (!terminal.interactive) {
    throw usage(
      'This moves money, and nobody can be asked here. Nothing was sent.',
      'Look at the lines above, then add --yes.',
    )
  }
  if (await person.confirm('Go on?', terminal)) return
  throw new NostroError({
    code: 'user_cancelled',
    provider: 'bunq',
    message: 'Nothing was sent.',
    hint: 'Start again when you are ready.',
  })
}

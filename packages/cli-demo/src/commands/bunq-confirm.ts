import { confirm, isCancel } from '@clack/prompts'
import { NostroError } from '@nostro/core'
import type { Terminal } from '../terminal.ts'
import { usage } from './bunq-input.ts'

export type Ask = (question: string, terminal: Terminal) => Promise<boolean>

const askOnTerminal: Ask = async (message, { signal }) => {
  const answer = await confirm({ message, initialValue: false, output: process.stderr, signal })
  signal.throwIfAborted()
  return !isCancel(answer) && answer
}

/**
 * Shows what is about to happen and asks. `--yes` answers beforehand, as scripts need.
 * @throws NostroError `user_cancelled` on no; `invalid_config` where nobody can be asked
 */
export const confirmMove = async (
  preview: readonly string[],
  { yes }: { readonly yes?: boolean },
  terminal: Terminal,
  ask: Ask = askOnTerminal,
): Promise<void> => {
  for (const line of preview) terminal.err(line)
  if (yes === true) return
  if (!terminal.interactive) {
    throw usage(
      'This moves money, and nobody can be asked here. Nothing was sent.',
      'Look at the lines above, then add --yes.',
    )
  }
  if (await ask('Go on?', terminal)) return
  throw new NostroError({
    code: 'user_cancelled',
    provider: 'bunq',
    message: 'Nothing was sent.',
    hint: 'Start again when you are ready.',
  })
}

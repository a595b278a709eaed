import type { Challenge, ChallengeAnswer, InputField, RedirectChallenge } from '@nostro/core'
import { NostroError, redirectStateOf } from '@nostro/core'
import type { RedirectCatcher } from '../redirect/catch-redirect.ts'
import { plain } from '../render/harmless.ts'
import type { Terminal } from '../terminal.ts'
import type { Person } from './person.ts'
import type { Respond } from './run-connect.ts'

export interface RespondParts {
  readonly terminal: Terminal
  readonly person: Person
  /** False: the address is printed and no browser opened. */
  readonly open: boolean
  /** Present where the redirect comes back to this machine. */
  readonly catcher?: RedirectCatcher | undefined
}

/** Shows the bank's page and waits for the way back: caught, or typed in where the redirect goes elsewhere. */
export const visitPage = async (
  challenge: RedirectChallenge,
  { terminal, person, open, catcher }: RespondParts,
): Promise<string> => {
  const { url } = challenge
  terminal.err('Open this page in your own browser:')
  terminal.err(plain`  ${url}`)
  if (open && terminal.interactive) person.openPage(url)
  if (catcher === undefined) {
    return person.secret('The whole address on which the browser landed (it is not shown)', terminal)
  }
  terminal.progress('Waiting for the bank’s answer … (Ctrl-C ends this)')
  return catcher.answerTo(redirectStateOf(challenge))
}

const answersTo = async (
  fields: readonly InputField[],
  person: Person,
  terminal: Terminal,
): Promise<Record<string, string>> => {
  const answers: Record<string, string> = {}
  for (const { name, label } of fields) answers[name] = await person.secret(label, terminal)
  return answers
}

/** What a person does at each kind of challenge, at a terminal. */
export const respondAtTerminal =
  (parts: RespondParts): Respond =>
  async (challenge: Challenge): Promise<ChallengeAnswer> => {
    const { terminal, person } = parts
    switch (challenge.kind) {
      case 'none':
        return {}
      case 'input':
        return { input: await answersTo(challenge.fields, person, terminal) }
      case 'redirect':
        return { redirectUrl: await visitPage(challenge, parts) }
      case 'decoupled':
        if (challenge.provider !== 'bankid') {
          terminal.err(plain`${challenge.message?.['en'] ?? 'Confirm it in the app of your bank.'}`)
          terminal.progress('Waiting for the bank’s answer … (Ctrl-C ends this)')
          return {}
        }
        throw new NostroError({
          code: 'invalid_request',
          provider: challenge.provider,
          message: 'This bank is answered in its own app.',
          hint: `Run “nostro ${challenge.provider} auth”.`,
        })
    }
  }

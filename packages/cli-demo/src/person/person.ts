import { spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { NostroError } from '@nostro/core'
import { oneLine } from '../render/harmless.ts'
import type { Terminal } from '../terminal.ts'

/** The person at the terminal: replaced in tests. */
export interface Person {
  /** Opens a page in the person's own browser; says nothing when there is none, since the address is printed too. */
  openPage(url: string): void
  /** A question to be answered with yes or no. @throws NostroError `aborted` on Ctrl-C, Ctrl-D and Escape */
  confirm(question: string, terminal: Terminal): Promise<boolean>
  /** What is typed in, without showing it. @throws NostroError `user_cancelled`; `aborted`; `invalid_config` where nobody sits */
  secret(label: string, terminal: Terminal): Promise<string>
}

const openers: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
}

/** Where a person types and reads: the process's own, or a test's. */
export interface Console {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean }
  readonly output: NodeJS.WritableStream
}

/** Prompts go to stderr: stdout is for results. */
export const createPerson = (console: () => Console): Person => ({
  openPage: (url) => {
    const [command, ...args] = openers[process.platform] ?? ['xdg-open']
    // No shell: the address is one argument, whatever it contains.
    const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true })
    child.on('error', () => undefined)
    child.unref()
  },
  confirm: async (message, { signal, input: mayAsk }) => {
    const at = console()
    if (at.input.isTTY !== true || mayAsk === false) return false
    const { confirm } = await import('@clack/prompts')
    return ask(at, signal, (common) => confirm({ ...common, message: oneLine(message), initialValue: false }))
  },
  secret: async (message, { signal, input: mayAsk }) => {
    const at = console()
    if (at.input.isTTY !== true || mayAsk === false) throw nobodyHere(message)
    const { password } = await import('@clack/prompts')
    const answer = await ask(at, signal, (common) => password({ ...common, message: oneLine(message) }))
    if (answer !== undefined && answer.trim() !== '') return answer.trim()
    throw new NostroError({
      code: 'user_cancelled',
      message: 'Nothing was typed in.',
      hint: 'Start again when you are ready.',
    })
  },
})

/**
 * Asks one question. Ctrl-C, Escape, Ctrl-D and a keyboard that is gone end the command: the prompts alone would take the
 * first two for an answer, and wait for ever at the others.
 */
const ask = async <T>(
  { input, output }: Console,
  signal: AbortSignal,
  prompt: (common: ReturnType<typeof streams> & { readonly signal: AbortSignal }) => Promise<T>,
): Promise<Exclude<T, symbol>> => {
  const gone = new AbortController()
  const end = (): void => gone.abort()
  const onKey = (_text: unknown, key?: { readonly name?: string; readonly ctrl?: boolean }): void => {
    if (key?.ctrl === true && key.name === 'd') end()
  }
  input.once('end', end).once('close', end).on('keypress', onKey)
  try {
    const answer = await prompt({ ...streams({ input, output }), signal: AbortSignal.any([signal, gone.signal]) })
    signal.throwIfAborted()
    if (typeof answer !== 'symbol') return answer as Exclude<T, symbol>
    throw new NostroError({
      code: 'aborted',
      message: 'Interrupted at a question.',
      hint: 'Start again when you are ready.',
    })
  } finally {
    input.off('end', end).off('close', end).off('keypress', onKey)
  }
}

/** The prompts' types ask for the classes of Node; they use what every stream has. */
const streams = ({ input, output }: Console) => ({ input: input as Readable, output: output as Writable })

export const personAtTerminal: Person = createPerson(() => ({ input: process.stdin, output: process.stderr }))

const nobodyHere = (label: string): NostroError =>
  new NostroError({
    code: 'invalid_config',
    message: `“${label}” has to be typed in, and there is no terminal to type at.`,
    hint: 'Run this in a terminal, or put the value into the configuration or the environment (docs/cli.md).',
  })

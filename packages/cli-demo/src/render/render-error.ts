import { NostroError } from '@nostro/core'
import type { Terminal } from '../terminal.ts'
import { harmless, indentLines, oneLine, shortenWords } from './harmless.ts'

const shown = (text: string): string => indentLines(harmless(shortenWords(text)))

/** What happened, why, what next: three short paragraphs at most, and nothing that is secret. */
export const renderError = (error: unknown, terminal: Terminal): string => {
  const { style } = terminal
  if (!NostroError.isInstance(error)) {
    const text = shown(error instanceof Error ? error.message : String(error))
    return [
      `${style('red', 'Something went wrong:')} ${text}`,
      `${style('dim', 'Next:')} This is a fault of the program. Run it again with --verbose; if it stays, report it with what it printed.`,
    ].join('\n')
  }
  const where = error.provider === undefined ? '' : `${error.provider}: `
  const why = [
    error.code,
    ...(error.httpStatus === undefined ? [] : [`HTTP ${error.httpStatus}`]),
    ...(error.bankRequestId === undefined ? [] : [`bank’s request id ${error.bankRequestId}`]),
    ...(error.requestId === undefined ? [] : [`our request id ${error.requestId}`]),
    ...error.bankMessages.flatMap(({ code, text, path }) => [[code, text, path].filter(Boolean).join(' ')]),
  ]
  return [
    `${style('red', 'Error:')} ${where}${shown(error.message)}`,
    `${style('dim', 'Why:')} ${oneLine(shortenWords(why.join('; ')))}`,
    ...(error.hint === undefined ? [] : [`${style('dim', 'Next:')} ${shown(error.hint)}`]),
  ].join('\n')
}

/** For `--json`: the error as data, also when it is not ours. */
export const errorToJson = (error: unknown): Readonly<Record<string, unknown>> =>
  NostroError.isInstance(error)
    ? error.toJSON()
    : { name: 'Error', message: error instanceof Error ? error.message : String(error) }

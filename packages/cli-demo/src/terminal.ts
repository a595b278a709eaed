import { styleText } from 'node:util'
import type { Clock } from '@nostro/core'

type Style = Parameters<typeof styleText>[0]

/** The world as a command sees it: replaced as a whole in tests. */
export interface Terminal {
  /** Results. Nothing else goes there. */
  out(text: string): void
  /** Progress, warnings and errors. */
  err(text: string): void
  /** Raw text to stderr, for what redraws itself. */
  write(text: string): void
  /** Rewrites the last line of progress where the terminal can. */
  progress(text: string): void
  style(style: Style, text: string): string
  readonly width: number
  /** Rows of the window; unknown where nobody looks. */
  readonly height?: number | undefined
  /** Is a person looking, at stdout and at stderr? */
  readonly interactive: boolean
  /** False: nobody may be asked (`--no-input`). */
  readonly input?: boolean | undefined
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  readonly signal: AbortSignal
  /** Another time than the machine's. */
  readonly clock?: Clock | undefined
}

/** The terminal as `--quiet` and `--no-input` leave it. */
export const restrictTerminal = (
  terminal: Terminal,
  { quiet, input }: { readonly quiet?: boolean | undefined; readonly input?: boolean | undefined },
): Terminal => {
  if (quiet !== true && input !== false) return terminal
  const changed = Object.create(terminal, {
    ...(quiet === true && { progress: { value: () => undefined } }),
    ...(input === false && { input: { value: false }, interactive: { value: false } }),
  }) as Terminal
  return changed
}

/** Colours are off with NO_COLOR, without a terminal, and with TERM=dumb. */
export const createTerminal = (signal: AbortSignal): Terminal => {
  const { stdout, stderr, env } = process
  const coloured = stdout.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb'
  let lineOpen = false
  const closeLine = (): void => {
    if (lineOpen) stderr.write('\r\x1b[2K')
    lineOpen = false
  }
  return {
    out: (text) => {
      closeLine()
      stdout.write(`${text}\n`)
    },
    err: (text) => {
      closeLine()
      stderr.write(`${text}\n`)
    },
    write: (text) => {
      closeLine()
      stderr.write(text)
    },
    progress: (text) => {
      closeLine()
      lineOpen = stderr.isTTY === true
      stderr.write(lineOpen ? text : `${text}\n`)
    },
    style: (style, text) => (coloured ? styleText(style, text, { validateStream: false }) : text),
    // Asked each time: people resize windows.
    get width() {
      return stdout.columns ?? 160
    },
    get height() {
      return stderr.rows ?? stdout.rows
    },
    interactive: stdout.isTTY === true && stderr.isTTY === true,
    env,
    cwd: process.cwd(),
    signal,
  }
}

import type { Clock } from '@nostro/core'
import { createLeapingClock } from '../../../test/support/leaping-clock.ts'
import type { Terminal } from '../src/terminal.ts'

/** Leaps over polls and over the banks' limits of some seconds. The time limits of calls stay real. */
export const createImpatientClock = (): Clock => createLeapingClock(5_000)

export interface FakeTerminal extends Terminal {
  /** What went to stdout and stderr so far. */
  readonly stdout: () => string
  readonly stderr: () => string
  interrupt(): void
}

/** A terminal that keeps what is written, without colours. */
export const createFakeTerminal = (
  parts: {
    readonly env?: Record<string, string>
    readonly cwd?: string
    readonly width?: number
    readonly height?: number
    /** `createImpatientClock()` where nothing is to be waited for. Banks outside the command must run by it too. */
    readonly clock?: Clock | undefined
  } = {},
): FakeTerminal => {
  const [out, err]: [string[], string[]] = [[], []]
  const controller = new AbortController()
  return {
    out: (text) => out.push(`${text}\n`),
    err: (text) => err.push(`${text}\n`),
    progress: (text) => err.push(`${text}\n`),
    write: (text) => err.push(text),
    style: (_style, text) => text,
    width: parts.width ?? 200,
    height: parts.height,
    interactive: false,
    env: parts.env ?? { XDG_CONFIG_HOME: '/nonexistent' },
    cwd: parts.cwd ?? '/',
    signal: controller.signal,
    clock: parts.clock,
    stdout: () => out.join(''),
    stderr: () => err.join(''),
    interrupt: () => controller.abort('SIGINT'),
  }
}

import type { Terminal } from '../terminal.ts'
import { keepMarked, markColours, releaseMarked } from './harmless.ts'

/**
 * The terminal as commands see it, and their only way to write: whatever banks, files and people wrote is harmless when it
 * comes out. Colours come through where `style` made them, and from nowhere else. `write` alone is left as it is: it is
 * for what redraws itself (`qr-screen.ts`).
 */
export const gateTerminal = (terminal: Terminal): Terminal => {
  const through =
    (say: (text: string) => void) =>
    (text: string): void =>
      say(releaseMarked(text))
  return Object.create(terminal, {
    out: { value: through(terminal.out) },
    err: { value: through(terminal.err) },
    // Progress is rewritten in place: it is one line, whatever names stand in it.
    progress: { value: through((text) => terminal.progress(text.replaceAll('\n', '·'))) },
    style: {
      value: (...[style, text]: Parameters<Terminal['style']>) => markColours(terminal.style(style, keepMarked(text))),
    },
  }) as Terminal
}

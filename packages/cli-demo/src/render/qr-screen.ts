import type { ChallengeView } from '@nostro/core'
import { renderUnicodeCompact } from 'uqr'
import type { Terminal } from '../terminal.ts'

/** Draws a QR code with its text, each frame over the one before. Everything goes to stderr. */
export interface QrScreen {
  show(view: ChallengeView, text: string): void
  clear(): void
}

/** `quiet` and terminals that cannot move the cursor get the texts only, each once. */
export const createQrScreen = (terminal: Terminal, quiet: boolean): QrScreen => {
  let height = 0
  let lastText = ''
  const clear = (): void => {
    if (height > 0) terminal.write(`\x1b[${height}A\x1b[0J`)
    height = 0
  }
  return {
    show: ({ qrText, launchUrl }, text) => {
      if (quiet) return
      if (!terminal.interactive) {
        if (text !== lastText) terminal.err(text)
        lastText = text
        return
      }
      clear()
      const lines = [
        // Dark on light whatever the theme, with the quiet zone that scanners need (ISO/IEC 18004).
        ...(qrText === undefined ? [] : renderUnicodeCompact(qrText, { border: 4, invert: true }).split('\n')),
        ...(qrText === undefined || launchUrl === undefined ? [] : [`On this device: ${launchUrl}`]),
        text,
      ]
      terminal.write(`${lines.join('\n')}\n`)
      height = lines.length
    },
    clear,
  }
}

import type { DecoupledView } from '@nostro/core'
import { renderUnicodeCompact } from 'uqr'
import type { Terminal } from '../terminal.ts'

/** Draws a QR code with its text, each frame over the one before. Everything goes to stderr. */
export interface QrScreen {
  show(view: DecoupledView, text: string): void
  clear(): void
}

/** Terminals that cannot move the cursor get the texts only, each once. */
export const createQrScreen = (terminal: Terminal): QrScreen => {
  let height = 0
  let lastText = ''
  const clear = (): void => {
    if (height > 0) terminal.write(`\x1b[${height}A\x1b[0J`)
    height = 0
  }
  return {
    show: ({ qrText, launchUrl }, text) => {
      if (!terminal.interactive) {
        if (text !== lastText) terminal.err(text)
        lastText = text
        return
      }
      clear()
      const lines = [
        ...(qrText === undefined ? [] : drawQr(qrText)),
        ...(qrText === undefined || launchUrl === undefined ? [] : [`On this device: ${launchUrl}`]),
        text,
      ]
      terminal.write(`${lines.join('\n')}\n`)
      height = lines.length
    },
    clear,
  }
}

/** Black on white whatever the theme (and also with NO_COLOR: it is the code), with the quiet zone of ISO/IEC 18004. */
export const drawQr = (text: string): readonly string[] =>
  renderUnicodeCompact(text, { border: 4, invert: true })
    .split('\n')
    .map((line) => `\x1b[30;107m${line}\x1b[0m`)

import { renderUnicodeCompact } from 'uqr'
import type { Terminal } from '../terminal.ts'
import { oneLine } from './harmless.ts'

export interface QrView {
  /** Text of the QR code; absent where none is to be shown. */
  readonly qrText?: string | undefined
  /** A link with its label: printed once, above the code, since it is long and changes seldom. */
  readonly link?: string | undefined
  readonly text: string
}

/** Draws a QR code with its text, each frame over the one before. Everything goes to stderr. */
export interface QrScreen {
  show(view: QrView): void
  clear(): void
}

/** Terminals that cannot move the cursor get the texts only, each once. */
export const createQrScreen = (terminal: Terminal): QrScreen => {
  let drawn: { readonly rows: number; readonly endsLine: boolean; readonly size: string } | undefined
  let lastText = ''
  let lastLink: string | undefined
  const sizeOf = (): string => `${terminal.width}x${terminal.height}`
  const clear = (): void => {
    if (drawn === undefined) return
    const up = drawn.rows - (drawn.endsLine ? 0 : 1)
    // A window of another size has broken the lines anew: how many there are is not known.
    terminal.write(sizeOf() === drawn.size ? `\r${up > 0 ? `\x1b[${up}A` : ''}\x1b[0J` : '\x1b[2J\x1b[H')
    drawn = undefined
  }
  const sayLink = (link: string | undefined): void => {
    if (link === undefined || link === lastLink) return
    lastLink = link
    clear()
    terminal.err(link)
  }
  return {
    show: ({ qrText, link, text: given }) => {
      // What redraws itself goes past the gate.
      const text = oneLine(given)
      sayLink(link === undefined ? undefined : oneLine(link))
      if (!terminal.interactive) {
        if (text !== lastText) terminal.err(text)
        lastText = text
        return
      }
      clear()
      const { width, height = Number.POSITIVE_INFINITY } = terminal
      const lines = layOut(qrText, text, { width, height })
      const rows = rowsOf(lines, width)
      const endsLine = rows < height
      terminal.write(lines.join('\n') + (endsLine ? '\n' : ''))
      drawn = { rows, endsLine, size: sizeOf() }
    },
    clear,
  }
}

interface Size {
  readonly width: number
  readonly height: number
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes are control characters
const colours = /\x1b\[[\d;]*m/g

/** Rows on the screen: a line that is too long takes several. */
const rowsOf = (lines: readonly string[], width: number): number =>
  lines.reduce((sum, line) => sum + Math.max(1, Math.ceil([...line.replace(colours, '')].length / width)), 0)

/** Modules of white around the code, widest first: ISO/IEC 18004 wants four; apps read codes with less. */
const quietZones = [4, 3, 2, 1] as const

/** The widest code that fits, or what size it needs: a code that is cut off cannot be read. */
const layOut = (qrText: string | undefined, text: string, { width, height }: Size): readonly string[] => {
  if (qrText === undefined) return [text]
  const textRows = rowsOf([text], width)
  const sizes = quietZones.map((zone) => drawQr(qrText, zone))
  const fitting = sizes.find((lines) => columnsOf(lines) <= width && lines.length + textRows <= height)
  if (fitting !== undefined) return [...fitting, text]
  const smallest = sizes.at(-1) ?? []
  const needed = `${columnsOf(smallest)} columns and ${smallest.length + textRows} rows`
  return [
    `The window is too small for the QR code: it needs ${needed}, and has ${width} and ${height}. Enlarge it.`,
    text,
  ]
}

const columnsOf = ([line = '']: readonly string[]): number => line.replace(colours, '').length

/**
 * Black on white whatever the theme, and also with NO_COLOR: it is the code. The two colours are of the 256-colour cube,
 * which no palette changes.
 */
export const drawQr = (text: string, quietZone = 4): readonly string[] =>
  renderUnicodeCompact(text, { border: quietZone, invert: true })
    .split('\n')
    .map((line) => `\x1b[38;5;16;48;5;231m${line}\x1b[0m`)

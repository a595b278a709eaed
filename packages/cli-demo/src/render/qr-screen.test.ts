import { encode } from 'uqr'
import { describe, expect, it } from 'vitest'
import { createFakeTerminal } from '../../test/fake-terminal.ts'
import { createQrScreen, drawQr } from './qr-screen.ts'

const text =
  'bankid.67df3917-fa0d-44e5-b327-edcc928297f8.29.dc69358e712458a66a7525beef148ae8526b1c71610eff2c16cdffb4cdac9bf8'
const link = 'On this device: https://app.bankid.com/?autostarttoken=a1d4a3d1-7d7d-4b26-8a0f-6b4a2a3e9b10&redirect=null'
const message = 'Start your BankID app. (30 s left)'

describe('drawQr', () => {
  it.each([4, 1])('draws every dark module black on white of no palette, with a quiet zone of %i', (quietZone) => {
    const { data } = encode(text, { border: quietZone })
    const lines = drawQr(text, quietZone)
    for (const [index, line] of lines.entries()) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes are control characters
      const match = /^\x1b\[38;5;16;48;5;231m(.*)\x1b\[0m$/.exec(line)
      const cells = [...(match?.[1] ?? '')]
      const upper = cells.map((cell) => cell === '█' || cell === '▀')
      const lower = cells.map((cell) => cell === '█' || cell === '▄')
      expect(upper).toEqual(data[index * 2])
      // The last line may have no lower half.
      expect(lower).toEqual(data[index * 2 + 1] ?? upper.map(() => false))
    }
    expect(lines).toHaveLength(Math.ceil(data.length / 2))
  })
})

/** A terminal's window: what stands on it after everything that was written, and how far it has scrolled. */
const windowOf = (written: string, width: number, height: number) => {
  const rows: string[] = ['']
  let [top, row, column] = [0, 0, 0]
  const put = (character: string): void => {
    if (column === width) {
      row += 1
      column = 0
    }
    rows[row] = `${(rows[row] ?? '').slice(0, column)}${character}`
    column += 1
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal obeys control characters
  for (const [piece] of written.matchAll(/\x1b\[[\d;]*[A-Za-z]|[\s\S]/gu)) {
    if (piece === '\n') [row, column] = [row + 1, 0]
    else if (piece === '\r') column = 0
    else if (/A$/.test(piece) && piece.length > 1) row = Math.max(top, row - Number.parseInt(piece.slice(2), 10))
    else if (piece === '\x1b[0J') rows.length = row
    else if (!piece.startsWith('\x1b')) put(piece)
    top = Math.max(top, row - height + 1)
  }
  return { shown: Array.from({ length: height }, (_, index) => rows[top + index] ?? ''), scrolled: top }
}

const interactive = (width: number, height: number) => {
  const terminal = { ...createFakeTerminal({ width, height }), interactive: true }
  return { terminal, screen: createQrScreen(terminal) }
}
const plain = (lines: readonly string[]): readonly string[] =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes are control characters
  lines.map((line) => line.replace(/\x1b\[[\d;]*m/g, ''))

describe('E1: a code that fits its window', () => {
  it.each([
    [80, 24, 2],
    [80, 25, 3],
    [80, 27, 4],
    [60, 23, 1],
    [106, 50, 4],
    [43, 40, 1],
  ])('%i columns and %i rows: whole, with %i modules of white, and never sinking', (width, height, quietZone) => {
    const { terminal, screen } = interactive(width, height)
    const code = plain(drawQr(text, quietZone))
    screen.show({ qrText: text, link, text: message })
    const { scrolled } = windowOf(terminal.stderr(), width, height)
    for (let second = 0; second < 5; second++) {
      const { shown } = windowOf(terminal.stderr(), width, height)
      const from = shown.indexOf(code[0] ?? '')
      expect(shown.slice(from, from + code.length)).toEqual(code)
      expect(shown[from + code.length]).toBe(message)
      screen.show({ qrText: text, link, text: message })
    }
    expect(windowOf(terminal.stderr(), width, height).scrolled).toBe(scrolled)
  })

  it.each([
    [80, 22],
    [42, 40],
    [20, 10],
  ])('%i columns and %i rows: says what size is needed, and draws no cut code', (width, height) => {
    const { terminal, screen } = interactive(width, height)
    screen.show({ qrText: text, link, text: message })
    expect(terminal.stderr()).toMatch(/too small for the QR code: it needs 43 columns and 2\d rows/)
    expect(terminal.stderr()).toContain(link)
    expect(terminal.stderr()).not.toMatch(/[█▀▄]/)
  })

  it('starts on a clean window when its size changes', () => {
    const terminal = { ...createFakeTerminal({ width: 80, height: 24 }), interactive: true, width: 80 }
    const screen = createQrScreen(terminal)
    screen.show({ qrText: text, text: message })
    terminal.width = 60
    screen.show({ qrText: text, text: message })
    expect(terminal.stderr()).toContain('\x1b[2J\x1b[H')
  })
})

describe('createQrScreen', () => {
  it('says each text once where nobody looks', () => {
    const terminal = createFakeTerminal()
    const screen = createQrScreen(terminal)
    screen.show({ qrText: text, text: 'Start your BankID app.' })
    screen.show({ qrText: text, text: 'Start your BankID app.' })
    screen.show({ text: 'Enter your security code.' })
    expect(terminal.stderr()).toBe('Start your BankID app.\nEnter your security code.\n')
  })

  it('draws each code over the one before, and nothing of it into what programs read', () => {
    const { terminal, screen } = interactive(200, 60)
    screen.show({ qrText: text, text: 'Start your BankID app.' })
    expect(terminal.stderr()).toContain(drawQr(text).join('\n'))
    screen.show({ text: 'Enter your security code.' })
    expect(windowOf(terminal.stderr(), 200, 60).shown.join('\n').trim()).toBe('Enter your security code.')
    screen.clear()
    expect(windowOf(terminal.stderr(), 200, 60).shown.join('\n').trim()).toBe('')
    expect(terminal.stdout()).toBe('')
  })
})

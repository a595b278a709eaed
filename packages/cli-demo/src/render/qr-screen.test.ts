import { encode } from 'uqr'
import { describe, expect, it } from 'vitest'
import { createFakeTerminal } from '../../test/fake-terminal.ts'
import { createQrScreen, drawQr } from './qr-screen.ts'

const text =
  'bankid.67df3917-fa0d-44e5-b327-edcc928297f8.0.dc69358e712458a66a7525beef148ae8526b1c71610eff2c16cdffb4cdac9bf8'

describe('drawQr', () => {
  it('draws every dark module black on white, with a quiet zone of four', () => {
    const { data } = encode(text, { border: 4 })
    const lines = drawQr(text)
    for (const [index, line] of lines.entries()) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes are control characters
      const match = /^\x1b\[30;107m(.*)\x1b\[0m$/.exec(line)
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

describe('createQrScreen', () => {
  it('says each text once where nobody looks', () => {
    const terminal = createFakeTerminal()
    const screen = createQrScreen(terminal)
    screen.show({ qrText: text, message: {} }, 'Start your BankID app.')
    screen.show({ qrText: text, message: {} }, 'Start your BankID app.')
    screen.show({ message: {} }, 'Enter your security code.')
    expect(terminal.stderr()).toBe('Start your BankID app.\nEnter your security code.\n')
  })

  it('draws each code over the one before, and nothing of it into what programs read', () => {
    const terminal = { ...createFakeTerminal(), interactive: true }
    const screen = createQrScreen(terminal)
    screen.show({ qrText: text, message: {} }, 'Start your BankID app.')
    const first = terminal.stderr()
    expect(first).toContain(drawQr(text).join('\n'))
    screen.show({ message: {} }, 'Enter your security code.')
    const height = first.split('\n').length - 1
    expect(terminal.stderr().slice(first.length)).toBe(`\x1b[${height}A\x1b[0JEnter your security code.\n`)
    expect(terminal.stdout()).toBe('')
  })
})

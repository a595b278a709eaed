import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { createFakeTerminal } from '../../test/fake-terminal.ts'
import { createPerson } from './person.ts'

/** A keyboard and a screen without a machine's terminal. */
const consoleOf = (isTTY: boolean) => {
  const [input, output] = [Object.assign(new PassThrough(), { isTTY, setRawMode: () => undefined }), new PassThrough()]
  let seen = ''
  output.on('data', (chunk: Buffer) => {
    seen += chunk.toString()
  })
  const type = async (keys: string): Promise<void> => {
    await expect.poll(() => seen, { timeout: 120_000 }).not.toBe('')
    input.write(keys)
  }
  const hangUp = async (): Promise<void> => {
    await type('')
    input.end()
  }
  return { person: createPerson(() => ({ input, output })), type, hangUp, screen: () => seen }
}

const terminal = createFakeTerminal()

describe('the yes/no prompt', () => {
  it.each([
    ['y', true],
    ['n', false],
    ['\r', false],
    ['\u001b[D\r', true],
  ])('row %#: takes %j as %s', async (keys, answer) => {
    const { person, type, screen } = consoleOf(true)
    const asked = person.confirm('Go on?', terminal)
    await type(keys)
    expect(await asked).toBe(answer)
    expect(screen()).toContain('Go on?')
  })

  it.each([
    ['Ctrl-C', '\u0003'],
    ['Ctrl-D', '\u0004'],
    ['a keyboard that is gone', undefined],
  ])('C6: ends the command at %s, with the cursor shown again', async (_what, keys) => {
    const { person, type, hangUp, screen } = consoleOf(true)
    const asked = person.confirm('Go on?', terminal)
    await (keys === undefined ? hangUp() : type(keys))
    await expect(asked).rejects.toMatchObject({ code: 'aborted' })
    expect(screen().lastIndexOf('\u001b[?25h')).toBeGreaterThan(screen().lastIndexOf('\u001b[?25l'))
  })

  it('A1: is harmless, whatever a bank calls what it asks for', async () => {
    const { person, type, screen } = consoleOf(true)
    const asked = person.confirm('Pay\u001b[2J\u202e?\nForged', terminal)
    await type('n')
    expect(await asked).toBe(false)
    expect(screen()).toContain('Pay·[2J·?·Forged')
  })

  it('is a no where nobody sits', async () => {
    const { person, screen } = consoleOf(false)
    expect(await person.confirm('Go on?', terminal)).toBe(false)
    expect(screen()).toBe('')
  })

  it('ends with the command', async () => {
    const { person, type } = consoleOf(true)
    const interrupted = createFakeTerminal()
    const asked = person.confirm('Go on?', interrupted)
    await type('')
    interrupted.interrupt()
    await expect(asked).rejects.toBe('SIGINT')
  })
})

describe('the secret prompt', () => {
  it.each(['\u0003', '\u0004'])('C6: ends the command at %j', async (keys) => {
    const { person, type } = consoleOf(true)
    const asked = person.secret('api-key', terminal)
    await type(keys)
    await expect(asked).rejects.toMatchObject({ code: 'aborted' })
  })

  it('gives what was typed, without showing it', async () => {
    const { person, type, screen } = consoleOf(true)
    const asked = person.secret('api-key', terminal)
    await type(' sandbox_abc \r')
    expect(await asked).toBe('sandbox_abc')
    expect(screen()).not.toContain('sandbox_abc')
    expect(screen()).toContain('api-key')
  })

  it('refuses an empty answer, and a place without a terminal', async () => {
    const { person, type } = consoleOf(true)
    const asked = person.secret('api-key', terminal)
    await type('\r')
    await expect(asked).rejects.toMatchObject({ code: 'user_cancelled' })
    await expect(consoleOf(false).person.secret('api-key', terminal)).rejects.toMatchObject({ code: 'invalid_config' })
  })
})

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Simulators, startSimulators } from '@nostro/simulators'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createProgram } from '../src/create-program.ts'
import { runCommand } from '../src/run-command.ts'
import { createFakeTerminal } from './fake-terminal.ts'
import { freePort } from './free-port.ts'

const read = (page: string): string => readFileSync(join(import.meta.dirname, '../../../docs', page), 'utf8')

/** The commands of a page, one a line, as lists of words. */
const commandsOf = (page: string): readonly (readonly string[])[] =>
  [...read(page).matchAll(/^```sh\n([\s\S]*?)^```/gm)]
    .flatMap(([, block = '']) => block.split('\n'))
    .map((line) => line.replace(/\s+#.*$/, '').trim())
    .filter((line) => line !== '')
    .map((line) => [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word = '']) => quoted ?? word))

/** The configuration that a page shows, by the name of its first bank. */
const shownConfig = (page: string): { readonly name: string; readonly settings: Record<string, unknown> } => {
  const text = read(page)
  const [, shown = ''] = /```json\n([\s\S]*?)```/.exec(text) ?? /`(\{ "banks".*?\} \})`/.exec(text) ?? []
  const { banks } = JSON.parse(shown) as { banks: Record<string, Record<string, unknown>> }
  const [[name, settings] = ['', {}]] = Object.entries(banks)
  return { name, settings }
}

let simulators: Simulators
let folder: string
let redirectUri: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nostro-bank-guides-'))
  redirectUri = `http://127.0.0.1:${await freePort()}/callback`
  const banks = ['enable-banking', 'berlin-group', 'simplefin'] as const
  simulators = await startSimulators({ banks, redirectUris: [redirectUri] })
})
afterAll(async () => {
  await simulators.stop()
  rmSync(folder, { recursive: true, force: true })
})

const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text, { mode: 0o600 })
  return join(folder, name)
}

/** What stands in the place of the reader's own bank, keys and address: nothing else of the shown settings is changed. */
const ownOf = (page: string): Record<string, unknown> => {
  const { enableBanking, berlinGroup, simplefin } = simulators.options
  const ca = file('ca.pem', enableBanking.ca)
  if (page === 'simplefin.md') return { ...simplefin, ca }
  if (page === 'enable-banking.md') {
    const privateKey = file('application.pem', enableBanking.privateKey)
    return { ...enableBanking, privateKey, redirectUris: [redirectUri], ca }
  }
  const pair = (name: string, { certificate, key }: { certificate: string; key: string }) => ({
    certificate: file(`${name}.pem`, certificate),
    key: file(`${name}.key`, key),
  })
  const { bank, baseUrl, tls, signing } = berlinGroup
  return { bank, baseUrl, tls: pair('qwac', tls), signing: pair('qsealc', signing), redirectUris: [redirectUri], ca }
}

/** What the customer does at the page that the command shows, in place of a browser. */
const visit = async (page: string, stderr: () => string, hasEnded: () => boolean): Promise<void> => {
  while (!stderr().includes('Waiting for the bank') && !hasEnded()) await new Promise((done) => setImmediate(done))
  const url = /^ {2}(https:\S+)/m.exec(stderr())?.[1]
  if (url === undefined) return
  const path = page === 'enable-banking.md' ? '/enable-banking/authorisations' : '/berlin-group/sca'
  const answer = (await simulators.control.call('POST', path, { url, decision: 'approve' })) as { location: string }
  await fetch(answer.location)
}

describe.each(['enable-banking.md', 'berlin-group.md', 'simplefin.md'])('docs/%s', (page) => {
  it('has a configuration that is accepted, and every command does what it says', async () => {
    const { name, settings } = shownConfig(page)
    const banks = { [name]: { ...settings, ...ownOf(page) } }
    const config = file(`${page}.json`, JSON.stringify({ banks }))
    const env = { HOME: join(folder, 'home', page), NOSTRO_CONFIG: config }
    const { setupToken } = (await simulators.control.call('POST', '/simplefin/tokens')) as { setupToken: string }
    file('token.txt', setupToken)
    const commands = commandsOf(page)
    expect(commands.length).toBeGreaterThanOrEqual(5)
    for (const [program, ...args] of commands) {
      const terminal = createFakeTerminal({ cwd: folder, env })
      let ended = false
      const running = runCommand(createProgram, args, terminal).finally(() => {
        ended = true
      })
      if (args[0] === 'connect') await visit(page, terminal.stderr, () => ended)
      const code = await running
      // SimpleFIN's simulator has an account in points, which the page says is left out: exit code 3, with the reason.
      const isDone = code === 0 || (page === 'simplefin.md' && code === 3 && terminal.stderr().includes('are no money'))
      const failure = isDone ? '' : `${code} ${terminal.stderr()}`
      expect({ program, args, failure }).toEqual({ program: 'nostro', args, failure: '' })
      expect(terminal.stdout()).not.toBe('')
    }
  })
})

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfig, openLedger } from '@nostro/host'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFakeBank } from '../../ledger/test/support/fake-bank.ts'
import { createProgram } from '../src/create-program.ts'
import { runCommand } from '../src/run-command.ts'
import { createFakeTerminal } from './fake-terminal.ts'

const guide = readFileSync(join(import.meta.dirname, '../../../docs/invoices.md'), 'utf8')
const blockOf = (language: string): string => new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(guide)?.[1] ?? ''

let folder: string
let env: Record<string, string>

const nostro = async (line: string) => {
  const terminal = createFakeTerminal({ cwd: folder, env })
  const code = await runCommand(createProgram, line.split(' '), terminal)
  return { code, stdout: terminal.stdout(), stderr: terminal.stderr() }
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nostro-invoices-'))
  env = { HOME: folder, USER: 'anna' }
  const plugin = join(import.meta.dirname, 'plugin-bank.ts')
  writeFileSync(join(folder, 'nostro.config.json'), JSON.stringify({ banks: { plugin: { provider: plugin } } }))
  writeFileSync(join(folder, 'invoices.csv'), blockOf('csv'))
  const loaded = loadConfig({ env, cwd: folder })
  if (loaded === undefined) throw new Error('The configuration was not found.')
  const { ledger, close } = await openLedger(loaded, { env })
  const bank = createFakeBank({ mode: 'S' })
  bank.accounts = [{ id: 'acc-1', iban: 'NL20INGB0001234567', name: 'Daily' }]
  bank.entries.set('acc-1', [
    { id: 'b3', day: '2026-03-09', amount: '50.00', name: 'Jansen', iban: 'DE89370400440532013000' },
    { id: 'b2', day: '2026-03-08', amount: '250.00', text: 'viite 12345672' },
    { id: 'b1', day: '2026-03-07', amount: '119.00', text: 'Factuur 2026-1001', iban: 'DE89370400440532013000' },
  ])
  await ledger.sync([bank.source()], { since: '2026-01-01', ctx: { psu: { ipAddress: '192.0.2.1' } } }).result()
  await close()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('docs/invoices.md', () => {
  it('all its commands run, in their order, and do what it says', async () => {
    const outputs: string[] = []
    for (const line of blockOf('sh').trim().split('\n')) {
      const { code, stdout, stderr } = await nostro(line.replace(/^nostro /, ''))
      expect([line, code, stderr]).toEqual([line, 0, ''])
      outputs.push(stdout)
    }
    const [imported = '', listed = '', suggested = '', confirmed, undone, byHand, matched, json = ''] = outputs
    expect(imported).toContain('3 added, 0 updated, 0 unchanged.\n2 matched, 1 suggested, 0 returned.')
    expect(listed).toMatch(/i2 +2026-1002 .* 0\.00 EUR +paid .*reference/)
    expect(suggested).toContain('s1: a1-1 may pay 50.00 EUR of i3')
    expect(suggested).toContain('+ The IBAN DE89370400440532013000 is known for Bakkerij Jansen.')
    expect(confirmed).toContain('s1 is confirmed: m3.')
    expect(undone).toContain('m2 is undone')
    expect(byHand).toContain('m4: a1-3 pays 119.00 EUR of i1.')
    expect(matched).toContain('0 matched')
    expect(JSON.parse(json).invoices.length).toBeGreaterThan(0)
  })

  it('a file with mistakes is refused by line, and nothing is kept', async () => {
    writeFileSync(join(folder, 'bad.csv'), `${blockOf('csv')}2026-9,1.234,EUR,03/04/2026,,c9,X,,\n`)
    const { code, stderr } = await nostro('invoices import bad.csv')
    expect(code).toBe(1)
    expect(stderr).toContain('line 5: issued_on must be a day')
    const missing = await nostro('invoices import absent.csv')
    expect(missing.stderr).toContain('cannot be read')
  })

  it('wrong words are refused with what to do', async () => {
    expect((await nostro('invoices list --state lost')).stderr).toContain('--state open, paid, done or all')
    expect((await nostro('invoices match a1-1')).stderr).toContain('nostro invoices match a1-42 i7')
    expect((await nostro('invoices confirm x9')).stderr).toContain('m7')
    expect((await nostro('invoices reject s99')).stderr).toContain('There is no suggestion s99')
  })
})

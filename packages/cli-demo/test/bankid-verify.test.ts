import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type EvidenceBundle, encodeText } from '@nostro/provider-bankid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createProgram } from '../src/create-program.ts'
import { runCommand } from '../src/run-command.ts'
import { createFakeTerminal, type FakeTerminal } from './fake-terminal.ts'

let folder: string
let written: { code: number; stdout: string; stderr: string }

const nostro = async (line: string, terminal: FakeTerminal = createFakeTerminal({ cwd: folder })) => {
  const code = await runCommand(createProgram, line.split(' ').filter(Boolean), terminal)
  return { code, stdout: terminal.stdout(), stderr: terminal.stderr() }
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nostro-evidence-'))
  written = await nostro('bankid auth --auto-approve --evidence kept.json --json')
}, 120_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const kept = (): EvidenceBundle => JSON.parse(readFileSync(join(folder, 'kept.json'), 'utf8'))
const person = () => kept().completionData.user

/** Writes a changed copy; its name. */
const copy = (name: string, change: (bundle: EvidenceBundle) => unknown): string => {
  writeFileSync(join(folder, name), JSON.stringify(change(kept())))
  return name
}

describe('nostro bankid auth --evidence', () => {
  it('writes the bundle for its owner alone, and the simulator’s root beside it', () => {
    expect(written.code).toBe(0)
    expect(JSON.parse(written.stdout)).toMatchObject({ status: 'complete' })
    expect(kept()).toMatchObject({ format: 'nostro-bankid-evidence/1', environment: 'test' })
    expect(statSync(join(folder, 'kept.json')).mode & 0o777).toBe(0o600)
    expect(readFileSync(join(folder, 'kept.json.root.pem'), 'utf8')).toMatch(/^-----BEGIN CERTIFICATE-----/)
    expect(written.stderr).toContain('nostro bankid verify')
    expect(written.stderr).not.toContain(person().personalNumber)
  })

  it('never overwrites evidence, and says so before anybody is asked', { timeout: 180_000 }, async () => {
    const { code, stderr, stdout } = await nostro('bankid auth --auto-approve --evidence kept.json')
    expect(code).toBe(2)
    expect(stderr).toContain('exists already')
    expect(stdout).toBe('')
  })
})

describe('nostro bankid verify', () => {
  it('shows every check and what is proved, without the person', async () => {
    const { code, stdout } = await nostro('bankid verify kept.json --root kept.json.root.pem')
    expect(stdout.match(/✓ +\d+ +[a-z]+/g)).toHaveLength(10)
    expect(stdout).toContain('The evidence holds.')
    expect(stdout).toContain('test: it proves nothing about real people')
    expect(stdout).toMatch(/Act +identification, \d{4}-[\s\S]*Not proven[\s\S]*Operation +auth/)
    expect(stdout).toMatch(/Person +hidden/)
    expect(stdout).not.toContain(person().name)
    expect(stdout).not.toContain(person().personalNumber)
    expect(code).toBe(0)
  })

  it('shows the person when that is asked for', async () => {
    const { stdout } = await nostro('bankid verify kept.json --root kept.json.root.pem --show-person')
    expect(stdout).toContain(`${person().name}, ${person().personalNumber}`)
  })

  it('gives data to programs, the person only when that is asked for', async () => {
    const line = 'bankid verify kept.json --root kept.json.root.pem --json'
    const report = JSON.parse((await nostro(line)).stdout) as object
    expect(report).toMatchObject({
      ok: true,
      act: 'identification',
      claimed: { operation: 'auth' },
      environment: 'test',
      rootSha256: kept().rootSha256,
    })
    expect(report).not.toHaveProperty('person')
    expect(JSON.parse((await nostro(`${line} --show-person`)).stdout)).toMatchObject({
      person: { personalNumber: person().personalNumber },
    })
  })

  it('trusts neither a simulator nor the test environment by itself, and says how to change that', async () => {
    const { code, stdout, stderr } = await nostro('bankid verify kept.json')
    expect(code).toBe(1)
    expect(stdout).toMatch(/✓ +5 +digests/)
    expect(stdout).toMatch(/✗ +6 +chain/)
    expect(stdout).toMatch(/– +7 +signature/)
    expect(stderr).toContain('fails the check “chain”')
    expect(stderr).toContain('--environment test')
    const asTest = await nostro('bankid verify kept.json --environment test')
    expect(asTest.code).toBe(1)
    expect(asTest.stderr).toContain('--root FILE')
  })

  it.each<readonly [string, (bundle: EvidenceBundle) => unknown, string]>([
    [
      '1 another text',
      (bundle) => ({
        ...bundle,
        order: { ...bundle.order, request: { ...bundle.order.request, userVisibleData: encodeText('Other') } },
      }),
      'content',
    ],
    ['2 another root named', (bundle) => ({ ...bundle, rootSha256: bundle.rootSha256.replace(/../, '00') }), 'bundle'],
    [
      '3 no OCSP answer',
      (bundle) => ({ ...bundle, completionData: { ...bundle.completionData, ocspResponse: 'AAAA' } }),
      'ocsp',
    ],
  ])('refuses a changed file, naming the check: %s', async (name, change, check) => {
    const line = `bankid verify ${copy(`changed-${name[0]}.json`, change)} --root kept.json.root.pem`
    const { code, stdout, stderr } = await nostro(line)
    expect(code).toBe(1)
    expect(stdout).toMatch(new RegExp(`✗ +\\d+ +${check}`))
    expect(stderr).toContain(`“${check}”`)
    const asJson = await nostro(`${line} --json`)
    expect(asJson.code).toBe(1)
    expect(JSON.parse(asJson.stdout)).toMatchObject({ ok: false, check, error: { code: 'verification_failed' } })
    expect(stdout + stderr + asJson.stdout + asJson.stderr).not.toContain(person().personalNumber)
  })

  it('says clearly what is wrong with a broken file', async () => {
    const text = readFileSync(join(folder, 'kept.json'), 'utf8')
    writeFileSync(join(folder, 'cut.json'), text.slice(0, text.length / 2))
    writeFileSync(join(folder, 'other.json'), '{"hello": 1}')
    const cut = await nostro('bankid verify cut.json')
    expect(cut).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('cut.json is not JSON') })
    const other = await nostro('bankid verify other.json')
    expect(other).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('not an evidence bundle') })
    const missing = await nostro('bankid verify none.json')
    expect(missing).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('none.json cannot be read') })
    const noRoot = await nostro('bankid verify kept.json --root other.json')
    expect(noRoot).toMatchObject({ code: 2, stderr: expect.stringContaining('root is not a certificate') })
    expect(cut.stderr + other.stderr).not.toContain(person().personalNumber)
  })
})

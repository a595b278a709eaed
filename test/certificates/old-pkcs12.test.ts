import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { hasOpenssl, type SetUp, startSetUp } from './set-up.ts'

let setUp: SetUp

beforeAll(async () => {
  setUp = await startSetUp()
})

afterEach(async () => setUp.clear())

afterAll(async () => setUp.stop())

describe('PKCS#12 files of old programs open, and the bank accepts what is in them', () => {
  /** `-legacy` wants a module that not every machine has; where it is missing the command says so. */
  const byOpenssl = (options: readonly string[]): Buffer | undefined => {
    const { certificate, key } = setUp.pki.bankid.relyingParty
    const dir = mkdtempSync(join(tmpdir(), 'nostro-p12-'))
    try {
      const [pem, out] = [join(dir, 'pair.pem'), join(dir, 'pair.p12')]
      writeFileSync(pem, `${certificate}\n${key}`, { mode: 0o600 })
      const args = ['pkcs12', '-export', '-in', pem, '-out', out, '-passout', 'pass:secret', ...options]
      return spawnSync('openssl', args).status === 0 ? readFileSync(out) : undefined
    } finally {
      rmSync(dir, { recursive: true, force: true })
    }
  }

  it.runIf(hasOpenssl).each([
    ['RC2 with 40 bits, key in 3DES', ['-legacy']],
    ['RC2 with 40 bits for both', ['-legacy', '-keypbe', 'PBE-SHA1-RC2-40', '-certpbe', 'PBE-SHA1-RC2-40']],
    ['RC2 with 128 bits', ['-legacy', '-keypbe', 'PBE-SHA1-RC2-128', '-certpbe', 'PBE-SHA1-RC2-128']],
    ['3DES', ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES', '-macalg', 'sha1']],
    ['AES-256', []],
  ])('%s', async (_title, options) => {
    const pkcs12 = byOpenssl(options)
    if (pkcs12 === undefined) throw new Error('openssl made no file')
    await setUp.bankId({ identity: { pkcs12, passphrase: 'secret' } }, {}).broken()
    expect(setUp.calls).toMatchObject([{ status: 200 }])
  })

  it.runIf(hasOpenssl)('Blowfish does not, and the hint says how to make a file that does', async () => {
    const rare = byOpenssl(['-legacy', '-keypbe', 'BF-CBC', '-certpbe', 'BF-CBC'])
    const again = byOpenssl(['-keypbe', 'AES-256-CBC', '-certpbe', 'AES-256-CBC'])
    if (rare === undefined || again === undefined) throw new Error('openssl made no file')
    const { broken, fixed } = setUp.bankId(
      { identity: { pkcs12: rare, passphrase: 'secret' } },
      { identity: { pkcs12: again, passphrase: 'secret' } },
    )
    await expect(broken()).rejects.toMatchObject({
      code: 'invalid_config',
      message: expect.stringMatching(/Blowfish/),
      hint: expect.stringMatching(/-keypbe AES-256-CBC -certpbe AES-256-CBC/),
    })
    await fixed()
    expect(setUp.calls).toMatchObject([{ status: 200 }])
  })
})

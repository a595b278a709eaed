import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const hasOpenssl = spawnSync('openssl', ['version']).status === 0

/** The text signed by the openssl command, SHA-256; what `-sigopt` takes goes into `options`. */
export const opensslSign = (key: string, text: string, options: readonly string[] = []): Buffer => {
  const folder = mkdtempSync(join(tmpdir(), 'nostro-openssl-'))
  try {
    const path = join(folder, 'key.pem')
    writeFileSync(path, key, { mode: 0o600 })
    const settings = options.flatMap((option) => ['-sigopt', option])
    return execFileSync('openssl', ['dgst', '-sha256', '-sign', path, ...settings], { input: text })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

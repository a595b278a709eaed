import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Pki } from '@nostro/simulators'

/** Version line of the openssl command; undefined when this machine has none. */
export const openssl: string | undefined = (() => {
  const { status, stdout } = spawnSync('openssl', ['version'], { encoding: 'utf8' })
  return status === 0 ? stdout.trim() : undefined
})()

if (openssl === undefined && process.env['CI'] === 'true') throw new Error('CI needs the openssl command.')

/** OpenSSL as a server that refuses clients with a TLS alert, which Node's own server does not send. */
export const startOpensslServer = async (
  pki: Pki,
  version: string,
  /** PEM of a revocation list of ING's authority: whose certificate is on it is refused. */
  crl?: string,
): Promise<{ readonly origin: string; close(): Promise<void> }> => {
  const dir = mkdtempSync(join(tmpdir(), 'nostro-openssl-'))
  const file = (name: string, text: string): string => {
    writeFileSync(join(dir, name), text, { mode: 0o600 })
    return join(dir, name)
  }
  const child = spawn(
    'openssl',
    [
      ...['s_server', '-accept', '127.0.0.1:0', '-www', '-Verify', '2', '-verify_return_error', `-${version}`],
      ...['-cert', file('cert.pem', pki.server.certificate), '-key', file('key.pem', pki.server.key)],
      ...['-CAfile', file('ca.pem', pki.ing.clientCa)],
      ...(crl === undefined ? [] : ['-crl_check', '-CRL', file('crl.pem', crl)]),
    ],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  )
  let output = ''
  for await (const chunk of child.stdout) {
    output += String(chunk)
    if (/ACCEPT .*:\d+/.test(output)) break
  }
  return {
    origin: `https://127.0.0.1:${/ACCEPT .*:(\d+)/.exec(output)?.[1] ?? ''}`,
    close: async () => {
      const ended = once(child, 'exit')
      child.kill()
      await ended
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

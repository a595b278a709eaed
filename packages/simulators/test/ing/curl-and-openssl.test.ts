import { execFile, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { startSimulators } from '../../src/start-simulators.ts'

const has = (command: string, argument: string): boolean => spawnSync(command, [argument]).status === 0
const tools = has('curl', '--version') && has('openssl', 'version') && has('bash', '--version')
const script = fileURLToPath(new URL('curl-and-openssl.sh', import.meta.url))

describe('the protocol with curl and openssl alone', () => {
  it.runIf(tools)('goes from certificates to a payment under each signature, over TLS', async () => {
    const simulators = await startSimulators({ banks: ['ing'] })
    try {
      const { ca, control, ing } = simulators.ready
      const env = {
        PATH: process.env['PATH'],
        CA: ca,
        CONTROL: control,
        ING_URL: ing?.url,
        CLIENT_ID: ing?.clientId,
        REDIRECT_URI: ing?.redirectUris[0],
        TLS_CERTIFICATE: ing?.tlsCertificate,
        TLS_KEY: ing?.tlsKey,
        SIGNING_CERTIFICATE: ing?.signingCertificate,
        SIGNING_KEY: ing?.signingKey,
      }
      const { stdout } = await promisify(execFile)('bash', [script], { env })
      const said = Object.fromEntries(
        stdout
          .trim()
          .split('\n')
          .map((line) => line.split(' ')),
      )
      expect(said).toMatchObject({ application: ing?.clientId, 'payment-http': 'RCVD', 'payment-jws': 'RCVD' })
      expect(Number(said['accounts'])).toBeGreaterThan(0)
      expect(simulators.recorder.rejections()).toEqual([])
    } finally {
      await simulators.stop()
    }
  })
})

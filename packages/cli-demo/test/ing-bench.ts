import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Simulators, startSimulators } from '@nostro/simulators'

/** A simulated ING, a free callback port, and the environment that points the command at both. */
export interface IngBench {
  readonly simulators: Simulators
  readonly redirectUri: string
  readonly env: Record<string, string>
  readonly folder: string
  stop(): Promise<void>
}

let nextPort = process.pid * 31

/** Below the ports that the system gives to whoever asks for any: nobody takes it between this look and its use. */
const freePort = async (): Promise<number> => {
  for (let tries = 0; tries < 200; tries += 1) {
    nextPort += 1
    const port = 20_000 + (nextPort % 12_000)
    const isFree = await new Promise<boolean>((resolve) => {
      const probe = createServer().once('error', () => resolve(false))
      probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
    })
    if (isFree) return port
  }
  throw new Error('No port is free.')
}

/** `bankid` joins a simulated BankID, configured beside ING. */
export const startIngBench = async ({ bankid = false } = {}): Promise<IngBench> => {
  const redirectUri = `http://127.0.0.1:${await freePort()}/callback`
  const folder = mkdtempSync(join(tmpdir(), 'nostro-ing-'))
  const simulators = await startSimulators({
    banks: bankid ? ['ing', 'bankid'] : ['ing'],
    redirectUris: [redirectUri, 'https://tpp.example/cb'],
  })
  const { ing, ca } = simulators.ready
  if (ing === undefined) throw new Error('The simulated ING did not start.')
  return {
    simulators,
    redirectUri,
    folder,
    env: {
      HOME: folder,
      NOSTRO_ING_ENVIRONMENT: 'sandbox',
      NOSTRO_ING_CLIENT_ID: ing.clientId,
      NOSTRO_ING_API_URL: ing.url,
      NOSTRO_ING_AUTHORIZE_URL: ing.authorizeUrl,
      NOSTRO_ING_CA: ca,
      NOSTRO_ING_TLS_CERTIFICATE: ing.tlsCertificate,
      NOSTRO_ING_TLS_KEY: ing.tlsKey,
      NOSTRO_ING_SIGNING_CERTIFICATE: ing.signingCertificate,
      NOSTRO_ING_SIGNING_KEY: ing.signingKey,
      NOSTRO_ING_REDIRECT_URIS: `${redirectUri} https://tpp.example/cb`,
      ...bankIdEnv(simulators),
    },
    stop: async () => {
      await simulators.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const bankIdEnv = ({ ready: { bankid, ca } }: Simulators): Record<string, string> =>
  bankid === undefined
    ? {}
    : {
        NOSTRO_BANKID_ENVIRONMENT: 'test',
        NOSTRO_BANKID_PKCS12: bankid.pkcs12,
        NOSTRO_BANKID_PASSPHRASE: bankid.passphrase,
        NOSTRO_BANKID_API_URL: bankid.url,
        NOSTRO_BANKID_CA: ca,
        NOSTRO_BANKID_USER_ROOT: bankid.userRoot,
      }

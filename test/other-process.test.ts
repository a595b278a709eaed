import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { redirectUrlOf } from '../packages/core/src/testing/index.ts'
import { createIngProvider } from '../packages/provider-ing/src/index.ts'
import { startSimulators } from '../packages/simulators/src/index.ts'

const ing = join(import.meta.dirname, '../packages/provider-ing/dist/index.js')

/** Knows nothing but the options, the challenge as JSON, and where the browser landed. */
const program = `
import { createIngProvider } from ${JSON.stringify(ing)}
const { options, challenge, redirectUrl } = JSON.parse(process.env.TASK)
const provider = createIngProvider(options)
const result = await provider.auth.advance(challenge, { redirectUrl })
console.log(JSON.stringify({ status: result.status, provider: result.session?.provider }))
await provider.close()
`

it('a challenge of ING goes to another process as JSON and is completed there', async () => {
  const simulators = await startSimulators({ banks: ['ing'] })
  const folder = mkdtempSync(join(tmpdir(), 'nostro-process-'))
  const text = (path: string | undefined): string => readFileSync(path ?? '', 'utf8')
  const { ready } = simulators
  const options = {
    environment: 'sandbox' as const,
    clientId: ready.ing?.clientId ?? '',
    redirectUris: [ready.ing?.redirectUris[0] ?? ''],
    apiUrl: ready.ing?.url ?? '',
    authorizeUrl: ready.ing?.authorizeUrl ?? '',
    tls: { certificate: text(ready.ing?.tlsCertificate), key: text(ready.ing?.tlsKey) },
    signing: { certificate: text(ready.ing?.signingCertificate), key: text(ready.ing?.signingKey) },
    ca: text(ready.ca),
  }
  const provider = createIngProvider(options)
  try {
    const challenge = await provider.auth.start({ purpose: 'accounts', country: 'NL' })
    const redirectUrl = await simulators.control.decideIngConsent(redirectUrlOf(challenge))
    writeFileSync(join(folder, 'program.mjs'), program)
    const env = { PATH: process.env['PATH'], TASK: JSON.stringify({ options, challenge, redirectUrl }) }
    // The simulators answer from this process: it must not be blocked while the other one asks.
    const output = await new Promise<string>((resolve, reject) => {
      execFile(process.execPath, [join(folder, 'program.mjs')], { env }, (error, stdout) =>
        error ? reject(error) : resolve(stdout),
      )
    })
    expect(JSON.parse(output)).toEqual({ status: 'complete', provider: 'ing' })
  } finally {
    await provider.close()
    await simulators.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}, 120_000)

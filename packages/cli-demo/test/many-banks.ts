import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Challenge, ChallengeAnswer } from '@nostro/core'
import { type Host, openHost } from '@nostro/host'
import { type Simulators, startSimulators } from '@nostro/simulators'
import { ownProviders } from '../src/banks/providers.ts'
import { createProgram } from '../src/create-program.ts'
import { runCommand } from '../src/run-command.ts'
import { createFakeTerminal } from './fake-terminal.ts'

/** Simulated banks, a configuration that names them, and one kept connection to each: for commands and the library alike. */
export interface ManyBanks {
  readonly simulators: Simulators
  /** The configured banks as a program opens them: with budgets and what is kept for minutes anew. To be closed. */
  open(): Promise<Host>
  run(...args: readonly string[]): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }>
  stop(): Promise<void>
}

/** What the customer does at each bank. */
const answerTo = async ({ control }: Simulators, challenge: Challenge): Promise<ChallengeAnswer> => {
  const decide = async (path: string, url: string): Promise<ChallengeAnswer> => {
    const { location } = (await control.call('POST', path, { url, decision: 'approve' })) as { location: string }
    return { redirectUrl: location }
  }
  if (challenge.kind === 'input') {
    const { setupToken } = (await control.call('POST', '/simplefin/tokens')) as { setupToken: string }
    return { input: { setupToken } }
  }
  if (challenge.kind !== 'redirect') return {}
  if (challenge.provider === 'ing') return { redirectUrl: await control.ing.decideConsent(challenge.url) }
  const isBroker = challenge.provider === 'enable-banking'
  return decide(isBroker ? '/enable-banking/authorisations' : '/berlin-group/sca', challenge.url)
}

export const startManyBanks = async (): Promise<ManyBanks> => {
  const banks = ['ing', 'bunq', 'enable-banking', 'berlin-group', 'simplefin'] as const
  const simulators = await startSimulators({ banks })
  const folder = mkdtempSync(join(tmpdir(), 'nostro-many-'))
  let count = 0
  const file = (text: string): string => {
    count += 1
    writeFileSync(join(folder, `${count}.pem`), text, { mode: 0o600 })
    return join(folder, `${count}.pem`)
  }
  const pair = ({ certificate, key }: { certificate: string; key: string }) => ({
    certificate: file(certificate),
    key: file(key),
  })
  const { ing, bunq, enableBanking, berlinGroup, simplefin } = simulators.options
  const ca = file(ing.ca)
  const small = await simulators.control.bunq.createApiKey({ empty: true })
  const config = {
    banks: {
      ing: { ...ing, tls: pair(ing.tls), signing: pair(ing.signing), ca },
      bunq: { ...bunq, ca },
      // One account alone: the real budget of three reads in three seconds makes no command wait.
      small: { ...bunq, provider: 'bunq', apiKey: small.apiKey, ca },
      'enable-banking': {
        ...{ ...enableBanking, privateKey: file(enableBanking.privateKey), ca },
        institution: { name: 'Mock ASPSP', country: 'FI' },
      },
      'berlin-group': { ...berlinGroup, tls: pair(berlinGroup.tls), signing: pair(berlinGroup.signing), ca },
      simplefin: { ...simplefin, ca, requestsPerDay: 100_000 },
    },
    storage: { dir: join(folder, 'state'), keyFile: join(folder, 'master.key') },
  }
  writeFileSync(join(folder, 'nostro.config.json'), JSON.stringify(config))
  const place = { env: { HOME: folder }, cwd: folder }
  const open = (): Promise<Host> => openHost({ ...place, providers: ownProviders })
  const host = await open()
  for (const bank of Object.keys(config.banks)) {
    const pending = await host.connections.start(bank)
    await host.connections.finish(pending, await answerTo(simulators, pending.challenge))
  }
  await host.close()
  return {
    simulators,
    open,
    run: async (...args) => {
      const terminal = createFakeTerminal(place)
      const code = await runCommand(createProgram, args, terminal)
      return { code, stdout: terminal.stdout(), stderr: terminal.stderr() }
    },
    stop: async () => {
      await simulators.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '@nostro/core'
import { type Simulators, startSimulators } from '@nostro/simulators'
import { bankIdEnv, ingEnv } from './bank-env.ts'
import { freePort } from './free-port.ts'

/** A simulated ING, a free callback port, and the environment that points the command at both. */
export interface IngSetUp {
  readonly simulators: Simulators
  readonly redirectUri: string
  readonly env: Record<string, string>
  readonly folder: string
  stop(): Promise<void>
}

/** What {@link startIngSetUp} starts, and by which time. */
export interface IngSetUpOptions {
  /** A simulated BankID, configured beside ING. */
  readonly bankid?: boolean
  readonly clock?: Clock | undefined
}

export const startIngSetUp = async ({ bankid = false, clock }: IngSetUpOptions = {}): Promise<IngSetUp> => {
  const redirectUri = `http://127.0.0.1:${await freePort()}/callback`
  const folder = mkdtempSync(join(tmpdir(), 'nostro-ing-'))
  const simulators = await startSimulators({
    banks: bankid ? ['ing', 'bankid'] : ['ing'],
    redirectUris: [redirectUri, 'https://tpp.example/cb'],
    realNow: clock?.now,
  })
  return {
    simulators,
    redirectUri,
    folder,
    env: {
      HOME: folder,
      ...ingEnv(simulators, [redirectUri, 'https://tpp.example/cb']),
      ...bankIdEnv(simulators),
    },
    stop: async () => {
      await simulators.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

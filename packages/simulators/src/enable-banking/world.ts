import type { KeyObject } from 'node:crypto'
import type { BankContext } from '../profile.ts'
import { readVerificationKey } from '../verify/verification.ts'
import { type EnableBankingOptions, type EnableBankingSettings, resolveSettings } from './settings.ts'
import { createState, type EnableBankingState } from './state.ts'

/** What every handler of the simulated Enable Banking works with. */
export interface EnableBankingWorld {
  readonly context: BankContext
  readonly settings: EnableBankingSettings
  readonly publicKey: KeyObject
  /** Seals continuation keys. */
  readonly keySecret: Buffer
  state: EnableBankingState
  /** Epoch milliseconds. */
  now(): number
  uuid(): string
}

const toUuid = (bytes: Buffer): string => {
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

export const createWorld = (context: BankContext, options: EnableBankingOptions): EnableBankingWorld => {
  const settings = resolveSettings(options)
  return {
    context,
    settings,
    publicKey: readVerificationKey(settings.publicKey).key,
    keySecret: context.randomBytes(32),
    state: createState(settings),
    now: () => context.clock.now(),
    uuid: () => toUuid(context.randomBytes(16)),
  }
}

import { X509Certificate } from 'node:crypto'
import type { IngPki } from '../pki/pki.ts'
import type { BankContext } from '../profile.ts'
import { isIssuedBy } from './certificates.ts'
import { type IngOptions, type IngSettings, resolveSettings } from './settings.ts'
import { createState, type IngState } from './state.ts'
import { isTrustedTpp } from './tpp/trust.ts'

/** What every handler of the simulated ING works with. */
export interface IngWorld {
  readonly context: BankContext
  readonly pki: IngPki
  readonly clientCa: X509Certificate
  readonly settings: IngSettings
  /** Seals page cursors. */
  readonly cursorSecret: Buffer
  state: IngState
  /** The bank's clock, epoch milliseconds: the simulated one plus the offset that a fault asks for. */
  now(): number
  uuid(): string
}

const toUuid = (bytes: Buffer): string => {
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

export const createWorld = (context: BankContext, pki: IngPki, options: IngOptions): IngWorld => {
  const settings = resolveSettings(context, options)
  const world: IngWorld = {
    context,
    pki,
    clientCa: new X509Certificate(pki.clientCa),
    settings,
    cursorSecret: context.randomBytes(32),
    state: createState(context, pki, settings),
    now: () => context.clock.now() + world.state.modes.clockOffsetSeconds * 1000,
    uuid: () => toUuid(context.randomBytes(16)),
  }
  return world
}

/** Whether the bank stands behind a client's certificate; dates are judged apart. */
export const isTrusted = ({ clientCa, state }: IngWorld, certificate: X509Certificate): boolean =>
  isIssuedBy(certificate, clientCa) || isTrustedTpp(state.trust, certificate)

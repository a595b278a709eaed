import type { CallContext, EpochMs, SigningKey } from '@nostro/core'
import { createSigningKey, generateRsaKeyPair } from '@nostro/core/node/provider'
import type { Caller } from '../api/caller.ts'
import type { BunqContext, InstalledContext } from '../session/context.ts'
import type { CredentialKind } from './api-key.ts'
import { createDeviceServer, type DeviceSettings } from './device-server.ts'
import { createInstallation } from './installation.ts'
import { createSessionServer, type OpenedSession } from './session-server.ts'

export interface ContextParts {
  readonly caller: Caller
  readonly origin: string
  readonly device: DeviceSettings
  /** The key to install; one is made when absent. */
  readonly key?: string | SigningKey | undefined
  now(): EpochMs
}

export interface Credential {
  readonly kind: CredentialKind
  readonly secret: string
}

export interface OpenedContext {
  readonly context: BunqContext
  readonly expiresAt: EpochMs
}

/** Key pair, installation, device, session: the whole way from an API key to a context. */
export const openContext = async (
  parts: ContextParts,
  credential: Credential,
  ctx: CallContext | undefined,
): Promise<OpenedContext> => {
  const installed = await install(parts, ctx)
  return openOn(parts, installed, credential, ctx)
}

/** The same on an installation that exists, such as the one that a PSD2 credential was made with. */
export const openOn = async (
  parts: ContextParts,
  installed: InstalledContext,
  credential: Credential,
  ctx: CallContext | undefined,
): Promise<OpenedContext> => {
  const device = await createDeviceServer(parts.caller, installed, { ...parts.device, secret: credential.secret }, ctx)
  const opened = await createSessionServer(parts, installed, credential.secret, ctx)
  const context = { version: 1 as const, origin: parts.origin, ...installed, device, credential }
  return withSession(context, opened)
}

/** A new session in a context that exists: neither a new key, nor a new installation, nor a new device. */
export const reopenContext = async (
  parts: Pick<ContextParts, 'caller' | 'now'>,
  context: BunqContext,
  ctx: CallContext | undefined,
): Promise<OpenedContext> =>
  withSession(context, await createSessionServer(parts, context, context.credential.secret, ctx))

const withSession = (
  context: Omit<BunqContext, 'session' | 'user'>,
  { session, user, expiresAt }: OpenedSession,
): OpenedContext => ({ context: { ...context, session, user }, expiresAt })

export const install = async (
  { caller, key }: Pick<ContextParts, 'caller' | 'key'>,
  ctx: CallContext | undefined,
): Promise<InstalledContext> => createInstallation(caller, await toKeyPair(key), ctx)

const toKeyPair = async (key: string | SigningKey | undefined): Promise<InstalledContext['keyPair']> => {
  if (key === undefined) return generateRsaKeyPair()
  if (typeof key === 'string') return { privateKey: key, publicKey: createSigningKey(key).publicKey }
  return { privateKey: null, publicKey: key.publicKey }
}

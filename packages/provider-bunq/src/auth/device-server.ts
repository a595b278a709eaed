import type { CallContext } from '@nostro/core'
import type { Caller } from '../api/caller.ts'
import { endpoints } from '../api/endpoints.ts'
import { readId } from '../api/envelope.ts'
import type { BunqContext, InstalledContext } from '../session/context.ts'

export interface DeviceSettings {
  readonly description: string
  /** IPv4 literals or `*`; absent binds the key to the caller's own address. */
  readonly permittedIps?: readonly string[] | undefined
}

export interface NewDevice extends DeviceSettings {
  readonly secret: string
}

/** Binds a key to this installation and to addresses. A new key must be used so within the hour, or it dies. */
export const createDeviceServer = async (
  caller: Caller,
  context: InstalledContext,
  { secret, description, permittedIps }: NewDevice,
  ctx: CallContext | undefined,
): Promise<BunqContext['device']> => {
  const response = await caller.installed(endpoints.createDeviceServer, context, {
    ctx,
    body: { description, secret, permitted_ips: permittedIps },
  })
  return { id: readId(response, 'the device') }
}

import { credentialsRefused, isPermitted } from '../http/address.ts'
import type { BunqState } from './bunq-state.ts'
import type { ApiKey, Installation } from './entities.ts'
import { KEY_LIFE_MS } from './users.ts'

/** Row 13, the key's part: known, of this environment, not revoked, used within an hour of its making. */
export const findKey = (state: BunqState, secret: string): ApiKey => {
  const key = state.keys.get(secret)
  if (key === undefined) {
    const sandbox = secret.startsWith('sandbox_')
    const foreign = sandbox !== (state.context.environment === 'sandbox')
    throw credentialsRefused(13, foreign ? 'the API key is of the other environment' : 'the API key is unknown')
  }
  if (key.revoked) throw credentialsRefused(13, 'the API key was revoked')
  if (key.lasting !== true && key.installationIds.size === 0 && state.now() - key.created > KEY_LIFE_MS) {
    throw credentialsRefused(13, 'the API key was not used within an hour and has died')
  }
  return key
}

/**
 * Row 14: a session needs a device for its key. An unused key is bound to the device that the installation already has,
 * and takes over that device's addresses.
 */
export const bindForSession = (state: BunqState, key: ApiKey, installation: Installation, address: string): void => {
  if (!key.installationIds.has(installation.id)) {
    const [device] = installation.devices
    if (key.installationIds.size > 0) throw credentialsRefused(14, 'the API key is bound to another installation')
    if (device === undefined) throw credentialsRefused(14, 'the installation has no device yet')
    key.installationIds.add(installation.id)
    key.addresses.push(...device.key.addresses.map((entry) => ({ ...entry, id: state.nextId() })))
  }
  if (!isPermitted(key, address)) throw credentialsRefused(13, 'the address is not permitted for this key', address)
}

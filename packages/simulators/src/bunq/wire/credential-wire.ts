import type { ApiKey } from '../state/entities.ts'
import { KEY_LIFE_MS } from '../state/users.ts'
import { wireTimestamp } from './timestamp.ts'

/** The key itself is shown only while nobody has used it. */
export const credentialWire = (key: ApiKey): object => {
  const unused = key.installationIds.size === 0
  const [address] = key.addresses
  return {
    CredentialPasswordIp: {
      id: key.credentialId,
      created: wireTimestamp(key.created),
      updated: wireTimestamp(key.created),
      status: key.revoked ? 'REVOKED' : unused ? 'PENDING_FIRST_USE' : 'ACTIVE',
      expiry_time: unused ? wireTimestamp(key.created + KEY_LIFE_MS) : null,
      token_value: unused ? key.secret : null,
      permitted_device: address === undefined ? null : { description: 'device', ip: address.address },
    },
  }
}

import type { ApiKey } from '../state/entities.ts'
import { refusal } from './refusal.ts'

/** An IPv4 address that came over a dual socket, in its plain form. */
export const plainAddress = (remote: string): string => remote.replace(/^::ffff:/i, '')

export const isPermitted = (key: ApiKey, address: string): boolean =>
  key.addresses.some((entry) => entry.status === 'ACTIVE' && (entry.address === '*' || entry.address === address))

/** Rows 13, 14 and 15 share one text: the client cannot tell key from address. */
export const credentialsRefused = (row: 13 | 14 | 15, reason: string, received?: string) =>
  refusal(
    row,
    400,
    'User credentials are incorrect. Incorrect API key or IP address.',
    reason,
    received === undefined ? {} : { received },
  )

import type { TlsIdentitySource, TransportSettings } from '@nostro/core'
import type { IngSettings } from '../options.ts'
import { bankRequestIdHeader } from './errors.ts'

/** ING refuses dates more than three minutes off, with a 401 like any other. */
const clockSkew: TransportSettings['clockSkew'] = { limitMs: 180_000, isSkewError: ({ status }) => status === 401 }

/** No budgets: ING documents no limit of its rate. */
export const toTransportSettings = (
  { apiUrl, ca, timeoutMs }: IngSettings,
  identity: TlsIdentitySource,
): TransportSettings => ({
  provider: 'ing',
  origins: [apiUrl],
  identity,
  bankRequestIdHeader,
  clockSkew,
  ...(ca === undefined ? {} : { ca }),
  ...(timeoutMs === undefined ? {} : { timeoutMs }),
})

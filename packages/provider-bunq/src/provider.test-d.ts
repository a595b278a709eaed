import type { Provider, SessionAccess } from '@nostro/core'
import type { BunqOptions } from './options.ts'
import type { BunqProvider } from './provider.ts'
import type { StatementRequest } from './statements/statements.ts'

// A bunq provider is a provider, with nothing optional that bunq has.
export const toProvider = (bunq: BunqProvider): Provider => bunq
export const refresh = async (bunq: BunqProvider, access: SessionAccess) => bunq.auth.refresh(await access.get())
export const cancel = (bunq: BunqProvider, access: SessionAccess) =>
  bunq.payments.cancel(access, { provider: 'bunq', kind: 'draft', id: '1' })

// @ts-expect-error: the sandbox is absent in production
export const user = (bunq: BunqProvider) => bunq.sandbox.createUser()

// @ts-expect-error: CSV needs its regional format
export const csv: StatementRequest = { format: 'CSV', dateFrom: '2026-01-01', dateTo: '2026-01-31' }

// @ts-expect-error: an option is misspelt
export const misspelt: BunqOptions = { environment: 'sandbox', apikey: 'x' }

// @ts-expect-error: a place is no key
export const key: BunqOptions = { environment: 'sandbox', keyPair: new URL('file:///key.pem') }

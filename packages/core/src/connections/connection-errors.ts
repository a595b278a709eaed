import type { AuthFailure, Challenge } from '../contracts/auth.ts'
import type { Provider } from '../contracts/provider.ts'
import { NostroError } from '../errors/nostro-error.ts'

export const unknownConnection = (id: string): NostroError =>
  new NostroError({
    code: 'not_found',
    message: `There is no connection “${String(id).slice(0, 60)}”.`,
    hint: 'List the connections that are kept, and use one of their ids.',
  })

export const needsCustomer = ({ manifest }: Provider, challenge: Challenge): NostroError =>
  new NostroError({
    code: 'consent_required',
    provider: manifest.id,
    message: `${manifest.name} needs its customer for this: the next step is of the kind “${challenge.kind}”.`,
    hint: 'Begin with `start`, let the customer act, and give the answer to `finish` or `advance`.',
  })

/** Why an authentication ended, as an error for callers that want a connection or nothing. */
export const failedConnect = ({ manifest }: Provider, { code, reason, message }: AuthFailure): NostroError =>
  new NostroError({
    code:
      code === 'user_cancelled' ? 'user_cancelled' : code === 'unavailable' ? 'bank_unavailable' : 'consent_required',
    provider: manifest.id,
    message:
      message?.['en'] ?? `The authentication ended without a session${reason === undefined ? '' : ` (${reason})`}.`,
    hint: 'Start again when the customer is ready.',
  })

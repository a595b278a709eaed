import type { Clock } from '@nostro/core'
import { ApiError } from '../errors/api-error.ts'
import type { Passkeys } from './passkeys.ts'
import type { Caller } from './scopes.ts'

/** How long a proof of the person lasts. */
export const verifiedForMs = 5 * 60_000

/** Whether the person behind a caller proved a short while ago that it is them. A token is its own proof. */
export const isFresh = ({ kind, verifiedAt }: Caller, clock: Clock): boolean =>
  kind === 'token' || (verifiedAt !== undefined && clock.now() - verifiedAt < verifiedForMs)

/**
 * Before money leaves, or a passkey is added or removed: a browser that was left open does not suffice.
 * @throws ApiError 403 `step_up_required`
 */
export const assertFresh = async (
  { clock, passkeys }: { readonly clock: Clock; readonly passkeys: Passkeys },
  caller: Caller,
): Promise<void> => {
  if (isFresh(caller, clock)) return
  const hasPasskey = (await passkeys.list(caller.user?.id)).length > 0
  throw new ApiError({
    status: 403,
    code: 'step_up_required',
    detail: 'This needs a proof that it is you, not older than five minutes.',
    hint: hasPasskey
      ? 'Confirm with your passkey, then repeat the request.'
      : 'Register a passkey under Settings, or sign in again: nostro login-link',
    action: { kind: hasPasskey ? 'verify_passkey' : 'register_passkey', href: '/settings' },
  })
}

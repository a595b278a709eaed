import { NostroError, type Session, type SessionAccess } from '@nostro/core'

/** A session as it stands: never renewed, for the call that ends it. */
export const authorizeOnce = (session: Session): SessionAccess => ({
  get: async () => session,
  renew: async () => {
    throw new NostroError({
      code: 'session_expired',
      provider: 'bunq',
      message: 'The session has ended already.',
      hint: 'Nothing is left to do.',
    })
  },
})

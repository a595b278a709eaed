import { type CallContext, NostroError } from '@nostro/core'
import type { CertificatePair, IngApplication, Registration } from './registration.ts'

/** A provider over the new pair, as far as a rotation needs it. */
export interface NextIdentity {
  readonly pair: CertificatePair
  readonly registration: Registration
  /** One call by each kind of token: both certificates are accepted. */
  prove(ctx?: CallContext): Promise<void>
  close(): Promise<void>
}

/**
 * Adds the new pair beside the old one, proves it with real calls, and only then removes the old one, by the new.
 * When the proof fails both stay registered, and the old pair goes on to work.
 */
export const rotateCertificates = async (
  current: { readonly registration: Registration; readonly pair: CertificatePair },
  next: NextIdentity,
  ctx: CallContext | undefined,
): Promise<IngApplication> => {
  try {
    await current.registration.addCertificates(next.pair, ctx)
    await next.prove(ctx).catch((error: unknown) => {
      throw notProven(error)
    })
    return await next.registration.removeCertificates(current.pair, ctx)
  } finally {
    await next.close()
  }
}

const notProven = (error: unknown): unknown =>
  NostroError.isInstance(error)
    ? new NostroError({
        code: error.code,
        provider: 'ing',
        message: `The new certificates were added, but a call with them failed: ${error.message}`,
        httpStatus: error.httpStatus,
        bankRequestId: error.bankRequestId,
        bankMessages: error.bankMessages,
        hint: 'The old pair is still registered: go on with it. The sandbox keeps no new certificates, so a rotation cannot end there.',
        cause: error,
      })
    : error

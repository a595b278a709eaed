import { NostroError } from '@nostro/core'

/** An answer whose signature does not prove that it is ING's. `what` continues “ING’s answer …”. */
export const refuseAnswer = (what: string): NostroError =>
  new NostroError({
    code: 'verification_failed',
    provider: 'ing',
    message: `ING’s answer ${what}.`,
    hint: 'Treat the answer as forged. If ING has a new certificate, configure it as `responseCertificate`.',
  })

import { NostroError } from '@nostro/core'
import type { SyncError } from '@nostro/ledger'
import { ApiError } from '../errors/api-error.ts'

export const financePath = '/api/backoffice/finance'
export const backOfficePath = `${financePath}/psd2`

const again = `Ask for a new consent: POST ${backOfficePath}/consent/initiate`

export const wrongClient = (): ApiError =>
  new ApiError({
    status: 400,
    code: 'invalid_request',
    detail: 'The client_id is not the one that this server is configured with.',
    hint: 'Use the client id of the bank in the configuration; “nostro serve --json” prints it as clientId.',
  })

export const secretsInAddress = (name: string): ApiError =>
  new ApiError({
    status: 400,
    code: 'invalid_request',
    detail: `${name} stands in the address, where logs keep it.`,
    hint: 'Send it in the JSON body.',
  })

export const noPendingConsent = (): NostroError =>
  new NostroError({
    code: 'consent_required',
    message:
      'No consent of this client and redirect URI is waiting for a code: it was answered already, or an hour has passed.',
    hint: again,
  })

export const severalPendingConsents = (count: number): ApiError =>
  new ApiError({
    status: 409,
    code: 'conflict',
    detail: `${count} consents of this client and redirect URI are waiting, and nothing says which one the code belongs to.`,
    hint: 'Send the state that the bank’s redirect carried beside the code.',
  })

export const unknownHandle = (): NostroError =>
  new NostroError({
    code: 'consent_required',
    message: 'The access_token is not one that this server gave to this client.',
    hint: again,
  })

export const endedHandle = (): NostroError =>
  new NostroError({ code: 'consent_expired', message: 'The consent behind this access_token has ended.', hint: again })

/** An error of a sync, which is data there, as what it was. Where the customer has to act, it says how. */
export const toThrown = ({ code, message, hint, retryAfterMs }: SyncError): Error => {
  const wantsConsent = ['consent_required', 'consent_expired', 'session_expired'].includes(code)
  if (code === 'internal') return new Error(message)
  return new NostroError({
    code: code as NostroError['code'],
    message,
    hint: wantsConsent ? again : hint,
    retryAfterMs,
  })
}

/** Clients of these routes read `detail` alone: what to do next stands there too. */
export const withHintInDetail = (error: unknown): unknown => {
  if (error instanceof ApiError && error.hint !== undefined) {
    const { status, code, message, hint, errors, headers } = error
    return new ApiError({ status, code, detail: `${message} ${hint}`, hint, errors, headers })
  }
  if (!NostroError.isInstance(error)) return error
  const hint = error.hint ?? hintFor(error)
  if (hint === undefined) return error
  return new NostroError({
    code: error.code,
    message: `${error.message} ${hint}`,
    hint,
    provider: error.provider,
    retryable: error.retryable,
    retryAfterMs: error.retryAfterMs,
    bankRequestId: error.bankRequestId,
    bankMessages: error.bankMessages,
    cause: error,
  })
}

const hintFor = ({ code }: NostroError): string | undefined =>
  ['consent_required', 'consent_expired', 'session_expired'].includes(code) ? again : undefined

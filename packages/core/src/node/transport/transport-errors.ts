import { NostroError } from '../../errors/nostro-error.ts'

export const oversize = (provider: string, maxBytes: number): NostroError =>
  new NostroError({
    code: 'protocol_violation',
    provider,
    message: `The bank’s answer is larger than ${inUnits(maxBytes)}.`,
    hint: 'Ask for fewer entries at once (`pageSize` of the query, or a shorter period).',
  })

const inUnits = (bytes: number): string =>
  bytes >= 1_048_576 ? `${Math.round(bytes / 1_048_576)} MiB` : `${bytes} bytes`

export const unreadableCoding = (provider: string, why: string): NostroError =>
  new NostroError({
    code: 'protocol_violation',
    provider,
    message: `The answer’s content coding cannot be read (${why}).`,
    hint: 'The request asks for none. Report it to the bank, or to the operator of the gateway in between, with the trace id of the call.',
  })

export const redirected = (provider: string): NostroError =>
  new NostroError({
    code: 'protocol_violation',
    provider,
    message: 'The server wants to redirect the call elsewhere. It was not followed.',
    hint: 'Check the address in the options; bank interfaces do not redirect.',
  })

export const clockSkew = (provider: string): NostroError =>
  new NostroError({
    code: 'clock_skew',
    provider,
    message: 'The bank refuses the request’s time, also after correction by the bank’s own clock.',
    hint: 'Set this machine’s clock (NTP) and try again.',
  })

export const timeout = (provider: string, ms: number): NostroError =>
  new NostroError({
    code: 'timeout',
    provider,
    message: `No complete answer within ${ms / 1000} s.`,
    hint: 'Nothing was changed by this call. Try again, or allow more time with the option `timeoutMs`.',
  })

export const aborted = (provider: string, cause: unknown): NostroError =>
  new NostroError({ code: 'aborted', provider, message: 'The call was ended by its caller.', cause })

export const closed = (provider: string): NostroError =>
  new NostroError({
    code: 'aborted',
    provider,
    message: 'The connection to the bank was closed.',
    hint: 'Make a new provider.',
  })

export const foreignHost = (provider: string): NostroError =>
  new NostroError({
    code: 'protocol_violation',
    provider,
    message: 'The request would go to a host that is not the bank’s. It was not sent.',
    hint: 'Only the origins that follow from the provider’s options may be called.',
    sent: false,
  })

/**
 * An error that came before the call itself was sent, from fetching its token or signing it. It leaves nothing open: a token
 * whose fetching is `outcome_unknown` is fetched again by the next call.
 */
export const beforeSending = (provider: string, error: unknown): unknown => {
  if (!NostroError.isInstance(error)) return error
  if (error.code !== 'outcome_unknown') return error.with({ sent: false })
  return new NostroError({
    code: 'bank_unavailable',
    provider,
    message: 'The answer of the call before this one, which fetches a token, did not arrive. This call was not sent.',
    hint: 'Try again.',
    sent: false,
    cause: error,
  })
}

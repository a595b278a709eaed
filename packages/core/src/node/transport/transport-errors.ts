import { NostroError } from '../../errors/nostro-error.ts'

export const outcomeUnknown = (provider: string, traceId: string | undefined, why: string): NostroError =>
  new NostroError({
    code: 'outcome_unknown',
    provider,
    message: `The request was sent, but its answer did not arrive (${why}; trace ${traceId ?? 'none'}).`,
    hint: 'It may have taken effect. Look it up at the bank before you do anything else; never send it again blindly.',
  })

export const unavailable = (provider: string, maySent: boolean, why: string): NostroError =>
  new NostroError({
    code: 'bank_unavailable',
    provider,
    message: maySent
      ? `The connection broke before the answer came (${why}).`
      : `The bank could not be reached (${why}).`,
    hint: maySent
      ? 'Nothing was changed by it. Try again.'
      : 'Nothing was sent. Check the network and the address, then try again.',
  })

export const oversize = (provider: string): NostroError =>
  new NostroError({
    code: 'protocol_violation',
    provider,
    message: 'The bank’s answer is larger than allowed.',
    hint: 'Ask for smaller pages, or raise maxResponseBytes if such answers are expected.',
  })

export const invalidRequest = (provider: string): NostroError =>
  new NostroError({
    code: 'invalid_request',
    provider,
    message: 'The request’s path or one of its headers holds characters that HTTP does not allow. Nothing was sent.',
    hint: 'Check ids, file names and header values for line breaks and characters outside ASCII.',
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
    hint: 'Nothing was changed by this call. Try again, or allow more time with timeoutMs.',
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
    message: 'The request would go to a host that is not the bank’s.',
    hint: 'Only the origins that follow from the provider’s options may be called.',
  })

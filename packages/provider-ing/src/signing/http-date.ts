import { type EpochMs, toInstant } from '@nostro/core'

/** `Tue, 05 Mar 2024 09:08:07 GMT`: English, GMT, two-digit day (RFC 9110 IMF-fixdate), the only form that ING takes. */
export const toHttpDate = (at: EpochMs): string => new Date(at).toUTCString()

/** `2024-03-05T09:08:07Z`: the signing time of a JWS, without a fraction. */
export const toSigningTime = (at: EpochMs): string => `${toInstant(at).slice(0, 19)}Z`

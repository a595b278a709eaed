import type { BankResponse, OutgoingRequest, SendOptions } from '../contracts/transport.ts'
import type { CallEnvironment } from './call-environment.ts'
import { sendOnce } from './send-once.ts'

/** One attempt: token, signature, exchange, the bank's clock, the bank's signature. In this order. */
export const attempt = async (
  request: OutgoingRequest,
  { ctx, authorize, signer, verifier, maxResponseBytes }: SendOptions,
  { settings, offset, poolOf }: CallEnvironment,
  signal: AbortSignal,
): Promise<BankResponse> => {
  const pool = poolOf(request.origin)
  const authorized = merge(request.headers, (await authorize?.headers(ctx)) ?? {})
  // The signer sees what is sent, the token included: some schemes sign it.
  const unsigned = { ...request, headers: authorized }
  const limitMs = settings.clockSkew?.limitMs ?? Number.POSITIVE_INFINITY
  const signature = (await signer?.sign(unsigned, { now: offset.signingNow(limitMs) })) ?? {}
  signal.throwIfAborted()
  const response = await sendOnce(pool, request, merge(authorized, signature), {
    maxResponseBytes: maxResponseBytes ?? settings.maxResponseBytes ?? 16 * 1024 * 1024,
    signal,
  })
  offset.learn(response)
  await verifier?.verify(response, request)
  return response
}

/** Later headers replace equally named earlier ones, whatever their case. */
const merge = (
  base: Readonly<Record<string, string>>,
  added: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> => {
  const names = new Set(Object.keys(added).map((name) => name.toLowerCase()))
  return { ...Object.fromEntries(Object.entries(base).filter(([name]) => !names.has(name.toLowerCase()))), ...added }
}

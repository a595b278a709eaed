import type { MiddlewareHandler } from 'hono'
import { ApiError } from '../errors/api-error.ts'
import type { ApiEnv } from './api-env.ts'

const tooLarge = (limit: number): ApiError =>
  new ApiError({
    status: 413,
    code: 'body_too_large',
    detail: `The body is larger than ${limit / 1024} KiB.`,
    hint: 'Send less at once.',
  })

/** Refuses by the announced length; a body without one is read up to the limit, and handed on from there. */
export const limitBody =
  (limits: number | ((request: { readonly path: string }) => number)): MiddlewareHandler<ApiEnv> =>
  async (c, next) => {
    const limit = typeof limits === 'number' ? limits : limits(c.req)
    const { raw } = c.req
    const length = raw.headers.get('content-length')
    if (length !== null && Number(length) > limit) throw tooLarge(limit)
    if (length === null && raw.headers.has('transfer-encoding') && raw.body !== null) {
      const bytes = await readUpTo(raw.body, limit)
      c.req.raw = new Request(raw.url, { method: raw.method, headers: raw.headers, body: bytes, signal: raw.signal })
    }
    await next()
  }

const readUpTo = async (body: ReadableStream<Uint8Array>, limit: number): Promise<Uint8Array<ArrayBuffer>> => {
  const chunks: Uint8Array[] = []
  let size = 0
  const reader = body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    size += value.byteLength
    if (size > limit) {
      await reader.cancel()
      throw tooLarge(limit)
    }
    chunks.push(value)
  }
  const whole = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.byteLength
  }
  return whole
}

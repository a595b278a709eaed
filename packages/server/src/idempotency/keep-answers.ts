import { createHash } from 'node:crypto'
import { query, queryOne } from '@nostro/ledger'
import type { MiddlewareHandler } from 'hono'
import type { ApiEnv } from '../api/api-env.ts'
import type { Services } from '../api/services.ts'
import { ApiError } from '../errors/api-error.ts'

/** A request that has not ended for so long has no process that works on it. */
const inProgressMs = 60_000

interface Row {
  readonly body_hash: string
  readonly status: number | null
  readonly answer: string | null
  readonly at: number | bigint
}

interface KeptAnswer {
  readonly body: string
  readonly type: string
  readonly location?: string | undefined
}

/**
 * POST with an `Idempotency-Key`: the first answer is kept for a day (sealed: some hold a new secret) and given again. Payments have
 * keys of their own, which live as long as the payment. What was refused before any work began is not kept.
 */
export const keepAnswers = (services: Services): MiddlewareHandler<ApiEnv> => {
  const { ledger, clock, sealer } = services
  const { store } = ledger
  return async (c, next) => {
    const key = c.req.header('idempotency-key')
    const { id: token, kind } = c.get('caller')
    if (c.req.method !== 'POST' || key === undefined || kind === 'none' || c.req.path === '/v1/payments') return next()
    if (key.length > 255)
      throw new ApiError({
        status: 422,
        code: 'invalid_request',
        detail: 'The Idempotency-Key is longer than 255 signs.',
      })
    const route = `POST ${c.req.path}`
    const hash = createHash('sha256')
      .update(new Uint8Array(await c.req.arrayBuffer()))
      .digest('hex')
    const known = await store.write(function* () {
      const row = yield* queryOne<Row>(
        'select body_hash, status, answer, at from server_idempotency where token = ? and route = ? and idempotency_key = ?',
        token,
        route,
        key,
      )
      const isLost = row !== undefined && row.status === null && Number(row.at) < clock.now() - inProgressMs
      if (row !== undefined && !isLost) return row
      yield* query(
        `insert into server_idempotency (token, route, idempotency_key, body_hash, status, answer, at, keep)
          values (?, ?, ?, ?, null, null, ?, 0) on conflict (token, route, idempotency_key)
          do update set body_hash = excluded.body_hash, at = excluded.at`,
        token,
        route,
        key,
        hash,
        clock.now(),
      )
      return undefined
    })
    if (known !== undefined) return replay(known, hash, (name, text) => sealer.open(name, Buffer.from(text, 'base64')))
    await next()
    const { status } = c.res
    if (status >= 300) {
      await store.write(() =>
        query(
          'delete from server_idempotency where token = ? and route = ? and idempotency_key = ?',
          token,
          route,
          key,
        ),
      )
      return undefined
    }
    const kept: KeptAnswer = {
      body: await c.res.clone().text(),
      type: c.res.headers.get('content-type') ?? 'application/json',
      location: c.res.headers.get('location') ?? undefined,
    }
    await store.write(() =>
      query(
        'update server_idempotency set status = ?, answer = ? where token = ? and route = ? and idempotency_key = ?',
        status,
        Buffer.from(sealer.seal('idempotency', JSON.stringify(kept))).toString('base64'),
        token,
        route,
        key,
      ),
    )
    return undefined
  }
}

const replay = (row: Row, hash: string, open: (name: string, text: string) => string): Response => {
  if (row.body_hash !== hash) {
    throw new ApiError({
      status: 422,
      code: 'idempotency_key_reused',
      detail: 'Another request was made under this Idempotency-Key.',
      hint: 'Use a new key for a new request.',
    })
  }
  if (row.status === null || row.answer === null) {
    throw new ApiError({
      status: 409,
      code: 'idempotency_in_progress',
      detail: 'The first request with this Idempotency-Key is still running.',
      hint: 'Wait as long as Retry-After says, and ask again with the same key.',
      headers: { 'Retry-After': '2' },
    })
  }
  const { body, type, location } = JSON.parse(open('idempotency', row.answer)) as KeptAnswer
  const headers = new Headers({ 'Content-Type': type, 'Idempotency-Replayed': 'true' })
  if (location !== undefined) headers.set('Location', location)
  return new Response(body, { status: row.status, headers })
}

/** Forgets answers that are a day old. */
export const forgetAnswers = ({ ledger, clock }: Services): Promise<unknown> =>
  ledger.store.write(() =>
    query('delete from server_idempotency where keep = 0 and at < ?', clock.now() - 24 * 3_600_000),
  )

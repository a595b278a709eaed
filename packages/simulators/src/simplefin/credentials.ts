import { createHash, timingSafeEqual } from 'node:crypto'
import type { BankRequest } from '../http/bank-handler.ts'
import { refuse } from './refusal.ts'
import type { Access } from './state.ts'
import type { SimpleFinWorld } from './world.ts'

const dayMs = 86_400_000

const readBasic = (header: string | undefined): { user: string; password: string } | undefined => {
  const text = /^Basic +([A-Za-z0-9+/]+=*)$/i.exec(header ?? '')?.[1]
  const [, user, password] = /^([^:]*):(.*)$/s.exec(Buffer.from(text ?? '', 'base64').toString('utf8')) ?? []
  return user === undefined || password === undefined ? undefined : { user, password }
}

/** Checks 6 and 7: one shape of answer for no, unknown, wrong and revoked credentials. */
export const requireAccess = (world: SimpleFinWorld, request: BankRequest): Access => {
  const forbidden = (row: number, reason: string): never => refuse({ row, status: 403, text: 'Forbidden', reason })
  const given = readBasic(request.header('authorization'))
  if (given === undefined) return forbidden(6, 'Authorization holds no Basic credentials')
  const access = world.state.accesses.get(given.user)
  const hash = createHash('sha256').update(given.password).digest()
  if (access === undefined || !timingSafeEqual(hash, access.passwordHash)) {
    return forbidden(7, 'The credentials are not those of an access URL given out here')
  }
  if (access.revoked) return forbidden(7, 'The user revoked this access')
  return access
}

/** Check 8. */
export const requirePaid = (world: SimpleFinWorld): void => {
  if (!world.state.modes.paymentRequired) return
  refuse({ row: 8, status: 402, text: 'Payment required', reason: 'A mode is on: the subscription has ended' })
}

/** Check 9: so many requests a day, where rate limits are on. */
export const requireWithinRate = (world: SimpleFinWorld, access: Access): void => {
  if (!world.context.rateLimits) return
  const now = world.now()
  const day = Math.floor(now / dayMs)
  access.count = access.day === day ? access.count + 1 : 1
  access.day = day
  const most = world.settings.requestsPerDay
  if (access.count <= most) return
  const wait = String(Math.ceil(((day + 1) * dayMs - now) / 1000))
  refuse({
    row: 9,
    status: 429,
    text: 'Too many requests today',
    reason: 'More requests than allowed in a day',
    expected: String(most),
    received: String(access.count),
    headers: { 'Retry-After': wait },
  })
}

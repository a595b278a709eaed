import { statusOf } from '../authorisation/sessions.ts'
import { checkPsuHeaders } from '../checks/psu-headers.ts'
import { refuse } from '../refusal.ts'
import type { ApiCall } from '../route.ts'
import type { Session } from '../state.ts'
import type { EnableBankingWorld } from '../world.ts'
import type { BankAccount } from './bank-account.ts'

export interface OpenAccount {
  readonly uid: string
  readonly account: BankAccount
  readonly session: Session
  /** Whether the customer is present, by the headers. */
  readonly isAttended: boolean
}

const uuidForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Checks 30 and 31: an id of this application's sessions. */
const findUid = (world: EnableBankingWorld, uid: string) => {
  if (!uuidForm.test(uid)) {
    return refuse({ row: 30, status: 400, error: 'INVALID_ACCOUNT_ID', reason: 'The id is no UUID', received: uid })
  }
  for (const session of world.state.sessions.values()) {
    const found = session.accounts.find((each) => each.uid === uid)
    if (found !== undefined) return { session, account: found.account }
  }
  const reason = 'No session has an account of this id'
  return refuse({ row: 31, status: 404, error: 'ACCOUNT_DOES_NOT_EXIST', reason, received: uid })
}

const deadSessions = {
  EXPIRED: { status: 401, error: 'EXPIRED_SESSION' },
  CLOSED: { status: 400, error: 'CLOSED_SESSION' },
  REVOKED: { status: 401, error: 'REVOKED_SESSION' },
} as const

/** Check 32: the session is AUTHORIZED. */
const requireAuthorized = (session: Session, now: number): void => {
  const status = statusOf(session, now)
  if (status === 'AUTHORIZED') return
  refuse({ row: 32, ...deadSessions[status], reason: `The session of this account is ${status}`, received: session.id })
}

/** Check 33: the customer allowed this kind of data. */
const requireRight = (session: Session, right: 'balances' | 'transactions' | undefined): void => {
  if (right === undefined || session.access[right]) return
  refuse({ row: 33, status: 403, error: 'ACCESS_DENIED', reason: `The consent does not cover ${right}` })
}

/** Checks 38 and 39: what the bank itself does that no client can help. */
const requireBank = (world: EnableBankingWorld, session: Session, isAttended: boolean): void => {
  const { modes } = world.state
  const { habits, name } = session.aspsp
  if (modes.bankTimesOut)
    refuse({ row: 38, status: 408, error: 'ASPSP_TIMEOUT', reason: 'A mode is on: the bank times out' })
  if (modes.psuActionRequired) {
    refuse({
      row: 38,
      status: 422,
      error: 'ASPSP_PSU_ACTION_REQUIRED',
      reason: 'A mode is on: the bank wants the customer',
    })
  }
  if (isAttended && habits.failsWithPsuHeaders) {
    refuse({
      row: 39,
      status: 400,
      error: 'ASPSP_ERROR',
      message: 'Error interacting with ASPSP',
      detail: { error_data: { code: 'INTERNAL_ERROR', status: 500 } },
      reason: `${name} fails on calls with PSU headers: this bank is read without them`,
    })
  }
}

/** Finds the account of a call and runs the checks that all calls on accounts share. */
export const openAccount = (
  world: EnableBankingWorld,
  { request, params, now }: ApiCall,
  right?: 'balances' | 'transactions',
): OpenAccount => {
  const uid = params[0] ?? ''
  const { session, account } = findUid(world, uid)
  requireAuthorized(session, now)
  const isAttended = checkPsuHeaders(request, session.aspsp)
  requireRight(session, right)
  requireBank(world, session, isAttended)
  return { uid, account, session, isAttended }
}

const dayMs = 86_400_000

/** Check 34: so many reads a day without the customer, for each account and kind, where rate limits are on. */
export const countUnattendedRead = (world: EnableBankingWorld, open: OpenAccount, kind: string, now: number): void => {
  if (open.isAttended || !world.context.rateLimits) return
  const day = Math.floor(now / dayMs)
  const key = `${open.account.id}/${kind}`
  const seen = world.state.reads.get(key)
  const count = seen?.day === day ? seen.count + 1 : 1
  world.state.reads.set(key, { day, count })
  const most = world.settings.unattendedReadsPerDay
  if (count <= most) return
  refuse({
    row: 34,
    status: 429,
    error: 'ASPSP_RATE_LIMIT_EXCEEDED',
    reason: `More reads of ${kind} without the customer than the bank allows in a day`,
    expected: String(most),
    received: String(count),
  })
}

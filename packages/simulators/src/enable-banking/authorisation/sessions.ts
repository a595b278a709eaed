import type { BankAnswer } from '../../http/bank-handler.ts'
import { accountResource } from '../accounts/account-resource.ts'
import { jsonAnswer } from '../answers.ts'
import { aspspKey } from '../aspsp.ts'
import { readBody, textIn } from '../checks/fields.ts'
import { checkPsuHeaders } from '../checks/psu-headers.ts'
import { refuse } from '../refusal.ts'
import type { ApiCall } from '../route.ts'
import type { Application, Code, Session, SessionAccount, SessionStatus } from '../state.ts'
import type { EnableBankingWorld } from '../world.ts'

/** Checks 24 to 26: a code that was given out here, once, in time. */
const takeCode = (world: EnableBankingWorld, text: string, now: number): Code => {
  const code = world.state.codes.get(text)
  if (code === undefined) {
    return refuse({
      row: 24,
      status: 422,
      error: 'WRONG_AUTHORIZATION_CODE',
      reason: 'The code was not given out here',
    })
  }
  if (code.used) {
    return refuse({ row: 25, status: 422, error: 'ALREADY_AUTHORIZED', reason: 'The code was used before' })
  }
  if (now >= code.expiresAt) {
    const sides = {
      expected: `before ${new Date(code.expiresAt).toISOString()}`,
      received: new Date(now).toISOString(),
    }
    return refuse({
      row: 26,
      status: 422,
      error: 'EXPIRED_AUTHORIZATION_CODE',
      reason: 'The code is too old',
      ...sides,
    })
  }
  return code
}

/** A restricted application sees the accounts that its owner linked, and no others. */
const linkedOnly = (world: EnableBankingWorld, application: Application, { accounts }: Code) => {
  const { linkedAccounts } = application
  const left = linkedAccounts === undefined ? accounts : accounts.filter(({ iban }) => linkedAccounts.includes(iban))
  if (left.length > 0 || accounts.length === 0 || world.settings.noLinkedAccounts === 'empty') return left
  return refuse({
    row: 27,
    status: 422,
    error: 'NO_ACCOUNTS_ADDED',
    reason: 'The application is restricted, and none of the accounts is linked to it',
  })
}

/** The status that a session has now: its end is a matter of the clock. */
export const statusOf = (session: Session, now: number): SessionStatus =>
  session.status === 'AUTHORIZED' && now >= session.access.validUntilMs ? 'EXPIRED' : session.status

const endOlder = (world: EnableBankingWorld, session: Session): void => {
  if (!session.aspsp.habits.renewalEndsOld) return
  for (const other of world.state.sessions.values()) {
    const isSame = aspspKey(other.aspsp) === aspspKey(session.aspsp) && other.customerId === session.customerId
    if (isSame && other.id !== session.id && other.status === 'AUTHORIZED') other.status = 'EXPIRED'
  }
}

const accessOf = ({ access }: Session) => ({
  valid_until: access.validUntil,
  balances: access.balances,
  transactions: access.transactions,
  accounts: access.accounts?.map((iban) => ({ iban })) ?? null,
})

const aspspOf = ({ aspsp: { name, country } }: Session) => ({ name, country })

/** POST /sessions: the code becomes a session, whose accounts have ids of their own. */
export const createSession =
  (world: EnableBankingWorld) =>
  ({ request, application, now }: ApiCall): BankAnswer => {
    const code = takeCode(world, textIn(readBody(request), 'code'), now)
    const accounts = linkedOnly(world, application, code)
    code.used = true
    const { aspsp, psuType, access, psuIdHash } = code.authorization
    const session: Session = {
      id: world.uuid(),
      aspsp,
      psuType,
      customerId: code.customer.id,
      access,
      psuIdHash,
      accounts: accounts.map(
        (account): SessionAccount => ({ account, uid: account.blocked ? undefined : world.uuid() }),
      ),
      created: now,
      authorizedAt: code.authorizedAt,
      closed: undefined,
      status: 'AUTHORIZED',
    }
    world.state.sessions.set(session.id, session)
    endOlder(world, session)
    return jsonAnswer(200, {
      session_id: session.id,
      accounts: session.accounts.map((each) => accountResource(aspsp, each)),
      aspsp: aspspOf(session),
      psu_type: psuType,
      access: accessOf(session),
    })
  }

/** Check 28. */
const findSession = (world: EnableBankingWorld, id: string | undefined): Session =>
  world.state.sessions.get(id ?? '') ??
  refuse({ row: 28, status: 404, error: 'SESSION_DOES_NOT_EXIST', reason: 'No session has this id', received: id })

export const showSession =
  (world: EnableBankingWorld) =>
  ({ params, now }: ApiCall): BankAnswer => {
    const session = findSession(world, params[0])
    return jsonAnswer(200, {
      status: statusOf(session, now),
      accounts: session.accounts.flatMap(({ uid }) => uid ?? []),
      accounts_data: session.accounts.map(({ uid, account }) => ({
        uid,
        identification_hash: account.identificationHash,
        identification_hashes: account.identificationHashes,
      })),
      aspsp: aspspOf(session),
      psu_type: session.psuType,
      psu_id_hash: session.psuIdHash,
      access: accessOf(session),
      created: new Date(session.created).toISOString(),
      authorized: new Date(session.authorizedAt).toISOString(),
      closed: session.closed === undefined ? null : new Date(session.closed).toISOString(),
    })
  }

/** DELETE /sessions/{id}; check 29 is a session that is closed already. */
export const closeSession =
  (world: EnableBankingWorld) =>
  ({ request, params, now }: ApiCall): BankAnswer => {
    const session = findSession(world, params[0])
    checkPsuHeaders(request, session.aspsp)
    if (session.status === 'CLOSED') {
      return refuse({ row: 29, status: 400, error: 'CLOSED_SESSION', reason: 'The session is closed already' })
    }
    session.status = 'CLOSED'
    session.closed = now
    return jsonAnswer(200, { message: 'OK' })
  }

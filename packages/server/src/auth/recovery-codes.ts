import type { Clock, Random } from '@nostro/core'
import { query, queryOne, type SqlStore, type SqlWork } from '@nostro/ledger'
import type { AuditLog } from '../audit/audit-log.ts'
import { createId, randomBase32 } from '../store/ids.ts'
import { hashSecret } from './api-tokens.ts'
import { userIsActive } from './caller-user.ts'

/** How many codes a person gets at once. */
export const recoveryCodeCount = 10

const groups = 5
const groupLength = 5

/** What is known of a person's codes: never the codes themselves. */
export interface RecoveryCodesView {
  readonly left: number
  /** Absent when the person never had codes. */
  readonly createdAt?: number | undefined
}

/** What a code that was used opens: a session of this person, of the owner without a user. */
export interface UsedRecoveryCode {
  readonly id: string
  readonly user?: string | undefined
}

/** Codes to sign in when every passkey is lost: ten at a time, each works once, kept as hashes. */
export interface RecoveryCodes {
  /** Ten new ones; those of before open nothing any more. Shown this once. */
  renew(user?: string): Promise<readonly string[]>
  view(user?: string): Promise<RecoveryCodesView>
  /** Whether anybody has a code left. */
  isPossible(): Promise<boolean>
  /** Takes a code; its use is in the audit before it opens anything. Nothing when it is unknown or used. */
  use(code: string, requestId?: string): Promise<UsedRecoveryCode | undefined>
}

/**
 * `7Q2MZ-…` in five groups of five: 125 bits, so that an unsalted fast hash suffices (OWASP ASVS 5.0, 6.5.2: 112 bits and more).
 */
const newCode = (random: Random): string => {
  const text = randomBase32(random, groups * groupLength)
  return Array.from({ length: groups }, (_, index) => text.slice(index * groupLength, (index + 1) * groupLength)).join(
    '-',
  )
}

/** People type small letters, blanks, and letters that look like digits (Crockford's base 32 has no I, L, O). */
const normalize = (typed: string): string =>
  typed.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1')

const ofUser = "coalesce(user_id, '') = ?"

/** Takes a person's codes away. Part of a larger change. */
export function* removeRecoveryCodes(user: string | undefined): SqlWork<void> {
  yield* query(`delete from server_recovery_code where ${ofUser}`, user ?? '')
}

export const createRecoveryCodes = ({
  store,
  clock,
  random,
  audit,
}: {
  readonly store: SqlStore
  readonly clock: Clock
  readonly random: Random
  readonly audit: AuditLog
}): RecoveryCodes => ({
  renew: async (user) => {
    const codes = Array.from({ length: recoveryCodeCount }, () => newCode(random))
    await store.write(function* () {
      yield* removeRecoveryCodes(user)
      for (const code of codes)
        yield* query(
          'insert into server_recovery_code (hash, id, user_id, created_at) values (?, ?, ?, ?)',
          hashSecret(normalize(code)),
          createId('rcv', { clock, random }),
          user ?? null,
          clock.now(),
        )
    })
    return codes
  },
  view: async (user) => {
    const row = await store.read(() =>
      queryOne<{ left_over: number | bigint; created_at: number | bigint | null }>(
        `select count(case when used_at is null then 1 end) as left_over, max(created_at) as created_at
          from server_recovery_code where ${ofUser}`,
        user ?? '',
      ),
    )
    const createdAt = row?.created_at ?? undefined
    return { left: Number(row?.left_over ?? 0), createdAt: createdAt === undefined ? undefined : Number(createdAt) }
  },
  isPossible: async () =>
    (await store.read(() => queryOne('select id from server_recovery_code where used_at is null limit 1'))) !==
    undefined,
  use: async (typed, requestId) => {
    const code = normalize(typed)
    if (code.length !== groups * groupLength) return undefined
    return store.write(function* (): SqlWork<UsedRecoveryCode | undefined> {
      const [row] = yield* query<{ id: string; user_id: string | null }>(
        `update server_recovery_code set used_at = ? where hash = ? and used_at is null and ${userIsActive('user_id')}
          returning id, user_id`,
        clock.now(),
        hashSecret(code),
      )
      if (row === undefined) return undefined
      yield* audit.append({
        actor: row.user_id ?? 'owner',
        via: 'browser',
        action: 'recovery_code.use',
        target: row.id,
        outcome: 'done',
        requestId,
      })
      return { id: row.id, user: row.user_id ?? undefined }
    })
  },
})

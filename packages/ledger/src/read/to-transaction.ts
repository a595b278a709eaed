import type { JsonValue, Money } from '@nostro/core'
import type { Row } from '../plan/types.ts'
import { placeholders, query, type SqlWork } from '../store/sql.ts'
import { publicAccountId, publicTransactionId } from '../sync/sync-types.ts'
import type { Annotations, LedgerTransaction } from './ledger-types.ts'

const orAbsent = <T>(value: T | null): T | undefined => value ?? undefined

const money = (amount: string | null, currency: string | null): Money | undefined =>
  amount === null || currency === null ? undefined : { amount, currency }

export interface Where {
  readonly account: number
  readonly connection: string
}

export const toTransaction = (
  row: Row,
  { account, connection }: Where,
  annotations: Annotations,
): LedgerTransaction => {
  const { facts } = row
  const { counterpartyName: name, counterpartyIban: iban, counterpartyBban: bban, counterpartyBic: bic } = facts
  const hasParty = name !== null || iban !== null || bban !== null || bic !== null
  return {
    id: publicTransactionId(account, row.no),
    account: publicAccountId(account),
    connection,
    state: row.state,
    isUnlisted: row.unlistedSince !== null,
    day: facts.day,
    valueDay: orAbsent(facts.valueDay),
    executedAt: orAbsent(facts.executedAt),
    amount: { amount: facts.amount, currency: facts.currency },
    originalAmount: money(facts.originalAmount, facts.originalCurrency),
    exchangeRate: orAbsent(facts.exchangeRate),
    bankId: orAbsent(row.bankId),
    entryReference: orAbsent(facts.entryReference),
    endToEndId: orAbsent(facts.endToEndId),
    counterparty: hasParty
      ? { name: orAbsent(name), iban: orAbsent(iban), bban: orAbsent(bban), bic: orAbsent(bic) }
      : undefined,
    text: orAbsent(facts.text),
    reference: orAbsent(facts.reference),
    mandateId: orAbsent(facts.mandateId),
    creditorId: orAbsent(facts.creditorId),
    code: orAbsent(facts.code),
    balanceAfter: money(facts.balanceAfter, facts.currency),
    annotations,
  }
}

const none: Annotations = {}

/** The annotations of some rows of one account, by number. */
export function* loadAnnotations(account: number, numbers: readonly number[]): SqlWork<(no: number) => Annotations> {
  const byNo = new Map<number, Record<string, JsonValue>>()
  for (let start = 0; start < numbers.length; start += 500) {
    const part = numbers.slice(start, start + 500)
    const rows = yield* query<{ no: number; name: string; value: string }>(
      `select no, name, value from annotation where account = ? and no in (${placeholders(part.length)})`,
      account,
      ...part,
    )
    for (const { no, name, value } of rows) {
      const known = byNo.get(no) ?? {}
      known[name] = JSON.parse(value) as JsonValue
      byNo.set(no, known)
    }
  }
  return (no) => byNo.get(no) ?? none
}

import {
  type AccountRef,
  type CallContext,
  type Counterparty,
  type LocalDate,
  type Money,
  type Page,
  type PaymentFrequency,
  type SessionAccess,
  toInstant,
  toMoney,
} from '@nostro/core'
import { checkAccountRef, readEntries } from '@nostro/provider-kit'
import { type WireStandingOrder, wireStandingOrderSchema } from '../api/account-schemas.ts'
import { ing } from '../api/errors.ts'
import { toFrequency } from '../api/frequency-codes.ts'
import { authorizeCustomer } from '../auth/authorizers.ts'
import { type AccountsParts, toAddress } from './account-address.ts'
import { toPeriod } from './period.ts'
import { toLines } from './remittance.ts'

/** An agreement to pay again and again, as ING lists it beside the transactions (v3, where a country has it). */
export interface StandingOrder {
  readonly provider: 'ing'
  readonly accountId: string
  readonly amount: Money
  readonly creditor: Counterparty
  readonly frequency: PaymentFrequency | 'unknown'
  readonly startDate?: LocalDate | undefined
  readonly endDate?: LocalDate | undefined
  /** Day of the month, 1 to 31. */
  readonly dayOfExecution?: number | undefined
  readonly remittanceInformation?: readonly string[] | undefined
  readonly raw: unknown
}

/** ING has no listing of its own for them: they ride along with transactions of v3, so today's are asked for. */
export const listStandingOrders = async (
  access: SessionAccess,
  ref: AccountRef,
  ctx: CallContext | undefined,
  { client, resolve, bankNow }: AccountsParts,
): Promise<Page<StandingOrder>> => {
  checkAccountRef(ref, ing)
  const asOf = toInstant(bankNow())
  if (ref.kind === 'card') return { items: [], problems: [], asOf }
  const { dateTo } = toPeriod({}, bankNow())
  const { links: _links, ...withoutLinks } = ref
  const address = toAddress(withoutLinks, 'transactions', { dateFrom: dateTo, dateTo }, resolve)
  const { body } = await client.transactions(address, { ctx, authorize: authorizeCustomer(access) })
  const { items, problems } = readEntries(body.transactions?.standingOrderAgreementInformation ?? [], {
    what: 'standing order',
    schema: wireStandingOrderSchema,
    map: (wire, raw) => toStandingOrder(wire, raw, ref.id),
  })
  return { items, problems, asOf }
}

export const toStandingOrder = (wire: WireStandingOrder, raw: unknown, accountId: string): StandingOrder => {
  const information = wire.additionalInformationStructured
  const details = information?.StandingOrderDetails ?? information?.standingOrderDetails ?? undefined
  const day = Number(details?.dayOfExecution)
  const lines = toLines(wire.remittanceInformationUnstructured)
  return {
    provider: 'ing',
    accountId,
    amount: toMoney(wire.transactionAmount.amount, wire.transactionAmount.currency),
    creditor: {
      name: wire.creditorName,
      iban: wire.creditorAccount?.iban === undefined ? undefined : wire.creditorAccount.iban,
      bban: wire.creditorAccount?.bban === undefined ? undefined : wire.creditorAccount.bban,
      bic: wire.creditorAccount?.bic === undefined ? undefined : wire.creditorAccount.bic,
    },
    frequency: toFrequency(details?.frequency),
    startDate: details?.startDate,
    endDate: details?.endDate,
    dayOfExecution: Number.isInteger(day) && day >= 1 && day <= 31 ? day : undefined,
    remittanceInformation: lines.length === 0 ? undefined : lines,
    raw,
  }
}

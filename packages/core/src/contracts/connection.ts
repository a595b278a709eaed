import type { Listing } from '../connections/listing.ts'
import type { Account, AccountRef } from '../domain/account.ts'
import type { Balance } from '../domain/balance.ts'
import type { ConsentStatus } from '../domain/consent.ts'
import type { Payment, PaymentRef, PaymentStatus } from '../domain/payment.ts'
import type { Transaction } from '../domain/transaction.ts'
import type { TransactionQuery } from './accounts.ts'
import type { CallContext } from './call-context.ts'
import type { InitiatedPayment, InitiateOptions, PaymentLookup } from './payments.ts'
import type { Provider } from './provider.ts'
import type { SessionAccess } from './session-access.ts'

/**
 * One customer's access through one configured provider: the thing that a program holds. It outlives its consents,
 * sessions and tokens. Members that the bank has no data for throw `invalid_request`.
 */
export interface Connection {
  readonly id: string
  /** Name of the provider in the program's configuration: `bunq-company`. */
  readonly instance: string
  /** For people. */
  readonly label?: string | undefined
  /** Whose connection it is in the program's own system. */
  readonly owner?: string | undefined
  /** Where the consent stands now. */
  readonly consent: ConsentStatus
  /** The explicit layer beneath: the provider, and the session that its calls take. */
  readonly provider: Provider
  readonly access: SessionAccess
  accounts(ctx?: CallContext): Listing<Account>
  balances(account: AccountRef, ctx?: CallContext): Listing<Balance>
  /** The whole history that the bank gives, when no period is asked for. */
  transactions(account: AccountRef, query?: TransactionQuery, ctx?: CallContext): Listing<Transaction>
  /** See `PaymentsProvider.initiate`: the same key never pays twice, also after a restart. */
  pay(payment: Payment, options: InitiateOptions, ctx?: CallContext): Promise<InitiatedPayment>
  paymentStatus(ref: PaymentRef, ctx?: CallContext): Promise<PaymentStatus>
  cancelPayment(ref: PaymentRef, ctx?: CallContext): Promise<PaymentStatus>
  lookupPayment(payment: Payment, options: InitiateOptions, ctx?: CallContext): Promise<PaymentLookup>
}

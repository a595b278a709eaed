import type { Money } from '../domain/money-types.ts'
import type { Debtor } from '../domain/payment.ts'
import type { CallContext } from './call-context.ts'
import type { SessionAccess } from './session-access.ts'

/** Confirmation of the availability of funds (PSD2 article 65). The answer is yes or no, never a balance. */
export interface FundsProvider {
  confirm(
    access: SessionAccess,
    question: { readonly account: Debtor; readonly amount: Money; readonly payee?: string | undefined },
    ctx?: CallContext,
  ): Promise<{ readonly fundsAvailable: boolean; readonly raw: unknown }>
}

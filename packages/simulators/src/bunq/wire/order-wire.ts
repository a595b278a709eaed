import type { BunqState } from '../state/bunq-state.ts'
import { resolveCounterparty } from '../state/counterparties.ts'
import type { Account, Party } from '../state/entities.ts'
import { outsideParty } from '../state/outside-party.ts'
import { partyOfAccount } from '../state/party.ts'
import type { PaymentOrder } from '../state/payment-order.ts'
import { wireAmount } from './amount.ts'
import { labelAccount, labelOwnAccount } from './labels.ts'

/** Who an order would reach; for one that no longer reaches anybody, what its pointer says. */
export const partyOfOrder = (state: BunqState, order: PaymentOrder): Party => {
  try {
    const counterparty = resolveCounterparty(state, order.pointer, order.amount.currency)
    return 'outside' in counterparty ? counterparty.outside : partyOfAccount(state, counterparty.account)
  } catch {
    const { name, value } = order.pointer
    return outsideParty(name ?? value, { iban: null, value })
  }
}

/** An order that has not been paid, as drafts and schedules show it. */
export const orderWire = (state: BunqState, account: Account, order: PaymentOrder, party: Party): object => ({
  amount: wireAmount(order.amount.value, order.amount.currency),
  alias: labelOwnAccount(state, account),
  counterparty_alias: labelAccount(party),
  description: order.description,
  merchant_reference: order.merchantReference ?? null,
  attachment: order.attachmentIds.map((id) => ({ id, monetary_account_id: account.id })),
})

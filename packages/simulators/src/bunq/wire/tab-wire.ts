import type { BunqState } from '../state/bunq-state.ts'
import type { Tab } from '../state/records.ts'
import { wireAmount } from './amount.ts'
import { labelOwnAccount } from './labels.ts'
import { paymentFieldsWire } from './payment-wire.ts'
import { wireTimestamp } from './timestamp.ts'

export const tabWire = (state: BunqState, tab: Tab): object => {
  const account = state.accounts.get(tab.accountId)
  if (account === undefined) throw new TypeError('a tab without an account')
  const alias = labelOwnAccount(state, account)
  const entry = {
    uuid: tab.uuid,
    amount_inquired: tab.amount === null ? null : wireAmount(tab.amount, account.currency),
    alias,
    description: tab.description,
    status: tab.status,
    redirect_url: tab.redirectUrl,
    merchant_available: [],
    invite_profile_name: null,
  }
  return {
    BunqMeTab: {
      id: tab.id,
      created: wireTimestamp(tab.created),
      updated: wireTimestamp(tab.updated),
      time_expiry: wireTimestamp(tab.expiresAt),
      monetary_account_id: tab.accountId,
      status: tab.status,
      type: 'BUNQME',
      alias_monetary_account: alias,
      bunqme_tab_share_url: `https://bunq.me/t/${tab.uuid}`,
      bunqme_tab_entry: entry,
      bunqme_tab_entries: [entry],
      result_inquiries: account.payments
        .filter(({ id }) => tab.paymentIds.includes(id))
        .map((payment) => ({
          payment: { Payment: paymentFieldsWire(state, account, payment) },
          bunq_me_tab_id: tab.id,
        })),
    },
  }
}

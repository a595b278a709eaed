import type { BankAnswer } from '../../http/bank-handler.ts'
import { amountText } from '../../ing/ais/amount-text.ts'
import { jsonAnswer } from '../answers.ts'
import { refuse } from '../refusal.ts'
import type { ApiCall } from '../route.ts'
import type { EnableBankingWorld } from '../world.ts'
import { accountResource } from './account-resource.ts'
import { countUnattendedRead, openAccount } from './find-account.ts'

const names: Readonly<Record<string, string>> = {
  CLBD: 'Closing booked balance',
  ITAV: 'Interim available balance',
  XPCD: 'Expected balance',
  INFO: 'Balance',
}

/** GET /accounts/{uid}/details. */
export const showDetails =
  (world: EnableBankingWorld) =>
  (call: ApiCall): BankAnswer => {
    const { uid, account, session } = openAccount(world, call)
    return jsonAnswer(200, accountResource(session.aspsp, { uid, account }))
  }

/** GET /accounts/{uid}/balances: amounts carry their sign. */
export const listBalances =
  (world: EnableBankingWorld) =>
  (call: ApiCall): BankAnswer => {
    const open = openAccount(world, call, 'balances')
    countUnattendedRead(world, open, 'balances', call.now)
    if (world.state.modes.balancesFail) {
      refuse({ row: 38, status: 500, message: 'Internal server error', reason: 'A mode is on: balances fail' })
    }
    const { ledger, currency } = open.account
    const totals = ledger.totals(call.now)
    const reference = new Date(call.now).toISOString().slice(0, 10)
    return jsonAnswer(200, {
      balances: open.session.aspsp.habits.balances.map((code) => ({
        name: names[code] ?? code,
        balance_amount: { currency, amount: amountText(code === 'CLBD' ? totals.booked : totals.expected, currency) },
        balance_type: code,
        last_change_date_time: null,
        reference_date: reference,
        last_committed_transaction: null,
      })),
    })
  }

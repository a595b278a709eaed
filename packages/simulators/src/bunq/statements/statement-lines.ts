import { amsterdamDate } from '../../seed/amsterdam.ts'
import type { MinorUnits } from '../../seed/model.ts'
import type { Account, Payment } from '../state/entities.ts'
import type { Statement } from '../state/records.ts'

/** What a statement shows, whatever its format: days are Amsterdam's, lines newest first. */
export interface StatementLines {
  readonly opening: MinorUnits
  readonly closing: MinorUnits
  readonly lines: readonly { readonly date: string; readonly payment: Payment }[]
}

export const linesOf = (account: Account, statement: Statement): StatementLines => {
  const dated = account.payments.map((payment) => ({ date: amsterdamDate(payment.created), payment }))
  const lines = dated.filter(({ date }) => date >= statement.dateStart && date <= statement.dateEnd)
  const after = dated.filter(({ date }) => date > statement.dateEnd)
  const sum = (all: typeof dated): MinorUnits => all.reduce((total, { payment }) => total + payment.amount, 0n)
  const closing = account.balance - sum(after)
  return { opening: closing - sum(lines), closing, lines: lines.toReversed() }
}

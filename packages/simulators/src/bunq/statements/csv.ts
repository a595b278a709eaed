import type { MinorUnits } from '../../seed/model.ts'
import type { Account } from '../state/entities.ts'
import { fromMinorUnits } from '../wire/amount.ts'
import type { StatementLines } from './statement-lines.ts'

const columns = ['Date', 'Interest Date', 'Amount', 'Account', 'Counterparty', 'Name', 'Description']

/** `-1.034,75`: thousands with a point, decimals with a comma. */
const european = (amount: MinorUnits): string => {
  const [whole = '', decimals = ''] = fromMinorUnits(amount).split('.')
  return `${whole.replaceAll(/\B(?=(\d{3})+$)/g, '.')},${decimals}`
}

const quoted = (value: string): string => `"${value.replaceAll('"', '""').replaceAll(/[\r\n]+/g, ' ')}"`

/** Every value quoted, LF lines, English column names in both regional formats. */
export const toCsv = (account: Account, lines: StatementLines, regionalFormat: 'UK_US' | 'EUROPEAN'): string => {
  const isEuropean = regionalFormat === 'EUROPEAN'
  const rows = lines.lines.map(({ date, payment }) => [
    date,
    date,
    isEuropean ? european(payment.amount) : fromMinorUnits(payment.amount),
    account.iban,
    payment.party.iban ?? '',
    payment.party.name,
    payment.description,
  ])
  const separator = isEuropean ? ';' : ','
  return [columns, ...rows].map((row) => `${row.map(quoted).join(separator)}\n`).join('')
}

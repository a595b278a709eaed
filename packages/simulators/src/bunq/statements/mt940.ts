import type { MinorUnits } from '../../seed/model.ts'
import type { Account } from '../state/entities.ts'
import type { Statement } from '../state/records.ts'
import { fromMinorUnits } from '../wire/amount.ts'
import type { StatementLines } from './statement-lines.ts'

const shortDate = (date: string): string => date.replaceAll('-', '').slice(2)

const amount = (units: MinorUnits): string => fromMinorUnits(units < 0n ? -units : units).replace('.', ',')

const mark = (units: MinorUnits): 'C' | 'D' => (units < 0n ? 'D' : 'C')

/** The SWIFT character set (x): what else there is becomes a full stop. */
const swift = (text: string): string => text.replaceAll(/[^A-Za-z0-9/\-?:().,'+ ]/g, '.')

/** At most six lines of 65 characters. */
const narrative = (text: string): string =>
  (swift(text).match(/.{1,65}/g) ?? [''])
    .slice(0, 6)
    .map((line) => line.replace(/^[-:]/, '.'))
    .join('\r\n')

const balance = (tag: string, date: string, units: MinorUnits, currency: string): string =>
  `:${tag}:${mark(units)}${shortDate(date)}${currency}${amount(units)}`

/** Plain SWIFT MT940, one message; lines oldest first, as the format wants them. The bank's own dialect is not published. */
export const toMt940 = (account: Account, statement: Statement, lines: StatementLines): string => {
  const { currency } = account
  const entries = lines.lines
    .toReversed()
    .flatMap(({ date, payment }) => [
      `:61:${shortDate(date)}${date.slice(5).replace('-', '')}${mark(payment.amount)}${amount(payment.amount)}NTRF${payment.id}`,
      `:86:${narrative([payment.party.iban, payment.party.name, payment.description].filter((part) => part).join(' '))}`,
    ])
  return [
    `:20:${statement.id}`,
    `:25:${account.iban}`,
    `:28C:${statement.number}/1`,
    balance('60F', statement.dateStart, lines.opening, currency),
    ...entries,
    balance('62F', statement.dateEnd, lines.closing, currency),
    '-',
    '',
  ].join('\r\n')
}

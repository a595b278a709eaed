import type { Payment, PaymentStatus, TransactionStatus } from '@nostro/core'
import type { Terminal } from '../terminal.ts'
import { oneLine } from './harmless.ts'

/** What a status means, in a few words. */
export const statusWords: Readonly<Record<TransactionStatus, string>> = {
  RCVD: 'received; waits for the customer’s approval at the bank',
  PDNG: 'pending',
  ACTC: 'approved; checked by the bank',
  ACCP: 'accepted by the bank',
  ACFC: 'funds were checked',
  ACWP: 'accepted without posting',
  ACWC: 'accepted with a change',
  ACSP: 'being settled',
  ACSC: 'settled: the money has left the account',
  ACCC: 'settled: the money has reached the creditor',
  PATC: 'approved in part; another person has to approve it too',
  PART: 'carried out in part',
  ACTV: 'standing order in force',
  EXPI: 'expired',
  CANC: 'cancelled',
  RJCT: 'rejected',
  unknown: 'in a state that is new to this program',
}

/** One line, whatever the value: a text must not look like another line of the preview. */
const line = (label: string, value: string | undefined): readonly string[] =>
  value === undefined ? [] : [`  ${label.padEnd(12)} ${oneLine(value)}`]

/** Everything that will be sent: the person who is asked compares it with the invoice, so nothing is shortened. */
export const renderPreview = (bank: string, payment: Payment, key: string, { style }: Terminal): string => {
  if (!('creditor' in payment)) return ''
  const { amount, creditor, debtor } = payment
  return [
    style('bold', `Payment at ${bank}`),
    ...line('Amount', `${amount.amount} ${amount.currency}`),
    ...line('To', creditor.name),
    ...line('Account', creditor.iban ?? creditor.email),
    ...line('Text', payment.remittanceInformation),
    ...line('From', debtor?.iban ?? debtor?.accountId ?? 'chosen at the bank'),
    ...line('Kind', payment.kind),
    ...(payment.kind === 'scheduled' ? line('On', payment.requestedExecutionDate) : []),
    ...(payment.kind === 'periodic'
      ? line(
          'Runs',
          `${payment.frequency} from ${payment.startDate} ${payment.endDate === undefined ? 'until cancelled' : `to ${payment.endDate}`}`,
        )
      : []),
    ...line('Key', key),
  ].join('\n')
}

export const renderStatus = ({ transactionStatus, reasons, asOf }: PaymentStatus): string =>
  [
    `Status: ${transactionStatus} (${statusWords[transactionStatus]}), as of ${asOf}`,
    ...reasons.map((reason) => `Reason: ${oneLine(reason)}`),
  ].join('\n')

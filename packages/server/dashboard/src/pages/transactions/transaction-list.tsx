import { useEffect, useRef } from 'preact/hooks'
import type { Schemas } from '../../api/client.ts'
import { useAccounts } from '../../api/resources.ts'
import { formatDay } from '../../format/dates.ts'
import { accountName } from '../../format/names.ts'
import { textBeside } from '../../format/text-beside.ts'
import { locale, t } from '../../i18n/i18n.ts'
import { onKeys } from '../../shell/keys.ts'
import { Money } from '../../ui/money.tsx'
import { Badge } from '../../ui/panel.tsx'

type Transaction = Schemas['Transaction']

/** Who, else what the bank wrote. */
export const titleOf = ({ counterparty, text }: Transaction): string =>
  counterparty?.name ?? text ?? counterparty?.iban ?? t('transaction.noName')

interface Group {
  readonly key: string
  readonly title: string
  readonly entries: readonly Transaction[]
}

/** What is not booked yet first and apart, then the booked entries under their days. */
const toGroups = (transactions: readonly Transaction[]): readonly Group[] => {
  const days = new Map<string, Transaction[]>()
  for (const transaction of transactions) {
    const key = transaction.bookingStatus === 'pending' ? 'pending' : transaction.bookingDate
    const day = days.get(key) ?? []
    day.push(transaction)
    days.set(key, day)
  }
  const title = (key: string): string =>
    key === 'pending' ? t('transactions.pending') : formatDay(key, locale.value, 'heading')
  return [...days]
    .toSorted(([a], [b]) => Number(b === 'pending') - Number(a === 'pending'))
    .map(([key, entries]) => ({ key, title: title(key), entries }))
}

const Row = ({
  transaction,
  account,
  onOpen,
}: {
  readonly transaction: Transaction
  readonly account: string
  readonly onOpen: (id: string) => void
}) => {
  const { id, bookingStatus, amount, originalAmount, annotations, unlisted } = transaction
  const title = titleOf(transaction)
  const note = [
    bookingStatus === 'pending' ? formatDay(transaction.bookingDate, locale.value) : undefined,
    textBeside(transaction.text, title),
    account,
  ]
    .filter((part) => part !== undefined)
    .join(' · ')
  return (
    <li>
      <button type="button" class="row transaction" data-row onClick={() => onOpen(id)}>
        <span class="row-main">
          <strong title={title}>{title}</strong>
          <span class="note" title={note}>
            {note}
          </span>
        </span>
        <span class="row-tags">
          {unlisted && <Badge>{t('transaction.unlisted')}</Badge>}
          {annotations.category !== undefined && <Badge tone="accent">{annotations.category}</Badge>}
        </span>
        <span class="row-side">
          <Money value={amount} sign="always" isToned />
          {originalAmount !== undefined && originalAmount.currency !== amount.currency && (
            <span class="note">
              <Money value={originalAmount} />
            </span>
          )}
        </span>
      </button>
    </li>
  )
}

const step = (list: HTMLElement | null, by: 1 | -1): void => {
  const rows = [...(list?.querySelectorAll<HTMLElement>('[data-row]') ?? [])]
  const at = rows.indexOf(document.activeElement as HTMLElement)
  rows[Math.max(0, Math.min(rows.length - 1, at + by))]?.focus()
}

/** Entries under their days. `j` and `k` go down and up, Enter opens. */
export const TransactionList = ({
  transactions,
  onOpen,
  heading: Heading = 'h3',
}: {
  readonly transactions: readonly Transaction[]
  /** The level under the heading of the page or part that holds the list. */
  readonly heading?: 'h2' | 'h3'
  readonly onOpen: (id: string) => void
}) => {
  const ref = useRef<HTMLDivElement>(null)
  const accounts = useAccounts().state.value.data ?? []
  const names = new Map(accounts.map((account) => [account.id, accountName(account)]))
  useEffect(() => onKeys({ j: () => step(ref.current, 1), k: () => step(ref.current, -1) }), [])
  return (
    <div ref={ref} class="days">
      {toGroups(transactions).map(({ key, title, entries }) => (
        <section key={key} class="day" aria-label={title}>
          <Heading class="day-title">{title}</Heading>
          <ul class="rows">
            {entries.map((transaction) => (
              <Row
                key={transaction.id}
                transaction={transaction}
                account={names.get(transaction.accountId) ?? transaction.accountId}
                onOpen={onOpen}
              />
            ))}
          </ul>
        </section>
      ))}
    </div>
  )
}

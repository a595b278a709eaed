import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { api, dataOf, type Schemas } from '../../api/client.ts'
import { invalidate, useResource } from '../../api/resource.ts'
import { formatDay, formatInstant } from '../../format/dates.ts'
import { formatIban } from '../../format/names.ts'
import { locale, t, tWord } from '../../i18n/i18n.ts'
import { may } from '../../shell/session.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { CheckField, TextField } from '../../ui/field.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Money } from '../../ui/money.tsx'
import { Badge } from '../../ui/panel.tsx'
import { say } from '../../ui/toast.tsx'
import { useBusy } from '../../ui/use-busy.ts'
import { titleOf } from './transaction-list.tsx'

type Explanation = Schemas['Explanation']
type Transaction = Schemas['Transaction']

const Line = ({ label, children }: { readonly label: string; readonly children: ComponentChildren }) =>
  children === undefined || children === '' ? null : (
    <div class="detail-line">
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  )

const Details = ({ transaction }: { readonly transaction: Transaction }) => {
  const { counterparty, bookingStatus, bookingDate, valueDate, reference, endToEndId, mandateId, balanceAfter } =
    transaction
  return (
    <dl class="detail-lines">
      <Line label={t(bookingStatus === 'booked' ? 'transaction.booked' : 'table.day')}>
        {formatDay(bookingDate, locale.value, 'long')}
      </Line>
      <Line label={t('transaction.value')}>
        {valueDate === undefined || valueDate === bookingDate ? undefined : formatDay(valueDate, locale.value, 'long')}
      </Line>
      <Line label={t('transaction.iban')}>
        {counterparty?.iban === undefined ? undefined : formatIban(counterparty.iban)}
      </Line>
      <Line label={t('transaction.text')}>{transaction.text}</Line>
      <Line label={t('transaction.reference')}>{reference}</Line>
      <Line label={t('transaction.endToEnd')}>{endToEndId}</Line>
      <Line label={t('transaction.mandate')}>{mandateId}</Line>
      <Line label={t('transaction.rate')}>{transaction.exchangeRate}</Line>
      <Line label={t('transaction.after')}>{balanceAfter && <Money value={balanceAfter} />}</Line>
    </dl>
  )
}

/** What the owner writes beside the bank’s facts. */
const NoteForm = ({ transaction }: { readonly transaction: Transaction }) => {
  const { annotations } = transaction
  const [note, setNote] = useState(annotations.note ?? '')
  const [category, setCategory] = useState(annotations.category ?? '')
  const [isHidden, setHidden] = useState(annotations.hidden ?? false)
  const [isBusy, run] = useBusy()
  const save = async (): Promise<void> => {
    await api.PATCH('/v1/transactions/{id}', {
      params: { path: { id: transaction.id } },
      body: {
        note: note.trim() === '' ? null : note.trim(),
        category: category.trim() === '' ? null : category.trim(),
        hidden: isHidden ? true : null,
      },
    })
    invalidate('transactions', 'summary')
    say(t('saved'))
  }
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault()
        void run(save)
      }}
    >
      <TextField label={t('transaction.note')} value={note} onInput={setNote} maxLength={2000} />
      <TextField label={t('transaction.category')} value={category} onInput={setCategory} maxLength={100} />
      <CheckField label={t('transaction.hide')} isChecked={isHidden} onChange={setHidden} />
      <div class="form-actions">
        <Button type="submit" isBusy={isBusy}>
          {t('save')}
        </Button>
      </div>
    </form>
  )
}

/** The ledger gives a name and its points; the name is what people read. */
const nameOf = (item: unknown): string => String((Object(item) as { readonly name?: unknown }).name ?? item)

/** How this entry came to be what it is: decisions of the ledger, oldest first. */
const Why = ({ explanation }: { readonly explanation: Explanation }) => (
  <section class="why">
    <h3>{t('why.title')}</h3>
    <p class="note">{tWord('why.identity', explanation.identity.kind)}</p>
    <ol class="timeline">
      {explanation.decisions.map((decision) => (
        <li key={`${decision.at} ${decision.kind}`}>
          <strong>{tWord('why.kind', decision.kind)}</strong>
          <span class="note">{formatInstant(decision.at, locale.value)}</span>
          {decision.evidence !== undefined && decision.evidence.length > 0 && (
            <span class="note">
              {t('why.because')}{' '}
              {decision.evidence
                .map(nameOf)
                .map((word) => tWord('why.evidence', word))
                .join(', ')}
            </span>
          )}
          {decision.changed !== undefined && decision.changed.length > 0 && (
            <span class="note">
              {t('why.changed')} {decision.changed.join(', ')}
            </span>
          )}
        </li>
      ))}
    </ol>
  </section>
)

export const TransactionDialog = ({ id, onClose }: { readonly id: string; readonly onClose: () => void }) => {
  const found = useResource(['transactions'], `explanation ${id}`, () =>
    dataOf(api.GET('/v1/transactions/{id}/explanation', { params: { path: { id } } })),
  )
  const transaction = found.state.value.data?.transaction
  return (
    <Dialog title={transaction === undefined ? t('transaction.title') : titleOf(transaction)} isSide onClose={onClose}>
      <Loaded resource={found} rows={6} height={40}>
        {(explanation) => (
          <>
            <p class="big-amount">
              <Money value={explanation.transaction.amount} sign="always" isToned />
              {explanation.transaction.bookingStatus !== 'booked' && (
                <Badge tone="warn">{tWord('transaction.state', explanation.transaction.bookingStatus)}</Badge>
              )}
            </p>
            <Details transaction={explanation.transaction} />
            {may('annotate') && <NoteForm key={id} transaction={explanation.transaction} />}
            <Why explanation={explanation} />
          </>
        )}
      </Loaded>
    </Dialog>
  )
}

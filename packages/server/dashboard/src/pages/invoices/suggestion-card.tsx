import { api, dataOf } from '../../api/client.ts'
import { confirmMatch, type Match, rejectMatch, useInvoice } from '../../api/invoices.ts'
import { useResource } from '../../api/resource.ts'
import { formatDay } from '../../format/dates.ts'
import { textBeside } from '../../format/text-beside.ts'
import { locale, t, tn } from '../../i18n/i18n.ts'
import { may } from '../../shell/session.ts'
import { Button } from '../../ui/button.tsx'
import { Money } from '../../ui/money.tsx'
import { say } from '../../ui/toast.tsx'
import { useBusy } from '../../ui/use-busy.ts'
import { titleOf } from '../transactions/transaction-list.tsx'
import { MatchClass, MatchReasons } from './match-reasons.tsx'

const useTransaction = (id: string) =>
  useResource(['transactions'], `transaction ${id}`, () =>
    dataOf(api.GET('/v1/transactions/{id}', { params: { path: { id } } })),
  )

export const EntrySide = ({ id }: { readonly id: string }) => {
  const entry = useTransaction(id).state.value.data
  return (
    <div class="side">
      <span class="side-label">{t('match.entry')}</span>
      {entry === undefined ? (
        <span class="side-wait" />
      ) : (
        <>
          <strong>{titleOf(entry)}</strong>
          <span class="note">
            {[formatDay(entry.bookingDate, locale.value, 'table'), textBeside(entry.text, titleOf(entry))]
              .filter((part) => part !== undefined)
              .join(' · ')}
          </span>
          <Money value={entry.amount} sign="always" isToned />
        </>
      )}
    </div>
  )
}

const InvoiceSide = ({ part }: { readonly part: Match['invoices'][number] }) => {
  const invoice = useInvoice(part.invoiceId).state.value.data
  return (
    <div class="side">
      <span class="side-label">{t('match.invoice')}</span>
      {invoice === undefined ? (
        <span class="side-wait" />
      ) : (
        <>
          <strong>
            {invoice.number} · {invoice.customer.name ?? invoice.customer.id}
          </strong>
          <span class="note">
            {t('invoice.open')} <Money value={invoice.open} />
          </span>
          <Money value={part.amount} />
        </>
      )}
    </div>
  )
}

/** One suggestion: entry and invoice beside each other, the reasons between them and the decision. */
export const SuggestionCard = ({ match }: { readonly match: Match }) => {
  const [isBusy, run] = useBusy()
  const decide = (work: (id: string) => Promise<void>, words: string): void => {
    void run(async () => {
      await work(match.id)
      say(words)
    })
  }
  return (
    <article class="suggestion" aria-label={t('match.title')}>
      <header>
        <MatchClass match={match} />
        {match.kind === 'return' && <span class="note">{t('match.return')}</span>}
        {match.alternatives.length > 0 && (
          <span class="note">{tn('match.alternatives', match.alternatives.length)}</span>
        )}
      </header>
      <div class="sides">
        <EntrySide id={match.transactionId} />
        <div class="side-list">
          {match.invoices.map((part) => (
            <InvoiceSide key={part.invoiceId} part={part} />
          ))}
        </div>
      </div>
      <MatchReasons match={match} />
      {may('invoices') && (
        <footer class="form-actions">
          <Button
            kind="primary"
            icon="check"
            isSmall
            isBusy={isBusy}
            onClick={() => decide(confirmMatch, t('match.confirmed'))}
          >
            {t('match.confirm')}
          </Button>
          <Button icon="close" isSmall isBusy={isBusy} onClick={() => decide(rejectMatch, t('match.rejected'))}>
            {t('match.reject')}
          </Button>
        </footer>
      )}
    </article>
  )
}

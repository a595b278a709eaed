import { type Match, setInvoiceDone, undoMatch, useInvoice, useMatchesOf } from '../../api/invoices.ts'
import { formatDay } from '../../format/dates.ts'
import { locale, t, tWord } from '../../i18n/i18n.ts'
import { may } from '../../shell/session.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Money } from '../../ui/money.tsx'
import { Empty } from '../../ui/panel.tsx'
import { useBusy } from '../../ui/use-busy.ts'
import { InvoiceBadge } from './invoice-badge.tsx'
import { MatchClass, MatchReasons } from './match-reasons.tsx'
import { EntrySide } from './suggestion-card.tsx'

const StandingMatch = ({ match }: { readonly match: Match }) => {
  const [isBusy, run] = useBusy()
  return (
    <article class="suggestion">
      <header>
        <MatchClass match={match} />
        <span class="note">{tWord('match.status', match.status)}</span>
      </header>
      <EntrySide id={match.transactionId} />
      <MatchReasons match={match} />
      {may('invoices') && (
        <footer>
          <Button isSmall isBusy={isBusy} onClick={() => void run(() => undoMatch(match.id))}>
            {t('match.undo')}
          </Button>
        </footer>
      )}
    </article>
  )
}

/** One invoice: what it says, and which entries pay it, and why. */
export const InvoiceDialog = ({ id, onClose }: { readonly id: string; readonly onClose: () => void }) => {
  const found = useInvoice(id)
  const matches = useMatchesOf(id)
  const [isBusy, run] = useBusy()
  const number = found.state.value.data?.number
  return (
    <Dialog
      title={number === undefined ? t('match.invoice') : `${t('match.invoice')} ${number}`}
      isSide
      onClose={onClose}
    >
      <Loaded resource={found} rows={5} height={40}>
        {(invoice) => (
          <>
            <p class="big-amount">
              <Money value={invoice.total} />
              <InvoiceBadge invoice={invoice} />
            </p>
            <dl class="detail-lines">
              {(
                [
                  [t('invoice.customer'), invoice.customer.name ?? invoice.customer.id],
                  [t('invoice.direction'), tWord('invoice.direction', invoice.direction)],
                  [t('invoice.issued'), formatDay(invoice.issuedOn, locale.value, 'long')],
                  [
                    t('invoice.due'),
                    invoice.dueOn === undefined ? undefined : formatDay(invoice.dueOn, locale.value, 'long'),
                  ],
                  [t('invoice.openAmount'), <Money key="open" value={invoice.open} />],
                  [t('transaction.reference'), invoice.references.map(({ value }) => value).join(', ') || undefined],
                ] as const
              ).map(
                ([label, value]) =>
                  value !== undefined && (
                    <div key={label} class="detail-line">
                      <dt>{label}</dt>
                      <dd>{value}</dd>
                    </div>
                  ),
              )}
            </dl>
            {may('invoices') && (
              <div class="form-actions">
                <Button
                  isSmall
                  isBusy={isBusy}
                  onClick={() => void run(() => setInvoiceDone(id, invoice.state !== 'done'))}
                >
                  {t(invoice.state === 'done' ? 'invoice.reopen' : 'invoice.close')}
                </Button>
              </div>
            )}
          </>
        )}
      </Loaded>
      <h3>{t('invoice.matches')}</h3>
      <Loaded resource={matches} rows={1} height={120}>
        {(standing) =>
          standing.length === 0 ? (
            <Empty title={t('invoice.noMatchTitle')} text={t('invoice.noMatchText')} />
          ) : (
            standing.map((match) => <StandingMatch key={match.id} match={match} />)
          )
        }
      </Loaded>
    </Dialog>
  )
}

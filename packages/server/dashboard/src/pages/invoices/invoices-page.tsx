import { useRef, useState } from 'preact/hooks'
import { type Invoice, importCsv, reconcile, useInvoices, useSuggestions } from '../../api/invoices.ts'
import { formatDay } from '../../format/dates.ts'
import { locale, t, tn, tWord } from '../../i18n/i18n.ts'
import { may } from '../../shell/session.ts'
import { Button } from '../../ui/button.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Money } from '../../ui/money.tsx'
import { Empty, PageHead, Panel } from '../../ui/panel.tsx'
import { say } from '../../ui/toast.tsx'
import { useBusy } from '../../ui/use-busy.ts'
import { InvoiceBadge } from './invoice-badge.tsx'
import { InvoiceDialog } from './invoice-dialog.tsx'
import { NewInvoiceDialog } from './new-invoice-dialog.tsx'
import { SuggestionGroup, toSuggestionGroups } from './suggestion-group.tsx'

const states = ['open', 'paid', 'done'] as const

const ImportButton = () => {
  const ref = useRef<HTMLInputElement>(null)
  const [isBusy, run] = useBusy()
  const read = async (file: File): Promise<void> => {
    const { added, updated, matched } = await importCsv(await file.text())
    say(t('invoice.imported', { added, updated, matched }))
  }
  return (
    <>
      <Button isBusy={isBusy} onClick={() => ref.current?.click()}>
        {t('invoice.import')}
      </Button>
      <input
        ref={ref}
        type="file"
        accept=".csv,text/csv"
        hidden
        aria-label={t('invoice.import')}
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? []
          if (file !== undefined) void run(() => read(file))
          event.currentTarget.value = ''
        }}
      />
    </>
  )
}

const Row = ({ invoice, onOpen }: { readonly invoice: Invoice; readonly onOpen: (id: string) => void }) => (
  <li>
    <button type="button" class="row" onClick={() => onOpen(invoice.id)}>
      <span class="row-main">
        <strong title={invoice.customer.name}>{invoice.customer.name ?? invoice.customer.id}</strong>
        <span class="note">
          {invoice.number} · {tWord('invoice.direction', invoice.direction)}
          {invoice.dueOn !== undefined && ` · ${t('invoice.dueOn', { date: formatDay(invoice.dueOn, locale.value) })}`}
        </span>
      </span>
      <span class="row-tags">
        <InvoiceBadge invoice={invoice} />
      </span>
      <span class="row-side">
        <Money value={invoice.total} />
      </span>
    </button>
  </li>
)

const Suggestions = () => {
  const suggestions = useSuggestions()
  const { data } = suggestions.state.value
  const count = data?.length ?? 0
  if (data !== undefined && count === 0) return null
  return (
    <Panel title={t('match.toConfirm')} note={tn('match.waiting', count)}>
      <Loaded resource={suggestions} rows={1} height={320}>
        {(found) => toSuggestionGroups(found).map((group) => <SuggestionGroup key={group[0].id} matches={group} />)}
      </Loaded>
    </Panel>
  )
}

/** Open items and what pays them: what the rules matched says why, what they are not sure of waits for a person. */
export const InvoicesPage = () => {
  const [state, setState] = useState<Invoice['state'] | undefined>('open')
  const [open, setOpen] = useState<string | undefined>(undefined)
  const [isNewOpen, setNew] = useState(false)
  const [isBusy, run] = useBusy()
  const invoices = useInvoices(state)
  return (
    <>
      <PageHead
        title={t('invoices.title')}
        note={t('invoices.note')}
        actions={
          may('invoices') && (
            <>
              <Button icon="link" isBusy={isBusy} onClick={() => void run(reconcile)}>
                {t('invoices.match')}
              </Button>
              <ImportButton />
              <Button kind="primary" icon="plus" onClick={() => setNew(true)}>
                {t('invoice.new')}
              </Button>
            </>
          )
        }
      />
      <Suggestions />
      <section class="panel">
        <fieldset class="segmented" aria-label={t('filter.status')}>
          {[...states, undefined].map((one) => (
            <button key={one ?? 'all'} type="button" aria-pressed={one === state} onClick={() => setState(one)}>
              {t(one === undefined ? 'invoice.all' : `invoice.state.${one}`)}
            </button>
          ))}
        </fieldset>
        <Loaded resource={invoices} rows={6} height={56}>
          {(found) =>
            found.length === 0 ? (
              <Empty
                title={t(state === undefined ? 'invoices.emptyTitle' : 'invoices.noneTitle')}
                text={t('invoices.emptyText')}
                action={
                  may('invoices') && (
                    <Button kind="primary" icon="plus" onClick={() => setNew(true)}>
                      {t('invoice.new')}
                    </Button>
                  )
                }
              />
            ) : (
              <ul class="rows">
                {found.map((invoice) => (
                  <Row key={invoice.id} invoice={invoice} onOpen={setOpen} />
                ))}
              </ul>
            )
          }
        </Loaded>
      </section>
      {open !== undefined && <InvoiceDialog id={open} onClose={() => setOpen(undefined)} />}
      {isNewOpen && <NewInvoiceDialog onClose={() => setNew(false)} />}
    </>
  )
}

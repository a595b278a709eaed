import { useEffect, useRef, useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import { useAccounts } from '../../api/resources.ts'
import { accountName } from '../../format/names.ts'
import { t } from '../../i18n/i18n.ts'
import { may } from '../../shell/session.ts'
import { Button } from '../../ui/button.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { ProblemNote, Skeleton } from '../../ui/loaded.tsx'
import { Empty, PageHead } from '../../ui/panel.tsx'
import { ExportMenu } from './export-menu.tsx'
import { type Filters, filterNames, toAddress, toFilters } from './filters.ts'
import { TransactionDialog } from './transaction-dialog.tsx'
import { TransactionList } from './transaction-list.tsx'
import { useTransactions } from './use-transactions.ts'

const statuses = ['booked', 'pending'] as const

const FilterBar = ({
  filters,
  onChange,
  focusSearch,
}: {
  readonly filters: Filters
  readonly onChange: (change: Partial<Filters>) => void
  readonly focusSearch: boolean
}) => {
  const ref = useRef<HTMLFormElement>(null)
  const accounts = useAccounts().state.value.data ?? []
  const [text, setText] = useState(filters.q ?? '')
  useEffect(() => {
    if (focusSearch) ref.current?.querySelector<HTMLInputElement>('input[type=search]')?.focus()
  }, [focusSearch])
  useEffect(() => {
    const timer = setTimeout(() => {
      if (text !== (filters.q ?? '')) onChange({ q: text === '' ? undefined : text })
    }, 250)
    return () => clearTimeout(timer)
  }, [text])
  return (
    <search>
      <form ref={ref} class="filters" onSubmit={(event) => event.preventDefault()}>
        <TextField label={t('filter.search')} type="search" value={text} onInput={setText} maxLength={200} />
        <SelectField
          label={t('filter.account')}
          value={filters.accountId ?? ''}
          onChange={(value) => onChange({ accountId: value === '' ? undefined : value })}
          choices={[
            { value: '', label: t('filter.allAccounts') },
            ...accounts.map((account) => ({ value: account.id, label: accountName(account) })),
          ]}
        />
        <SelectField
          label={t('filter.status')}
          value={filters.bookingStatus ?? ''}
          onChange={(value) => onChange({ bookingStatus: statuses.find((status) => status === value) })}
          choices={[
            { value: '', label: t('filter.anyStatus') },
            ...statuses.map((status) => ({ value: status, label: t(`transaction.state.${status}`) })),
          ]}
        />
        <details class="more-filters" open={filterNames.slice(3).some((name) => filters[name] !== undefined)}>
          <summary>{t('filter.more')}</summary>
          <div class="filter-grid">
            {(['dateFrom', 'dateTo'] as const).map((name) => (
              <TextField
                key={name}
                label={t(`filter.${name}`)}
                type="date"
                value={filters[name] ?? ''}
                onInput={(value) => onChange({ [name]: value === '' ? undefined : value })}
              />
            ))}
            {(['amountMin', 'amountMax'] as const).map((name) => (
              <TextField
                key={name}
                label={t(`filter.${name}`)}
                inputMode="decimal"
                value={filters[name] ?? ''}
                onInput={(value) => onChange({ [name]: /^-?\d{1,14}(\.\d{1,5})?$/.test(value) ? value : undefined })}
              />
            ))}
          </div>
        </details>
      </form>
    </search>
  )
}

/** All entries: searched and filtered by what stands in the address, so that a view can be kept and sent on. */
export const TransactionsPage = () => {
  const { query, route } = useLocation()
  const filters = toFilters(query)
  const [open, setOpen] = useState<string | undefined>(undefined)
  const { items, problem, hasMore, isLoading, loadMore, reload } = useTransactions(filters)
  const change = (wanted: Partial<Filters>): void => route(toAddress({ ...filters, ...wanted }), true)
  const isFiltered = Object.values(filters).some((value) => value !== undefined)
  return (
    <>
      <PageHead title={t('transactions.title')} actions={may('export') && <ExportMenu filters={filters} />} />
      <section class="panel">
        <FilterBar filters={filters} onChange={change} focusSearch={query['focus'] === 'search'} />
        {problem !== undefined && <ProblemNote problem={problem} onRetry={reload} />}
        {items === undefined
          ? problem === undefined && <Skeleton rows={10} height={52} />
          : items.length === 0 && (
              <Empty
                title={t(isFiltered ? 'transactions.noneTitle' : 'transactions.emptyTitle')}
                text={t(isFiltered ? 'transactions.noneText' : 'transactions.emptyText')}
                action={isFiltered && <Button onClick={() => route('/transactions')}>{t('filter.clear')}</Button>}
              />
            )}
        {items !== undefined && items.length > 0 && (
          <TransactionList transactions={items} onOpen={setOpen} heading="h2" />
        )}
        {hasMore && (
          <div class="more">
            <Button isBusy={isLoading} onClick={loadMore}>
              {t('transactions.more')}
            </Button>
          </div>
        )}
      </section>
      {open !== undefined && <TransactionDialog id={open} onClose={() => setOpen(undefined)} />}
    </>
  )
}

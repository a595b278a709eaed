import { addDays, dayOf } from '../../format/dates.ts'
import { compareDecimals, isZero, toPlotValue } from '../../format/decimal.ts'
import { t } from '../../i18n/i18n.ts'
import { now } from '../../shell/now.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { Money } from '../../ui/money.tsx'
import { Empty, Panel } from '../../ui/panel.tsx'
import { mainCurrency, type SummaryRow, useSummary } from './summary.ts'

const shownRows = 8

/** The largest first; spending is negative. */
const largest = (rows: readonly SummaryRow[], currency: string): readonly SummaryRow[] =>
  rows
    .filter(({ spending }) => spending.currency === currency && !isZero(spending.amount))
    .toSorted((a, b) => compareDecimals(a.spending.amount, b.spending.amount))
    .slice(0, shownRows)

/** Where money went, by counterparty: each leads to its entries. */
export const SpendingPanel = () => {
  const summary = useSummary({ groupBy: 'counterparty', from: addDays(dayOf(now.value), -89) })
  return (
    <Panel title={t('spending.title')} note={t('spending.note')}>
      <Loaded resource={summary} rows={shownRows} height={36}>
        {(rows) => {
          const top = largest(rows, mainCurrency(rows) ?? '')
          const most = Math.abs(toPlotValue(top[0]?.spending.amount ?? '0')) || 1
          if (top.length === 0) return <Empty title={t('flow.emptyTitle')} text={t('flow.emptyText')} />
          return (
            <ul class="meters">
              {top.map(({ key, spending, count }) => (
                <li key={key ?? ''}>
                  <a
                    class="meter"
                    href={key === undefined ? '/transactions' : `/transactions?q=${encodeURIComponent(key)}`}
                  >
                    <span class="meter-name" title={key}>
                      {key ?? t('transaction.noName')}
                    </span>
                    <span class="note">{count}</span>
                    <Money value={spending} />
                    <span class="meter-line" aria-hidden="true">
                      <span style={{ inlineSize: `${(Math.abs(toPlotValue(spending.amount)) / most) * 100}%` }} />
                    </span>
                  </a>
                </li>
              ))}
            </ul>
          )
        }}
      </Loaded>
    </Panel>
  )
}

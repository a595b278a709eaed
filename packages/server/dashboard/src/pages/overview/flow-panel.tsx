import { useState } from 'preact/hooks'
import { ChartTable } from '../../charts/chart-table.tsx'
import { FlowChart } from '../../charts/flow-chart.tsx'
import { dayOf, formatMonth, monthStart } from '../../format/dates.ts'
import { addDecimals } from '../../format/decimal.ts'
import { locale, t } from '../../i18n/i18n.ts'
import { now } from '../../shell/now.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { Money } from '../../ui/money.tsx'
import { Empty, Panel } from '../../ui/panel.tsx'
import { mainCurrency, useSummary } from './summary.ts'

const months = 12

/** Money in and out by month, one currency at a time. */
export const FlowPanel = () => {
  const [chosen, choose] = useState<string | undefined>(undefined)
  const summary = useSummary({ groupBy: 'month', from: monthStart(dayOf(now.value), months - 1) })
  return (
    <Panel title={t('flow.title')} note={t('flow.note')}>
      <Loaded resource={summary} rows={1} height={300}>
        {(rows) => {
          const currency = chosen ?? mainCurrency(rows)
          if (currency === undefined) return <Empty title={t('flow.emptyTitle')} text={t('flow.emptyText')} />
          const currencies = [...new Set(rows.map(({ income }) => income.currency))]
          const shown = rows.flatMap(({ key, income, spending }) =>
            key === undefined || income.currency !== currency
              ? []
              : [{ month: key, income: income.amount, spending: spending.amount }],
          )
          return (
            <div class="chart-block">
              <div class="chart-bar">
                <p class="legend">
                  <span>{t('flow.in')}</span>
                  <span class="legend-out">{t('flow.out')}</span>
                </p>
                {currencies.length > 1 && (
                  <fieldset class="segmented" aria-label={t('balances.currency')}>
                    {currencies.map((one) => (
                      <button key={one} type="button" aria-pressed={one === currency} onClick={() => choose(one)}>
                        {one}
                      </button>
                    ))}
                  </fieldset>
                )}
              </div>
              <FlowChart label={t('flow.chart', { currency })} months={shown} currency={currency} />
              <ChartTable
                heads={[t('table.month'), t('flow.in'), t('flow.out'), t('flow.net')]}
                rows={shown.toReversed().map(({ month, income, spending }) => ({
                  key: month,
                  cells: [
                    formatMonth(month, locale.value, true),
                    <Money key="in" value={{ amount: income, currency }} sign="always" isToned />,
                    <Money key="out" value={{ amount: spending, currency }} />,
                    <Money key="net" value={{ amount: addDecimals(income, spending), currency }} sign="always" />,
                  ],
                }))}
              />
            </div>
          )
        }}
      </Loaded>
    </Panel>
  )
}

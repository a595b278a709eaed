import { formatMonth } from '../format/dates.ts'
import { toPlotValue } from '../format/decimal.ts'
import { locale, t } from '../i18n/i18n.ts'
import { moneyText } from '../ui/money.tsx'
import { Plot, PlotLabel } from './plot.tsx'

export interface MonthFlow {
  /** `2026-11` */
  readonly month: string
  readonly income: string
  /** Negative, as the API gives it. */
  readonly spending: string
}

/** Money in and out by month: two bars side by side, so that they can be compared. */
export const FlowChart = ({
  label,
  months,
  currency,
}: {
  readonly label: string
  readonly months: readonly MonthFlow[]
  readonly currency: string
}) => {
  const rows = months.map((row) => ({
    ...row,
    in: toPlotValue(row.income),
    out: Math.abs(toPlotValue(row.spending)),
  }))
  const words = ({ month, income, spending }: MonthFlow): string =>
    `${formatMonth(month, locale.value, true)}: ${t('flow.in')} ${moneyText({ amount: income, currency })}, ${t('flow.out')} ${moneyText({ amount: spending, currency })}`
  return (
    <Plot label={label} height={240} low={0} high={Math.max(1, ...rows.flatMap((row) => [row.in, row.out]))}>
      {(area) => {
        const slot = (area.right - area.left) / Math.max(1, rows.length)
        const bar = Math.max(3, Math.min(18, slot * 0.32))
        const every = Math.max(1, Math.ceil(34 / Math.max(1, slot)))
        return rows.map((row, index) => {
          const middle = area.left + slot * (index + 0.5)
          const tall = (value: number): number => area.bottom - area.y(value)
          return (
            <g key={row.month} class="bars">
              <title>{words(row)}</title>
              <rect class="hit" x={middle - slot / 2} y={area.top} width={slot} height={area.bottom - area.top} />
              <rect class="bar-in" x={middle - bar - 1} y={area.y(row.in)} width={bar} height={tall(row.in)} rx="2" />
              <rect class="bar-out" x={middle + 1} y={area.y(row.out)} width={bar} height={tall(row.out)} rx="2" />
              {(rows.length - 1 - index) % every === 0 && (
                <PlotLabel area={area} x={middle}>
                  {formatMonth(row.month, locale.value)}
                </PlotLabel>
              )}
            </g>
          )
        })
      }}
    </Plot>
  )
}

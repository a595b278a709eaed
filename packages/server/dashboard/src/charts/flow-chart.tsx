import { formatMonth } from '../format/dates.ts'
import { toPlotValue } from '../format/decimal.ts'
import { formatAxis, hiddenAmount } from '../format/money.ts'
import { locale, t } from '../i18n/i18n.ts'
import { areAmountsHidden } from '../shell/settings.ts'
import { moneyText } from '../ui/money.tsx'
import { linear, niceTicks } from './scale.ts'
import { useWidth } from './use-width.ts'

export interface MonthFlow {
  /** `2026-11` */
  readonly month: string
  readonly income: string
  /** Negative, as the API gives it. */
  readonly spending: string
}

const height = 220
const margin = { top: 12, right: 8, bottom: 26, left: 48 }

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
  const [ref, width] = useWidth<HTMLDivElement>()
  const rows = months.map(({ month, income, spending }) => ({
    month,
    income,
    spending,
    in: toPlotValue(income),
    out: Math.abs(toPlotValue(spending)),
  }))
  const ticks = niceTicks(0, Math.max(1, ...rows.flatMap((row) => [row.in, row.out])))
  const y = linear([0, ticks.at(-1) ?? 1], [height - margin.bottom, margin.top])
  const slot = (width - margin.left - margin.right) / Math.max(1, rows.length)
  const bar = Math.max(3, Math.min(18, slot * 0.32))
  const every = Math.max(1, Math.ceil(34 / Math.max(1, slot)))
  const isHidden = areAmountsHidden.value
  return (
    <div class="chart" ref={ref} style={{ height: `${height}px` }}>
      {width > 0 && (
        <svg role="img" aria-label={label} width={width} height={height}>
          {ticks.map((tick) => (
            <g key={tick}>
              <line class="grid" x1={margin.left} x2={width - margin.right} y1={y(tick)} y2={y(tick)} />
              <text class="axis" x={margin.left - 8} y={y(tick) + 4} text-anchor="end">
                {isHidden ? hiddenAmount.slice(0, 2) : formatAxis(tick, locale.value)}
              </text>
            </g>
          ))}
          {rows.map((row, index) => {
            const middle = margin.left + slot * (index + 0.5)
            return (
              <g key={row.month} class="bars">
                <title>
                  {`${formatMonth(row.month, locale.value, true)}: ${t('flow.in')} ${moneyText({ amount: row.income, currency })}, ${t('flow.out')} ${moneyText({ amount: row.spending, currency })}`}
                </title>
                <rect
                  class="hit"
                  x={middle - slot / 2}
                  y={margin.top}
                  width={slot}
                  height={height - margin.bottom - margin.top}
                />
                <rect class="bar-in" x={middle - bar - 1} y={y(row.in)} width={bar} height={y(0) - y(row.in)} rx="2" />
                <rect class="bar-out" x={middle + 1} y={y(row.out)} width={bar} height={y(0) - y(row.out)} rx="2" />
                {(rows.length - 1 - index) % every === 0 && (
                  <text class="axis" x={middle} y={height - 8} text-anchor="middle">
                    {formatMonth(row.month, locale.value)}
                  </text>
                )}
              </g>
            )
          })}
        </svg>
      )}
    </div>
  )
}

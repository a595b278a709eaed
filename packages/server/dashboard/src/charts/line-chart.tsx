import { useState } from 'preact/hooks'
import { formatDay } from '../format/dates.ts'
import { toPlotValue } from '../format/decimal.ts'
import { formatAxis, hiddenAmount } from '../format/money.ts'
import { locale } from '../i18n/i18n.ts'
import { areAmountsHidden } from '../shell/settings.ts'
import { moneyText } from '../ui/money.tsx'
import { linear, niceTicks } from './scale.ts'
import { useWidth } from './use-width.ts'

export interface DayPoint {
  readonly day: string
  readonly amount: string
}

const height = 200
const margin = { top: 12, right: 8, bottom: 26, left: 48 }

/** A balance over days, drawn as steps: between two entries it does not change. */
export const LineChart = ({
  label,
  points,
  currency,
}: {
  readonly label: string
  readonly points: readonly DayPoint[]
  readonly currency: string
}) => {
  const [ref, width] = useWidth<HTMLDivElement>()
  const [at, setAt] = useState<number | undefined>(undefined)
  const values = points.map(({ amount }) => toPlotValue(amount))
  const ticks = niceTicks(Math.min(0, ...values), Math.max(1, ...values))
  const x = linear([0, Math.max(1, points.length - 1)], [margin.left, width - margin.right])
  const y = linear([ticks[0] ?? 0, ticks.at(-1) ?? 1], [height - margin.bottom, margin.top])
  const line = points
    .map((_, index) => {
      const place = `${x(index).toFixed(1)} ${y(values[index] ?? 0).toFixed(1)}`
      return index === 0 ? `M${place}` : `H${x(index).toFixed(1)}V${y(values[index] ?? 0).toFixed(1)}`
    })
    .join('')
  const base = y(Math.max(ticks[0] ?? 0, 0)).toFixed(1)
  const isHidden = areAmountsHidden.value
  const labels = Math.max(2, Math.min(6, Math.floor(width / 110)))
  const marked = Array.from({ length: labels }, (_, index) => Math.round((index * (points.length - 1)) / (labels - 1)))
  const shown = at === undefined ? undefined : points[at]
  const move = (clientX: number, left: number): void => {
    const share = (clientX - left - margin.left) / Math.max(1, width - margin.left - margin.right)
    setAt(Math.max(0, Math.min(points.length - 1, Math.round(share * (points.length - 1)))))
  }
  return (
    <div class="chart" ref={ref} style={{ height: `${height}px` }}>
      {width > 0 && (
        <svg
          role="img"
          aria-label={label}
          width={width}
          height={height}
          onPointerMove={(event) => move(event.clientX, event.currentTarget.getBoundingClientRect().left)}
          onPointerLeave={() => setAt(undefined)}
        >
          {ticks.map((tick) => (
            <g key={tick}>
              <line class="grid" x1={margin.left} x2={width - margin.right} y1={y(tick)} y2={y(tick)} />
              <text class="axis" x={margin.left - 8} y={y(tick) + 4} text-anchor="end">
                {isHidden ? hiddenAmount.slice(0, 2) : formatAxis(tick, locale.value)}
              </text>
            </g>
          ))}
          {marked.map((index, place) => (
            <text
              key={`${index}-${place}`}
              class="axis"
              x={x(index)}
              y={height - 8}
              text-anchor={place === 0 ? 'start' : place === marked.length - 1 ? 'end' : 'middle'}
            >
              {formatDay(points[index]?.day ?? '1970-01-01', locale.value)}
            </text>
          ))}
          <path class="area" d={`${line}V${base}H${x(0).toFixed(1)}Z`} />
          <path class="line" d={line} />
          {at !== undefined && (
            <g>
              <line class="cursor" x1={x(at)} x2={x(at)} y1={margin.top} y2={height - margin.bottom} />
              <circle class="dot" cx={x(at)} cy={y(values[at] ?? 0)} r="4" />
            </g>
          )}
        </svg>
      )}
      {shown !== undefined && at !== undefined && (
        <output class="chart-tip" style={{ left: `${Math.min(Math.max(x(at), 70), width - 70)}px` }}>
          <span>{formatDay(shown.day, locale.value, 'table')}</span>
          <strong>{moneyText({ amount: shown.amount, currency })}</strong>
        </output>
      )}
    </div>
  )
}

import { useState } from 'preact/hooks'
import { formatDay } from '../format/dates.ts'
import { toPlotValue } from '../format/decimal.ts'
import { locale } from '../i18n/i18n.ts'
import { moneyText } from '../ui/money.tsx'
import { Plot, type PlotArea, PlotLabel } from './plot.tsx'
import { linear } from './scale.ts'

export interface DayPoint {
  readonly day: string
  readonly amount: string
}

/** Which points have their day below: the first, the last, and a few at even steps between. */
const markedOf = (count: number, width: number): readonly number[] => {
  const labels = Math.min(count, Math.max(2, Math.min(6, Math.floor(width / 110))))
  if (labels < 2) return count === 0 ? [] : [0]
  return Array.from({ length: labels }, (_, index) => Math.round((index * (count - 1)) / (labels - 1)))
}

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
  const [at, setAt] = useState<number | undefined>(undefined)
  const values = points.map(({ amount }) => toPlotValue(amount))
  const last = points.length - 1
  const xOf = ({ left, right }: PlotArea) => linear([0, Math.max(1, last)], [left, right])
  const shown = at === undefined ? undefined : points[at]
  return (
    <Plot
      label={label}
      height={220}
      low={Math.min(0, ...values)}
      high={Math.max(1, ...values)}
      onMove={(place, { left, right }) => {
        const share = ((place ?? 0) - left) / Math.max(1, right - left)
        setAt(place === undefined ? undefined : Math.max(0, Math.min(last, Math.round(share * last))))
      }}
      tip={(area) =>
        shown !== undefined &&
        at !== undefined && (
          <output class="chart-tip" style={{ left: `${Math.min(Math.max(xOf(area)(at), 70), area.width - 70)}px` }}>
            <span>{formatDay(shown.day, locale.value, 'table')}</span>
            <strong>{moneyText({ amount: shown.amount, currency })}</strong>
          </output>
        )
      }
    >
      {(area) => {
        const x = xOf(area)
        const places = values.map((value, index) => [x(index).toFixed(1), area.y(value).toFixed(1)] as const)
        const line = places.map(([left, top], index) => (index === 0 ? `M${left} ${top}` : `H${left}V${top}`)).join('')
        const base = area.y(Math.max(area.range[0], 0)).toFixed(1)
        const marked = markedOf(points.length, area.width)
        return (
          <>
            {marked.map((index, place) => (
              <PlotLabel
                key={index}
                area={area}
                x={x(index)}
                anchor={place === 0 ? 'start' : place === marked.length - 1 ? 'end' : 'middle'}
              >
                {formatDay(points[index]?.day ?? '', locale.value)}
              </PlotLabel>
            ))}
            {line !== '' && <path class="area" d={`${line}V${base}H${x(0).toFixed(1)}Z`} />}
            <path class="line" d={line} />
            {at !== undefined && (
              <g>
                <line class="cursor" x1={x(at)} x2={x(at)} y1={area.top} y2={area.bottom} />
                <circle class="dot" cx={x(at)} cy={area.y(values[at] ?? 0)} r="4" />
              </g>
            )}
          </>
        )
      }}
    </Plot>
  )
}

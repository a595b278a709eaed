import type { ComponentChildren, TargetedPointerEvent } from 'preact'
import { formatAxis, hiddenAmount } from '../format/money.ts'
import { locale } from '../i18n/i18n.ts'
import { areAmountsHidden } from '../shell/settings.ts'
import { linear, niceTicks } from './scale.ts'
import { useWidth } from './use-width.ts'

const margin = { top: 12, right: 8, bottom: 26, left: 48 }

/** Where values stand in a plot, in pixels. */
export interface PlotArea {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
  readonly width: number
  /** Lowest and highest value of the axis. */
  readonly range: readonly [number, number]
  y(value: number): number
}

/** The frame of a plot: its measured width, the lines of its values and their texts, and how to label a place below. */
export const Plot = ({
  label,
  height,
  low,
  high,
  children,
  tip,
  onMove,
}: {
  readonly label: string
  readonly height: number
  readonly low: number
  readonly high: number
  readonly children: (area: PlotArea) => ComponentChildren
  /** What stands above the drawing. */
  readonly tip?: (area: PlotArea) => ComponentChildren
  /** The pointer’s place from the left of the plot; nothing when it is gone. */
  readonly onMove?: (place: number | undefined, area: PlotArea) => void
}) => {
  const [ref, width] = useWidth<HTMLDivElement>()
  const ticks = niceTicks(low, high)
  const range = [ticks[0] ?? 0, ticks.at(-1) ?? 1] as const
  const bottom = height - margin.bottom
  const y = linear(range, [bottom, margin.top])
  const area: PlotArea = { left: margin.left, right: width - margin.right, top: margin.top, bottom, width, range, y }
  const move = ({ clientX, currentTarget }: TargetedPointerEvent<SVGSVGElement>): void =>
    onMove?.(clientX - currentTarget.getBoundingClientRect().left, area)
  return (
    <div class="chart" ref={ref} style={{ height: `${height}px` }}>
      {width > 0 && (
        <svg
          role="img"
          aria-label={label}
          width={width}
          height={height}
          onPointerMove={move}
          onPointerLeave={() => onMove?.(undefined, area)}
        >
          {ticks.map((tick) => (
            <g key={tick}>
              <line
                class={tick === 0 ? 'grid zero' : 'grid'}
                x1={area.left}
                x2={area.right}
                y1={y(tick)}
                y2={y(tick)}
              />
              <text class="axis" x={area.left - 8} y={y(tick) + 4} text-anchor="end">
                {areAmountsHidden.value ? hiddenAmount.slice(0, 2) : formatAxis(tick, locale.value)}
              </text>
            </g>
          ))}
          {children(area)}
        </svg>
      )}
      {width > 0 && tip?.(area)}
    </div>
  )
}

/** A word below the plot. */
export const PlotLabel = ({
  area,
  x,
  anchor = 'middle',
  children,
}: {
  readonly area: PlotArea
  readonly x: number
  readonly anchor?: 'start' | 'middle' | 'end'
  readonly children: string
}) => (
  <text class="axis" x={x} y={area.bottom + 18} text-anchor={anchor}>
    {children}
  </text>
)

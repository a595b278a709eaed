/** Counters in the text format of Prometheus. Labels are routes and words of ours, never ids or values of callers. */
export interface Metrics {
  count(name: string, labels: Readonly<Record<string, string>>, by?: number): void
  observe(name: string, labels: Readonly<Record<string, string>>, seconds: number): void
  gauge(name: string, help: string, read: () => number): void
  render(): string
}

const bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const

const help: Readonly<Record<string, string>> = {
  nostro_http_requests_total: 'Answers of the API by route, method and status.',
  nostro_http_request_seconds: 'Time to the head of the answer.',
}

interface Histogram {
  readonly buckets: number[]
  sum: number
  count: number
}

const labelText = (labels: Readonly<Record<string, string>>): string =>
  Object.entries(labels)
    .map(
      ([name, value]) => `${name}="${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`,
    )
    .join(',')

export const createMetrics = (): Metrics => {
  const counters = new Map<string, Map<string, number>>()
  const histograms = new Map<string, Map<string, Histogram>>()
  const gauges = new Map<string, { readonly help: string; readonly read: () => number }>()

  const seriesOf = <T>(all: Map<string, Map<string, T>>, name: string): Map<string, T> => {
    const known = all.get(name) ?? new Map<string, T>()
    all.set(name, known)
    return known
  }

  return {
    count: (name, labels, by = 1) => {
      const series = seriesOf(counters, name)
      const key = labelText(labels)
      series.set(key, (series.get(key) ?? 0) + by)
    },
    observe: (name, labels, seconds) => {
      const series = seriesOf(histograms, name)
      const key = labelText(labels)
      const histogram = series.get(key) ?? { buckets: bounds.map(() => 0), sum: 0, count: 0 }
      for (const [index, bound] of bounds.entries())
        if (seconds <= bound) histogram.buckets[index] = (histogram.buckets[index] ?? 0) + 1
      histogram.sum += seconds
      histogram.count += 1
      series.set(key, histogram)
    },
    gauge: (name, text, read) => {
      gauges.set(name, { help: text, read })
    },
    render: () => {
      const lines: string[] = []
      const head = (name: string, text: string, type: string): void => {
        lines.push(`# HELP ${name} ${text}`, `# TYPE ${name} ${type}`)
      }
      for (const [name, series] of counters) {
        head(name, help[name] ?? name, 'counter')
        for (const [labels, value] of series) lines.push(`${name}{${labels}} ${value}`)
      }
      for (const [name, series] of histograms) {
        head(name, help[name] ?? name, 'histogram')
        for (const [labels, { buckets, sum, count }] of series) {
          for (const [index, bound] of bounds.entries())
            lines.push(`${name}_bucket{${labels},le="${bound}"} ${buckets[index] ?? 0}`)
          lines.push(`${name}_bucket{${labels},le="+Inf"} ${count}`)
          lines.push(`${name}_sum{${labels}} ${sum}`, `${name}_count{${labels}} ${count}`)
        }
      }
      for (const [name, { help: text, read }] of gauges) {
        head(name, text, 'gauge')
        lines.push(`${name} ${read()}`)
      }
      return `${lines.join('\n')}\n`
    },
  }
}

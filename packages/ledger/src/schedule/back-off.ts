const minute = 60_000

/** After failures in a row: 1, 5, 30 minutes, 2 hours, then 6. The next planned read is always let through (section 5.2). */
const steps = [minute, 5 * minute, 30 * minute, 120 * minute, 360 * minute] as const

export const backOffMs = (failures: number): number =>
  failures <= 0 ? 0 : (steps[Math.min(failures, steps.length) - 1] ?? 360 * minute)

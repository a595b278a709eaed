import { beforeAll } from 'vitest'

const dayMs = 86_400_000
const name = 'TEST_SHIFT_MS'
const midnight = process.env['TEST_MIDNIGHT'] ?? '24:00'

/** The midnight that was asked for: of a given day, or the one nearest to the machine's time. */
const midnightFrom = (now: number): number => {
  if (midnight.includes('T')) return Date.parse(`${midnight}:00Z`)
  const timeOfDay = Date.parse(`1970-01-01T${midnight}:00Z`)
  return Math.round((now - timeOfDay) / dayMs) * dayMs + timeOfDay
}

/** Moves `Date` of this process, and of those that it will start. */
const moveBefore = (ms: number): void => {
  const real = Date.now() - Number(process.env[name] ?? 0)
  process.env[name] = String(midnightFrom(real) - ms - real)
}

// While the file is read it is a minute before midnight, and a second before it when its first hook runs.
moveBefore(60_000)
beforeAll(() => moveBefore(1_000))

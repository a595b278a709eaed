import { beforeAll } from 'vitest'

const dayMs = 86_400_000
const halfMs = dayMs / 2
const name = 'NOSTRO_TEST_SHIFT_MS'

/** Moves `Date` of this process, and of those that it will start, to the nearest such time of a day. */
const moveTo = (timeOfDayMs: number): void => {
  const real = Date.now() - Number(process.env[name] ?? 0)
  const ahead = (((timeOfDayMs - real) % dayMs) + dayMs) % dayMs
  process.env[name] = String(ahead > halfMs ? ahead - dayMs : ahead)
}

const midnight = Date.parse(`1970-01-01T${process.env['NOSTRO_TEST_MIDNIGHT'] ?? '24:00'}:00Z`)

// While the file is read it is a minute before midnight, and a second before it when its first hook runs.
moveTo(midnight - 60_000)
beforeAll(() => moveTo(midnight - 1_000))

const dayMs = 86_400_000

/**
 * The next moment at which it is that time in UTC, as epoch milliseconds. A simulated clock that starts there shows a test the
 * same thing at whatever hour it runs, and certificates, which TLS judges by the machine's clock, hold.
 *
 * @example
 * const simulators = await startSimulators({ now: nextTimeOfDay('14:00') })
 */
export const nextTimeOfDay = (time: `${number}:${number}`): number => {
  const offset = Date.parse(`1970-01-01T${time}:00Z`)
  return Math.ceil((Date.now() - offset) / dayMs) * dayMs + offset
}

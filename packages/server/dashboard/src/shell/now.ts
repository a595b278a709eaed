import { signal } from '@preact/signals'

/** The time of day for texts such as “5 minutes ago”; it moves each half minute. */
export const now = signal(Date.now())

setInterval(() => {
  now.value = Date.now()
}, 30_000)

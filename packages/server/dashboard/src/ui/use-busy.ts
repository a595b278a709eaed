import { useState } from 'preact/hooks'
import { attempt } from './toast.tsx'

/** Work behind a button: whether it runs, and how to begin it. A failure is said. */
export const useBusy = (): readonly [boolean, (work: () => Promise<unknown>) => Promise<boolean>] => {
  const [isBusy, setBusy] = useState(false)
  const run = async (work: () => Promise<unknown>): Promise<boolean> => {
    setBusy(true)
    try {
      return await attempt(work)
    } finally {
      setBusy(false)
    }
  }
  return [isBusy, run]
}

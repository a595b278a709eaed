import { type ReadonlySignal, signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { type ApiProblem, asProblem } from './problem.ts'

export interface ResourceState<T> {
  readonly data?: T | undefined
  readonly problem?: ApiProblem | undefined
  readonly isLoading: boolean
}

/** What the server holds under a key, kept while somebody looks at it. */
export interface Resource<T> {
  readonly state: ReadonlySignal<ResourceState<T>>
  /** Reads again; what is shown stays until the answer is there. */
  reload(): Promise<void>
}

interface Entry extends Resource<unknown> {
  readonly tags: readonly string[]
  users: number
  stale: boolean
}

const entries = new Map<string, Entry>()
const maxKept = 60

const create = (key: string, tags: readonly string[], load: () => Promise<unknown>): Entry => {
  const state = signal<ResourceState<unknown>>({ isLoading: true })
  let [running, again]: [Promise<void> | undefined, boolean] = [undefined, false]
  const run = async (): Promise<void> => {
    do {
      again = false
      state.value = { ...state.value, isLoading: true }
      try {
        state.value = { data: await load(), isLoading: false }
      } catch (error) {
        state.value = { data: state.value.data, problem: asProblem(error), isLoading: false }
      }
    } while (again)
  }
  const entry: Entry = {
    state,
    tags,
    users: 0,
    stale: true,
    reload: () => {
      entry.stale = false
      if (running !== undefined) again = true
      running ??= run().finally(() => {
        running = undefined
      })
      return running
    },
  }
  entries.set(key, entry)
  for (const [old, { users }] of entries) if (entries.size > maxKept && users === 0 && old !== key) entries.delete(old)
  return entry
}

/**
 * Reads something of the API and shows it: the same key is read once, however many look at it, and again when one of its tags is
 * said to be out of date.
 *
 * @example
 * const { state } = useResource(['accounts'], 'accounts', () => dataOf(api.GET('/v1/accounts')))
 */
export const useResource = <T>(tags: readonly string[], key: string, load: () => Promise<T>): Resource<T> => {
  const entry = entries.get(key) ?? create(key, tags, load)
  useEffect(() => {
    entry.users += 1
    if (entry.stale) void entry.reload()
    return () => {
      entry.users -= 1
    }
  }, [entry])
  return entry as Resource<T>
}

/** What carries one of these tags is read again: now where it is shown, else when it is shown next. */
export const invalidate = (...tags: readonly string[]): void => {
  for (const entry of entries.values()) {
    if (!entry.tags.some((tag) => tags.includes(tag))) continue
    if (entry.users > 0) void entry.reload()
    else entry.stale = true
  }
}

/** Forgets everything: another person may sign in next. */
export const clearResources = (): void => entries.clear()

import { signal } from '@preact/signals'
import type { ApiProblem } from '../api/problem.ts'
import { asProblem } from '../api/problem.ts'
import { t } from '../i18n/i18n.ts'
import { IconButton } from './button.tsx'
import { ProblemNote } from './loaded.tsx'

interface Toast {
  readonly id: number
  readonly text?: string
  readonly problem?: ApiProblem
}

const toasts = signal<readonly Toast[]>([])
let next = 1
const shownMs = 6000

const remove = (id: number): void => {
  toasts.value = toasts.value.filter((toast) => toast.id !== id)
}

/** Says for a moment that something is done. */
export const say = (text: string): void => {
  const id = next++
  toasts.value = [...toasts.value.slice(-2), { id, text }]
  setTimeout(() => remove(id), shownMs)
}

/** Says what failed, until the reader closes it. */
export const sayProblem = (error: unknown): void => {
  toasts.value = [...toasts.value.slice(-2), { id: next++, problem: asProblem(error) }]
}

/** Runs what a button begins: a failure is said, never lost. */
export const attempt = async (work: () => Promise<unknown>): Promise<boolean> => {
  try {
    await work()
    return true
  } catch (error) {
    sayProblem(error)
    return false
  }
}

export const Toasts = () => (
  <div class="toasts" role="status" aria-live="polite">
    {toasts.value.map(({ id, text, problem }) => (
      <div key={id} class="toast">
        {problem === undefined ? <p>{text}</p> : <ProblemNote problem={problem} />}
        <IconButton icon="close" label={t('close')} onClick={() => remove(id)} />
      </div>
    ))}
  </div>
)

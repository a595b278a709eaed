import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'

/** A part of a page under its own heading. */
export const Panel = ({
  title,
  note,
  actions,
  children,
  isBare = false,
}: {
  readonly title: string
  readonly note?: ComponentChildren
  readonly actions?: ComponentChildren
  readonly children: ComponentChildren
  /** Without a surface of its own: what it holds are surfaces. */
  readonly isBare?: boolean
}) => {
  const id = useId()
  return (
    <section class={isBare ? 'panel panel-bare' : 'panel'} aria-labelledby={id}>
      <header class="panel-head">
        <div>
          <h2 id={id}>{title}</h2>
          {note !== undefined && <p class="note">{note}</p>}
        </div>
        {actions !== undefined && <div class="panel-actions">{actions}</div>}
      </header>
      {children}
    </section>
  )
}

export const PageHead = ({
  title,
  note,
  actions,
}: {
  readonly title: string
  readonly note?: ComponentChildren
  readonly actions?: ComponentChildren
}) => (
  <header class="page-head">
    <div>
      <h1 tabIndex={-1}>{title}</h1>
      {note !== undefined && note !== false && <p class="note">{note}</p>}
    </div>
    {actions !== undefined && actions !== false && <div class="page-actions">{actions}</div>}
  </header>
)

export type Tone = 'neutral' | 'good' | 'warn' | 'bad' | 'accent'

export const Badge = ({
  tone = 'neutral',
  children,
}: {
  readonly tone?: Tone
  readonly children: ComponentChildren
}) => <span class={`badge badge-${tone}`}>{children}</span>

/** Nothing here yet: why, and the next step. */
export const Empty = ({
  title,
  text,
  action,
}: {
  readonly title: string
  readonly text: ComponentChildren
  readonly action?: ComponentChildren
}) => (
  <div class="empty">
    <p class="empty-title">{title}</p>
    <p>{text}</p>
    {action !== undefined && action !== false && <div class="empty-action">{action}</div>}
  </div>
)

import type { ComponentChildren } from 'preact'
import type { ApiProblem } from '../api/problem.ts'
import type { Resource } from '../api/resource.ts'
import { t, tWord } from '../i18n/i18n.ts'
import { Button, ButtonLink } from './button.tsx'
import { Icon } from './icon.tsx'
import { Empty } from './panel.tsx'

/** Grey lines of the height that the content will have: nothing moves when it comes. */
export const Skeleton = ({ rows = 3, height = 48 }: { readonly rows?: number; readonly height?: number }) => (
  <div class="skeleton" aria-hidden="true">
    {Array.from({ length: rows }, (_, row) => (
      <span key={row} style={{ height: `${height}px` }} />
    ))}
  </div>
)

/** What went wrong in the server's words, with the bank's own, and what to do. */
export const ProblemNote = ({
  problem,
  onRetry,
}: {
  readonly problem: ApiProblem
  readonly onRetry?: (() => void) | undefined
}) => (
  <div class="notice notice-bad" role="alert">
    <Icon name="alert" />
    <div>
      <p class="notice-title">{problem.status === 0 ? t('problem.unreachable') : problem.message}</p>
      {problem.bankMessages.map((words) => (
        <p key={words}>
          {t('problem.bank')}: <q>{words}</q>
        </p>
      ))}
      {problem.hint !== undefined && <p>{problem.hint}</p>}
      <p class="notice-foot">
        {tWord('error', problem.code)}
        {problem.requestId !== undefined && <code>{problem.requestId}</code>}
      </p>
      {onRetry !== undefined && (
        <Button isSmall icon="refresh" onClick={onRetry}>
          {t('retry')}
        </Button>
      )}
    </div>
  </div>
)

/** What was asked for does not exist: to try again would not help. */
const Gone = () => (
  <Empty
    title={t('problem.gone')}
    text={t('notFound.text')}
    action={
      <ButtonLink href="/" kind="primary">
        {t('nav.overview')}
      </ButtonLink>
    }
  />
)

/** Shows a resource: grey lines at first, then its data; a failed read beside what was there before. */
export const Loaded = <T,>({
  resource,
  children,
  rows = 3,
  height = 48,
  waiting = <Skeleton rows={rows} height={height} />,
}: {
  readonly resource: Resource<T>
  readonly children: (data: T) => ComponentChildren
  readonly rows?: number
  readonly height?: number
  /** What stands there until then, where lines below each other are not of its shape. */
  readonly waiting?: ComponentChildren
}) => {
  const { data, problem } = resource.state.value
  if (data === undefined && problem?.status === 404) return <Gone />
  return (
    <>
      {problem !== undefined && <ProblemNote problem={problem} onRetry={() => void resource.reload()} />}
      {data !== undefined ? children(data) : problem === undefined && waiting}
      {data === undefined && problem === undefined && (
        <p class="visually-hidden" role="status">
          {t('loading')}
        </p>
      )}
    </>
  )
}

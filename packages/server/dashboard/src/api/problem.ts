/** A refusal of the API (`application/problem+json`), or a request that never arrived. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem'
  readonly status: number
  readonly code: string
  /** What the reader can do next. */
  readonly hint: string | undefined
  readonly requestId: string | undefined
  /** The bank's own words, where it was the bank that refused. */
  readonly bankMessages: readonly string[]
  readonly action: { readonly kind: string; readonly href: string } | undefined

  constructor(init: {
    readonly status: number
    readonly code: string
    readonly detail: string
    readonly hint?: string | undefined
    readonly requestId?: string | undefined
    readonly bankMessages?: readonly string[] | undefined
    readonly action?: { readonly kind: string; readonly href: string } | undefined
  }) {
    super(init.detail)
    this.status = init.status
    this.code = init.code
    this.hint = init.hint
    this.requestId = init.requestId
    this.bankMessages = init.bankMessages ?? []
    this.action = init.action
  }
}

/** Reads an answer that is no success; never throws. */
export const toProblem = async (response: Response): Promise<ApiProblem> => {
  const body: unknown = await response.json().catch(() => undefined)
  const read = (name: string): unknown =>
    typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[name] : undefined
  const text = (name: string): string | undefined => {
    const value = read(name)
    return typeof value === 'string' ? value : undefined
  }
  const messages = read('bankMessages')
  return new ApiProblem({
    status: response.status,
    code: text('code') ?? 'internal',
    detail: text('detail') ?? `The server answered ${response.status}.`,
    hint: text('hint'),
    requestId: text('requestId'),
    bankMessages: Array.isArray(messages)
      ? (messages as { text?: string }[]).flatMap(({ text: words }) => words ?? [])
      : undefined,
    action: read('action') as ApiProblem['action'],
  })
}

/** What a catch clause holds, as a problem that can be shown. */
export const asProblem = (error: unknown): ApiProblem =>
  error instanceof ApiProblem
    ? error
    : new ApiProblem({ status: 0, code: 'unreachable', detail: error instanceof Error ? error.message : String(error) })

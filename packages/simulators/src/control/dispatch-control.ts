import type { ControlAnswer, ControlRoute } from '../http/bank-handler.ts'

/** A request to the control address, free of HTTP's details. */
export interface ControlRequest {
  readonly method: string
  readonly path: string
  readonly query?: URLSearchParams
  readonly body?: Readonly<Record<string, unknown>>
}

export const controlError = (status: number, error: string): ControlAnswer => ({ status, body: { error } })

/** Finds the route and runs it; 404 for an unknown path, 405 for a known one with another method. */
export const dispatchControl = async (
  routes: readonly ControlRoute[],
  request: ControlRequest,
): Promise<ControlAnswer> => {
  const onPath = routes.filter(({ pattern }) => pattern.test(request.path))
  if (onPath.length === 0) return controlError(404, `There is no ${request.path} here.`)
  const route = onPath.find(({ method }) => method === request.method)
  if (route === undefined) {
    const methods = [...new Set(onPath.map(({ method }) => method))].join(', ')
    return controlError(405, `${request.path} takes ${methods}, not ${request.method}.`)
  }
  const params = (route.pattern.exec(request.path) ?? []).slice(1).map(decode)
  return await route.handle({ params, query: request.query ?? new URLSearchParams(), body: request.body ?? {} })
}

/** A group that matched nothing, or is no valid encoding, stays as it is. */
const decode = (group: string | undefined): string => {
  try {
    return decodeURIComponent(group ?? '')
  } catch {
    return group ?? ''
  }
}

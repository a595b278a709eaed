import { refusal } from './refusal.ts'
import type { Method, Route } from './route.ts'

export interface Match {
  readonly route: Route
  readonly params: ReadonlyMap<string, string>
}

export interface Router {
  /** Rows 2 and 3. `path` begins with `/v1/`; one trailing slash is let pass, as official scripts send it. */
  find(method: string, path: string): Match
}

interface Compiled {
  readonly route: Route
  readonly pattern: RegExp
  readonly names: readonly string[]
}

const compile = (route: Route): Compiled => {
  const names: string[] = []
  const source = route.path.replaceAll(/\{([a-z_]+)(:text)?\}/g, (_, name: string, free: string | undefined) => {
    names.push(name)
    return free === undefined ? '(\\d{1,15})' : '([^/]+)'
  })
  return { route, pattern: new RegExp(`^/v1/${source}/?$`), names }
}

export const createRouter = (routes: readonly Route[]): Router => {
  const byLength = new Map<number, Compiled[]>()
  for (const route of routes) {
    const length = route.path.split('/').length
    byLength.set(length, [...(byLength.get(length) ?? []), compile(route)])
  }
  return {
    find: (method, path) => {
      const length = path.replace(/\/$/, '').split('/').length - 2
      const here = (byLength.get(length) ?? []).filter(({ pattern }) => pattern.test(path))
      if (here.length === 0) throw refusal(2, 404, 'Route not found.', 'no such route', { received: path })
      const found = here.find(({ route }) => route.method === method)
      if (found === undefined) {
        const allowed: readonly Method[] = here.map(({ route }) => route.method)
        throw refusal(3, 405, 'Method not allowed for this endpoint.', 'the route knows other methods', {
          expected: allowed.join(', '),
          received: method,
        })
      }
      const groups = found.pattern.exec(path) ?? []
      return { route: found.route, params: new Map(found.names.map((name, index) => [name, groups[index + 1] ?? ''])) }
    },
  }
}

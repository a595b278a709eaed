import createClient, { type Middleware } from 'openapi-fetch'
import type { components, paths } from './api-types.ts'
import { ApiProblem, toProblem } from './problem.ts'

export type Schemas = components['schemas']

let whenSignedOut = (): void => undefined

/** Called when an answer says that nobody is signed in (any more). */
export const onSignedOut = (listener: () => void): void => {
  whenSignedOut = listener
}

/** Every answer that is no success becomes an `ApiProblem`, so that pages read `data` alone. */
const refusals: Middleware = {
  onRequest: ({ request }) => {
    // Requests that change something prove by this header that they come from a page of this server.
    request.headers.set('Nostro-Request', '1')
    return request
  },
  onResponse: async ({ response, schemaPath }) => {
    if (response.ok) return
    if (response.status === 401 && !schemaPath.startsWith('/auth/')) whenSignedOut()
    throw await toProblem(response)
  },
  onError: () =>
    new ApiProblem({ status: 0, code: 'unreachable', detail: 'The server cannot be reached. Is it still running?' }),
}

/** The public API, typed by its own document. */
export const api = createClient<paths>({ baseUrl: '/', credentials: 'same-origin' })
api.use(refusals)

/** The data of an answer that succeeded. */
export const dataOf = async <T>(answer: Promise<{ readonly data?: T | undefined }>): Promise<T> => {
  const { data } = await answer
  if (data === undefined) throw new ApiProblem({ status: 0, code: 'internal', detail: 'The answer was empty.' })
  return data
}

/** Calls a route of the control address; throws with the route's own words when it refuses. */
export type ControlCall = (
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  body?: Readonly<Record<string, unknown>>,
) => Promise<unknown>

/**
 * One call whose answer has the type that the route gives. The routes are this package's own, and its tests hold the
 * types against their answers.
 */
export const typed = async <T>(answer: Promise<unknown>): Promise<T> => (await answer) as T

/** The members of `{"items": […]}`. */
export const itemsOf = async <T>(answer: Promise<unknown>): Promise<readonly T[]> =>
  (await typed<{ readonly items: readonly T[] }>(answer)).items

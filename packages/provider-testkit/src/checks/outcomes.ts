import { NostroError, type NostroErrorCode } from '@nostro/core'
import { CheckFailure } from './check.ts'

/** @returns What a call threw. @throws CheckFailure when it succeeded */
export const thrownBy = async (what: string, work: () => unknown): Promise<unknown> => {
  try {
    await work()
  } catch (error) {
    return error
  }
  throw new CheckFailure(`${what} was accepted.`)
}

/**
 * The refusal of a call. @throws CheckFailure when it succeeded, threw no NostroError, or has another code
 *
 * @example
 * await refusal('A page size of 0', ['invalid_request'], () => read({ pageSize: 0 }))
 */
export const refusal = async (
  what: string,
  codes: readonly NostroErrorCode[],
  work: () => unknown,
): Promise<NostroError> => {
  const error = await thrownBy(what, work)
  if (!NostroError.isInstance(error)) {
    throw new CheckFailure(`${what} ended with ${nameOf(error)} instead of a NostroError.`)
  }
  if (codes.includes(error.code)) return error
  throw new CheckFailure(`${what} ended as ${error.code} instead of ${codes.join(' or ')}: ${error.message}`)
}

const nameOf = (error: unknown): string => (error instanceof Error ? `${error.name}: ${error.message}` : typeof error)

/** A value as it is after a store or a queue. */
export const throughJson = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T

/** Reads a listing whole, or as many pages as wanted. */
export const readPages = async <T>(pages: AsyncIterable<T>, most = 50): Promise<T[]> => {
  const read: T[] = []
  for await (const page of pages) {
    read.push(page)
    if (read.length >= most) break
  }
  return read
}

/** Ends with `undefined` when the work does not end in time: for calls that must not hang. */
export const within = async <T>(ms: number, work: Promise<T>): Promise<T | undefined> => {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms)
  })
  try {
    return await Promise.race([work, limit])
  } finally {
    clearTimeout(timer)
  }
}

import { NostroError } from '../errors/nostro-error.ts'

const shape = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/

/** Is the id harmless as a file name on every system? */
export const isRecordId = (id: unknown): id is string => typeof id === 'string' && shape.test(id)

/**
 * The id itself: letters, digits, `-` and `_`, at most 100, starting with a letter or digit.
 * @throws NostroError `invalid_request`
 *
 * @example
 * assertRecordId('ing-4de5aa5f', 'session')
 */
export const assertRecordId = (id: string, noun: string): string => {
  if (isRecordId(id)) return id
  throw new NostroError({
    code: 'invalid_request',
    message: `The id of the ${noun} has a shape that stores do not take.`,
    hint: 'Use 1 to 100 letters, digits, “-” and “_”, starting with a letter or digit.',
  })
}

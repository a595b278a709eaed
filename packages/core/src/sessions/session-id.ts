import { NostroError } from '../errors/nostro-error.ts'

/**
 * The id itself, once it is known to be harmless as a file name on every system: letters, digits, `-` and `_`, at most
 * 100, starting with a letter or digit.
 * @throws NostroError `invalid_request`
 */
export const assertSessionId = (id: string): string => {
  if (/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/.test(id)) return id
  throw new NostroError({
    code: 'invalid_request',
    message: 'The session’s id has a shape that stores do not take.',
    hint: 'Use 1 to 100 letters, digits, “-” and “_”, starting with a letter or digit.',
  })
}

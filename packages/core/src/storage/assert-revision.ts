import { NostroError } from '../errors/nostro-error.ts'

/**
 * Compare-and-swap is only as good as the numbers: each write must raise the revision by one.
 * @throws NostroError `invalid_request`
 */
export const assertNextRevision = (noun: string, revision: number, expected: number | undefined): void => {
  const next = (expected ?? 0) + 1
  if (revision === next) return
  throw new NostroError({
    code: 'invalid_request',
    message: `The revision of the ${noun} is ${revision}; the next one is ${next}.`,
    hint: 'Raise `revision` by one with each write; it is 1 when the record is created.',
  })
}

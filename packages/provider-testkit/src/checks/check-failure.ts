/** A law that does not hold, in words. Anything else that a check throws is reported as a crash. */
export class CheckFailure extends Error {
  override readonly name = 'CheckFailure'
}

/** @throws CheckFailure unless the condition holds */
export function verify(condition: boolean, message: string): asserts condition {
  if (!condition) throw new CheckFailure(message)
}

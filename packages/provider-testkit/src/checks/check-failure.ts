/** A law that does not hold, in words. Anything else that a check throws is reported as a crash. */
export class CheckFailure extends Error {
  override readonly name = 'CheckFailure'
}

/** What the check needs does not come up at this bank: it is not provable here, for this reason. */
export class NotProvableHere extends Error {
  override readonly name = 'NotProvableHere'
}

/** @throws CheckFailure unless the condition holds */
export function verify(condition: boolean, message: string): asserts condition {
  if (!condition) throw new CheckFailure(message)
}

/**
 * The simulators could not be set up as asked: a folder that is not theirs, a certificate that is none. `message` says
 * what is wrong, `hint` what to do about it.
 */
export class SimulatorsError extends Error {
  override readonly name = 'SimulatorsError'
  readonly hint: string

  constructor(message: string, hint: string) {
    super(message)
    this.hint = hint
  }
}

/** One rule that every store of a kind keeps. It fails by throwing, so that any test runner can run it. */
export interface StoreCase<S> {
  readonly name: string
  /**
   * `open` gives a handle on the same data each time; there is nothing in it when the case begins. A store in memory gives
   * itself each time. The caller closes what was opened.
   */
  run(open: () => S | Promise<S>): Promise<void>
}

/**
 * Adds what `await using` needs to something that can be closed.
 *
 * @example
 * await using bank = disposable({ close: async () => transport.close() })
 */
export const disposable = <T extends { close(): Promise<void> }>(value: T): T & AsyncDisposable =>
  Object.assign(value, { [Symbol.asyncDispose]: (): Promise<void> => value.close() })

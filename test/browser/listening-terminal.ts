import { createFakeTerminal, type FakeTerminal } from '../../packages/cli-demo/test/fake-terminal.ts'

export interface ListeningTerminal extends FakeTerminal {
  /**
   * Waits until a command has written something.
   * @param ended - the command: when it ends first, what it wrote is the error
   * @returns what was found
   */
  said(pattern: RegExp, ended: Promise<unknown>): Promise<RegExpExecArray>
}

/** A terminal whose texts are waited for as they come: no loop asks for them meanwhile. */
export const createListeningTerminal = (parts?: Parameters<typeof createFakeTerminal>[0]): ListeningTerminal => {
  const terminal = createFakeTerminal(parts)
  const listeners = new Set<() => void>()
  const telling =
    (write: (text: string) => void) =>
    (text: string): void => {
      write(text)
      for (const listener of listeners) listener()
    }
  const find = (pattern: RegExp) => pattern.exec(terminal.stdout()) ?? pattern.exec(terminal.stderr())
  return {
    ...terminal,
    out: telling(terminal.out),
    err: telling(terminal.err),
    progress: telling(terminal.progress),
    write: telling(terminal.write),
    said: (pattern, ended) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = find(pattern)
          if (found === null) return
          listeners.delete(look)
          resolve(found)
        }
        listeners.add(look)
        look()
        const giveUp = (): void => reject(new Error(`The command ended early. ${terminal.stderr()}`))
        ended.then(giveUp, giveUp)
      }),
  }
}

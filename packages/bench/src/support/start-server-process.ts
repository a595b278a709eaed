import { fork } from 'node:child_process'
import { once } from 'node:events'

/** The API over a new ledger in this file, or node:http with one answer to everything. */
export type ServerTask = { readonly file: string } | { readonly body: string }

export interface ServerReady {
  readonly url: string
  /** Of the API; the first one is for requests, the others for streams of events. */
  readonly tokens: readonly string[]
}

export interface ServerProcess extends ServerReady {
  stop(): Promise<void>
}

/** Each side serves from a process of its own, so that neither waits for the clients. */
export const startServerProcess = async (task: ServerTask): Promise<ServerProcess> => {
  const child = fork(new URL('./server-process.js', import.meta.url), { stdio: 'inherit' })
  child.send(task)
  const [ready] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => {
      throw new Error('The server’s process ended before it listened.')
    }),
  ])) as [ServerReady]
  return {
    ...ready,
    stop: async () => {
      child.disconnect()
      if (child.exitCode === null) await once(child, 'exit')
    },
  }
}

import type { AddressInfo, Server, Socket } from 'node:net'

/** A server's life on 127.0.0.1. */
export interface Loopback {
  /** Listens on a free port; gives the address without a slash at its end. */
  listen(): Promise<string>
  /** Breaks off whatever is open. Idempotent. */
  stop(): Promise<void>
}

export const onLoopback = (server: Server, scheme: 'http' | 'https'): Loopback => {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  let stopped: Promise<void> | undefined
  return {
    listen: () =>
      new Promise((resolve, reject) => {
        server.once('error', reject)
        server.listen({ host: '127.0.0.1', port: 0 }, () => {
          server.off('error', reject)
          resolve(`${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`)
        })
      }),
    stop: () => {
      stopped ??= new Promise((resolve) => {
        if (server.listening) server.close(() => resolve())
        else resolve()
        for (const socket of sockets) socket.destroy()
      })
      return stopped
    },
  }
}

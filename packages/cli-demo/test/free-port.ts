import { createServer } from 'node:net'

let nextPort = process.pid * 31

/** Below the ports that the system gives to programs that ask for any: none takes it between this look and its use. */
export const freePort = async (): Promise<number> => {
  for (let tries = 0; tries < 200; tries += 1) {
    nextPort += 1
    const port = 20_000 + (nextPort % 12_000)
    const isFree = await new Promise<boolean>((resolve) => {
      const probe = createServer().once('error', () => resolve(false))
      probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
    })
    if (isFree) return port
  }
  throw new Error('No port is free.')
}

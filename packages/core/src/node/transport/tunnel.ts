import type { buildConnector } from 'undici'
import { ProxyRefusal } from '../../errors/connection-errors.ts'
import type { Undici } from './load-undici.ts'

type Connector = ReturnType<typeof buildConnector>

/**
 * Connects to `https:` hosts through an HTTP proxy: `CONNECT`, then TLS with the host itself inside the tunnel, our client
 * certificate included. The proxy sees the host's name and the bytes' number, nothing else.
 */
export const tunnelThrough = (proxy: URL, connect: Connector, { Client }: Undici): Connector => {
  const authorization = authorizationOf(proxy)
  return (options, callback) => {
    const client = new Client(proxy.origin, { connectTimeout: 10_000 })
    const port = options.port === '' || options.port === undefined ? '443' : options.port
    const host = `${options.hostname}:${port}`
    const fail = (error: unknown): void => {
      void client.destroy().catch(() => undefined)
      callback(error instanceof ProxyRefusal ? error : new ProxyRefusal(undefined, error), null)
    }
    client
      .connect({ path: host, headers: { host, ...authorization } })
      .then(({ statusCode, socket }) => {
        if (statusCode < 200 || statusCode > 299) {
          socket.on('error', () => undefined).destroy()
          throw new ProxyRefusal(statusCode)
        }
        connect({ ...options, httpSocket: socket as never }, callback)
      })
      .catch(fail)
  }
}

const authorizationOf = ({ username, password }: URL): Readonly<Record<string, string>> => {
  if (username === '' && password === '') return {}
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` }
}

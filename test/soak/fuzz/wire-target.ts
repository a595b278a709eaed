import type { AddressInfo } from 'node:net'
import { createServer } from 'node:tls'
import { toRequest } from '../../../packages/core/src/index.ts'
import { createNodeServices } from '../../../packages/core/src/node/index.ts'
import { sharedPki } from '../../../packages/simulators/src/pki/shared-pki.ts'
import { changeByte } from '../mutants/mutate-text.ts'
import { createChoices } from '../mutants/random.ts'
import { endsWell, type FuzzTarget } from './target.ts'

const body = '{"Response":[]}'
const head = [
  'HTTP/1.1 200 OK',
  'Content-Type: application/json',
  'Date: Thu, 05 Mar 2026 09:08:07 GMT',
  'Retry-After: 120',
  'X-Request-Id: 1',
  `Content-Length: ${body.length}`,
]
const more = [
  'Transfer-Encoding: chunked',
  'Content-Encoding: gzip',
  'Connection: close',
  'Content-Length: 99999999999',
  'Location: /elsewhere',
  'Retry-After: -1',
  'Date: x',
  `X-Long: ${'x'.repeat(20_000)}`,
  ': nothing',
  'No colon',
]

const spoilt = (seed: number): string => {
  const choices = createChoices(`wire/${seed}`)
  const lines = [...head]
  for (let times = choices.below(3); times > 0; times--)
    lines.splice(choices.below(lines.length + 1), choices.below(2), choices.of(more))
  let text = `${lines.join('\r\n')}\r\n\r\n${body}`
  for (let times = choices.below(4); times > 0; times--) text = changeByte(text, choices)
  return choices.below(5) === 0 ? text.slice(0, choices.below(text.length)) : text
}

/** The real transport against a server that spoils what stands on the wire: status line, headers, framing. */
export const wireTarget = async (): Promise<FuzzTarget> => {
  const { server: tls, serverCa } = await sharedPki()
  let answer = ''
  const server = createServer({ key: tls.key, cert: tls.certificate }, (socket) => {
    socket.on('error', () => undefined)
    socket.once('data', () => socket.end(answer, 'latin1'))
  })
  await new Promise<void>((resolve) => server.listen({ host: '127.0.0.1', port: 0 }, resolve))
  const origin = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
  const services = createNodeServices()
  return {
    name: 'answers on the wire',
    run: async (seed) => {
      answer = spoilt(seed)
      const transport = services.createTransport({
        provider: 'fuzz',
        origins: [origin],
        ca: serverCa,
        retries: 0,
        timeoutMs: 20_000,
        bankRequestIdHeader: 'X-Request-Id',
      })
      const request = toRequest({ method: 'GET', origin, target: '/' })
      await endsWell(() => transport.send(request, { ctx: {}, route: 'GET /', idempotent: seed % 2 === 0 }))
      await transport.close()
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

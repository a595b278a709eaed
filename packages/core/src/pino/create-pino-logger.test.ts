import { describe, expect, it } from 'vitest'
import { startTlsServer, testPki } from '../../test/tls-server.ts'
import type { SendOptions } from '../contracts/transport.ts'
import { toRequestWithBody } from '../http/outgoing-request.ts'
import { createNodeServices } from '../node/create-node-services.ts'
import { createPinoLogger, type LogLevel } from './create-pino-logger.ts'

const collect = () => {
  const lines: string[] = []
  return { lines, destination: { write: (line: string) => lines.push(line) } }
}

describe('createPinoLogger', () => {
  it('writes one line of JSON with the fields that are allowed, and no others', () => {
    const { lines, destination } = collect()
    const logger = createPinoLogger({ level: 'debug', destination })
    logger.info({ provider: 'ing', status: 200, token: 'secret', iban: 'NL69INGB0123456789' }, 'call')
    const { time, ...rest } = JSON.parse(lines[0] ?? '') as Record<string, unknown>
    expect(rest).toEqual({ level: 30, provider: 'ing', status: 200, msg: 'call' })
    expect(time).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/)
  })

  it('scrubs messages and allowed texts', () => {
    const { lines, destination } = collect()
    const logger = createPinoLogger({ level: 'debug', destination })
    logger.warn({ error: 'no account NL69INGB0123456789' }, 'for 19900101-1234')
    expect(lines.join('')).not.toMatch(/NL69INGB0123456789|19900101-1234/)
  })

  it('A1: no control character and no mark of direction is in a line, and the line means the same', () => {
    const { lines, destination } = collect()
    const logger = createPinoLogger({ level: 'debug', destination })
    const text = `paid\x1b[3F\0\t\x7f\x85\x9b2J\u061c\u200f\u2028\u202egnp.exe\u2066\u2069 Zoë 日本`
    logger.info({ error: text, route: text, connection: text }, text)
    expect(lines).toHaveLength(1)
    expect(lines[0]?.replace(/\n$/, '')).not.toMatch(/\p{Cc}|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u)
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ error: text, route: text, connection: text, msg: text })
    expect(lines[0]).toContain('Zoë 日本')
  })

  it.each([
    ['debug', 4],
    ['info', 3],
    ['warn', 2],
    ['error', 1],
    ['silent', 0],
  ] as const)('at %s writes %i of the four levels', (level: LogLevel, count) => {
    const { lines, destination } = collect()
    const logger = createPinoLogger({ level, destination })
    for (const each of ['debug', 'info', 'warn', 'error'] as const) logger[each]({}, each)
    expect(lines).toHaveLength(count)
  })
})

describe('a whole signed call', () => {
  const secrets = {
    token: 'planted-token-7Jq2',
    signature: 'planted+signature/9Zx4',
    iban: 'NL69INGB0123456789',
    personalNumber: '199001011234',
    answer: 'planted-answer-5Kp8',
    cookie: 'planted-cookie-3Lm1',
  }
  const options: SendOptions = {
    ctx: { traceId: 'trace-1', psu: { ipAddress: '192.0.2.77' } },
    route: 'POST /accounts/{id}',
    idempotent: true,
    authorize: {
      headers: async () => ({ Authorization: `Bearer ${secrets.token}` }),
      isRejected: () => false,
      renew: async () => {},
    },
    signer: {
      sign: async () => ({ Signature: secrets.signature }),
      explain: () => Promise.reject(new Error('unused')),
    },
  }

  const run = async (status: number | 'reset', level: LogLevel): Promise<{ text: string; seen: string }> => {
    const pki = await testPki()
    const server = await startTlsServer((_request, response, socket) => {
      if (status === 'reset') socket.destroy()
      else response.writeHead(status, { 'X-Trace': 'bank-1', 'Set-Cookie': secrets.cookie }).end(secrets.answer)
    })
    const { lines, destination } = collect()
    const services = createNodeServices({ logger: createPinoLogger({ level, destination }) })
    const transport = services.createTransport({
      provider: 'test',
      origins: [server.origin],
      ca: pki.serverCa,
      bankRequestIdHeader: 'X-Trace',
      retries: 1,
    })
    const request = toRequestWithBody(
      { method: 'POST', origin: server.origin, target: `/accounts/${secrets.iban}?pnr=${secrets.personalNumber}` },
      JSON.stringify(secrets),
    )
    await transport.send(request, options).catch((error: unknown) => lines.push(String(error)))
    await transport.close()
    await server.close()
    return { text: lines.join('\n'), seen: JSON.stringify(server.seen) }
  }

  it.each([
    [200, '"bankRequestId":"bank-1"'],
    [401, '"bankRequestId":"bank-1"'],
    [503, '"bankRequestId":"bank-1"'],
    ['reset', '"error":"bank_unavailable"'],
  ] as const)('leaves no secret in the log when it ends with %s', async (status, expected) => {
    const { text, seen } = await run(status, 'debug')
    // The secrets were really there to be leaked.
    for (const secret of [secrets.token, secrets.signature, secrets.iban]) expect(seen).toContain(secret)
    for (const secret of [...Object.values(secrets), '192.0.2.77']) expect(text).not.toContain(secret)
    expect(text).toContain('"traceId":"trace-1"')
    expect(text).toContain('"route":"POST /accounts/{id}"')
    expect(text).toContain(expected)
    // One line per attempt; a lost or passing one is tried once more.
    expect(text.split('"msg":"attempt"')).toHaveLength(status === 503 || status === 'reset' ? 3 : 2)
  })

  it('writes nothing at level warn when the call succeeds', async () => {
    expect((await run(200, 'warn')).text).toBe('')
  })
})

import { connect } from 'node:net'
import { createNodeServices } from '@nostro/core/node'
import { type RunningServer, startServer } from '@nostro/server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestApi, type TestApi } from './support/open-test-api.ts'

/** Everything that a raw request gets back until the server closes. */
const raw = (port: number, text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(text))
    socket.setEncoding('utf8')
    socket.on('data', (chunk) => {
      answer += chunk
    })
    socket.on('close', () => resolve(answer))
    socket.on('error', reject)
  })

describe('the server on its socket', () => {
  let server: TestApi
  let running: RunningServer
  beforeAll(async () => {
    server = await openTestApi()
    running = await startServer({ clock: createNodeServices({}).clock, createApi: async () => server.api })
  })
  afterAll(async () => {
    await running.close()
    await server.close()
  })

  it('its address does not end in a slash, and it says that it lives', async () => {
    expect(running.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect((await fetch(`${running.url}/health`)).status).toBe(200)
  })

  it('a POST without a body is one without a body, not one of a wrong type', async () => {
    const headers = { Authorization: `Bearer ${server.token}` }
    const response = await fetch(`${running.url}/v1/payments/none/submission`, { method: 'POST', headers })
    expect(response.status).toBe(404)
  })

  it.each([
    ['a foreign name', 'GET /health HTTP/1.1\r\nHost: evil.example\r\n\r\n', 421],
    ['two names', 'GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\n\r\n', 400],
    ['no name', 'GET /callback?state=x HTTP/1.1\r\n\r\n', 400],
    ['an empty name', 'GET /callback?state=x HTTP/1.1\r\nHost:\r\n\r\n', 400],
    ['no name in HTTP/1.0', 'GET /health HTTP/1.0\r\n\r\n', 400],
    ['an absolute target', 'GET http://evil.example/health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n', 421],
    ['no HTTP', 'hello\r\n\r\n', 400],
    [
      'two lengths of one body',
      'POST /health HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
    ],
  ])('4.2.1: %s is refused with a problem', async (_, request, status) => {
    const answer = await raw(running.port, request)
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    expect(answer).toContain('application/problem+json')
  })

  it('a stream gives what happens, resumes after an id, and says bye when the server stops', async () => {
    const { events } = server.api.services
    await events.publish({ type: 'sync.started', data: { syncId: 'a' } })
    const headers = { Authorization: `Bearer ${server.token}`, 'Last-Event-ID': '0' }
    const response = await fetch(`${running.url}/v1/events/stream`, { headers })
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    const reader = (response.body ?? new ReadableStream<Uint8Array>()).pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    const until = async (part: string): Promise<void> => {
      while (!text.includes(part)) {
        const { done, value } = await reader.read()
        if (done) throw new Error(`The stream ended before “${part}”: ${text}`)
        text += value
      }
    }
    await until('event: sync.started')
    await events.publish({ type: 'sync.completed', data: { syncId: 'a' } })
    await until('event: sync.completed')
    expect(text).toMatch(/id: \d+/)
    const closing = running.close()
    await until('event: bye')
    await closing
    await expect(fetch(`${running.url}/health`)).rejects.toThrow()
  })
})

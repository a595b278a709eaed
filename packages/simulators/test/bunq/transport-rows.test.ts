import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Simulators, startSimulators } from '../../src/index.ts'

let simulators: Simulators

beforeAll(async () => {
  simulators = await startSimulators({ banks: ['bunq'] })
}, 60_000)
afterAll(() => simulators.stop())

describe('the listener', () => {
  it('row 1: gives no HTTP answer to a call without TLS, and no other check sees it', async () => {
    const { hostname, port } = new URL(simulators.ready.bunq?.url ?? '')
    const socket = connect(Number(port), hostname)
    const chunks: Buffer[] = []
    socket.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', () => undefined)
    socket.end('GET /v1/user HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: test\r\nCache-Control: no-cache\r\n\r\n')
    await once(socket, 'close')
    expect(Buffer.concat(chunks).toString('latin1')).not.toContain('HTTP/')
    expect(simulators.recorder.requests()).toEqual([])
  })
})

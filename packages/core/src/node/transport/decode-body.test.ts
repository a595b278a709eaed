import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { changing, createTransportBench, failure, get, post, reading } from '../../../test/transport-bench.ts'

const { open, serve } = createTransportBench()
const text = JSON.stringify({ refresh_token: 'rotated', filler: 'x'.repeat(5_000) })

const coded = (coding: string, body: Uint8Array) =>
  serve((_request, response) => response.writeHead(200, { 'Content-Encoding': coding }).end(body))

describe('B3: a content coding', () => {
  it('is not asked for', async () => {
    const server = await serve((_request, response) => response.end('{}'))
    await open(server.origin).send(get(server.origin), reading)
    expect(server.seen[0]?.headers['accept-encoding']).toBe('identity')
  })

  it.each([
    ['gzip', gzipSync(text)],
    ['x-gzip', gzipSync(text)],
    ['GZIP', gzipSync(text)],
    ['deflate', deflateSync(text)],
    ['deflate', deflateRawSync(text)],
    ['br', brotliCompressSync(text)],
    ['identity', Buffer.from(text)],
    ['gzip, br', brotliCompressSync(gzipSync(text))],
  ])('%s is taken off all the same, before the answer is verified', async (coding, body) => {
    const server = await coded(coding, body)
    const verified: string[] = []
    const verifier = { verify: async ({ body: seen }: { body: Uint8Array }) => void verified.push(String(seen.length)) }
    const answer = await open(server.origin).send(post(server.origin), { ...changing, verifier })
    expect(Buffer.from(answer.body).toString()).toBe(text)
    expect(verified).toEqual([String(text.length)])
  })

  it.each([
    ['zstd', Buffer.from(text), /zstd/],
    ['gzip', gzipSync(text).subarray(0, 40), /damaged gzip/],
    ['br', Buffer.from(text), /damaged br/],
    ['gzip, gzip, gzip, gzip', gzipSync(text), /too many/],
  ])('%s that cannot be read is one clear error of a read, and leaves a change open', async (coding, body, why) => {
    const server = await coded(coding, body)
    const error = await failure(open(server.origin).send(get(server.origin), reading))
    expect(error).toMatchObject({ code: 'protocol_violation', message: expect.stringMatching(why) })
    expect((await failure(open(server.origin).send(post(server.origin), changing))).code).toBe('outcome_unknown')
    expect(server.seen).toHaveLength(2)
  })

  it('cannot grow past the limit of an answer', async () => {
    const server = await coded('gzip', gzipSync(Buffer.alloc(3_000_000)))
    const transport = open(server.origin, { maxResponseBytes: 1_000_000 })
    const error = await failure(transport.send(get(server.origin), reading))
    expect(error).toMatchObject({ code: 'protocol_violation', message: expect.stringMatching(/larger than/) })
  })
})

describe('B11: headers over 64 KiB', () => {
  it('are one clear error of a read, asked for once, and leave a change open', async () => {
    const server = await serve((_request, response) => response.setHeader('X-Long', 'y'.repeat(70_000)).end())
    const error = await failure(open(server.origin).send(get(server.origin), reading))
    expect(error).toMatchObject({ code: 'protocol_violation', message: expect.stringMatching(/64 KiB/) })
    expect(server.seen).toHaveLength(1)
    expect((await failure(open(server.origin).send(post(server.origin), changing))).code).toBe('outcome_unknown')
  })
})

import { afterEach, expect, it, vi } from 'vitest'
import { createNodeServices } from './create-node-services.ts'

afterEach(() => vi.restoreAllMocks())

it('writes nothing to the program’s output when a call fails and no logger is given', async () => {
  const written = [process.stdout, process.stderr].map((stream) => vi.spyOn(stream, 'write').mockReturnValue(true))
  const transport = createNodeServices().createTransport({
    provider: 'test',
    origins: ['https://127.0.0.1:1'],
    retries: 0,
  })
  const request = { method: 'GET', origin: 'https://127.0.0.1:1', target: '/', headers: {} } as const
  await expect(transport.send(request, { ctx: {}, route: 'GET /', idempotent: true })).rejects.toMatchObject({
    code: 'bank_unavailable',
  })
  await transport.close()
  expect(written.flatMap((spy) => spy.mock.calls)).toEqual([])
})

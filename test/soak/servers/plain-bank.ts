import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface PlainBank {
  readonly url: string
  /** How often each payment was made: a bank that knows nothing of repeats. */
  readonly made: ReadonlyMap<string, number>
  readonly entries: readonly { readonly id: string; readonly day: string; readonly amount: string }[]
  /** Books some entries, equal in everything but their ids. */
  book(count: number): void
  close(): Promise<void>
}

/** A bank in this process, over plain HTTP on loopback, which outlives the servers that are killed. */
export const startPlainBank = async (): Promise<PlainBank> => {
  const made = new Map<string, number>()
  const entries: { readonly id: string; readonly day: string; readonly amount: string }[] = []
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://bank')
    let text = ''
    for await (const chunk of request) text += String(chunk)
    const answer = (status: number, body: unknown) => response.writeHead(status).end(JSON.stringify(body))
    if (pathname === '/entries') {
      const from = Number(searchParams.get('from'))
      return answer(200, entries.slice(from, from + 5))
    }
    if (request.method === 'POST') {
      const { key } = JSON.parse(text) as { readonly key: string }
      made.set(key, (made.get(key) ?? 0) + 1)
      return answer(201, {})
    }
    return answer(made.has(pathname.slice('/payments/'.length)) ? 200 : 404, {})
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    made,
    entries,
    book: (count) => {
      for (let done = 0; done < count; done += 1)
        entries.push({ id: `e${entries.length + 1}`, day: '2026-03-09', amount: '-4.50' })
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { Hono } from 'hono'
import { expect, it } from 'vitest'
import { dashboardFolder, readDashboard } from '../src/pages/dashboard.ts'
import { serveDashboard } from '../src/pages/serve-dashboard.ts'

const folder = dashboardFolder()
const firstPage = (): string => {
  if (!existsSync(join(folder, 'index.html'))) throw new Error('The dashboard is not built: run npm run setup.')
  return readFileSync(join(folder, 'index.html'), 'utf8')
}
/** Bytes on the wire: what is text is sent in gzip. */
const sizeOf = (name: string): number => gzipSync(readFileSync(join(folder, name)), { level: 9 }).length

it('the first page loads at most 60 kB of code and style, all pages in all languages at most 120 kB', () => {
  const html = firstPage()
  const first = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)].map((match) => match[1] ?? '')
  expect(first.length).toBeGreaterThan(2)
  const firstLoad = ['index.html', ...first].reduce((sum, name) => sum + sizeOf(name), 0)
  expect(firstLoad).toBeLessThanOrEqual(60_000)
  const all = readdirSync(join(folder, 'assets')).filter((name) => /\.(?:js|css)$/.test(name))
  expect(all.reduce((sum, name) => sum + sizeOf(`assets/${name}`), 0)).toBeLessThanOrEqual(120_000)
  const fonts = readdirSync(join(folder, 'assets')).filter((name) => name.endsWith('.woff2'))
  expect(fonts.reduce((sum, name) => sum + readFileSync(join(folder, 'assets', name)).length, 0)).toBeLessThan(50_000)
})

it('files go out in gzip to whom takes it, under a tag of their own, and as they are to others', async () => {
  const html = firstPage()
  const files = readDashboard()
  const app = new Hono().all('*', (c) => serveDashboard(files, c) ?? c.notFound())
  const get = (headers: Record<string, string>) => app.request('/', { headers: { Accept: 'text/html', ...headers } })
  const small = await get({ 'Accept-Encoding': 'br, gzip' })
  expect(small.headers.get('content-encoding')).toBe('gzip')
  expect(small.headers.get('vary')).toBe('Accept-Encoding')
  expect(gunzipSync(await small.arrayBuffer()).toString('utf8')).toBe(html)
  for (const accept of ['identity', 'gzip;q=0', 'br'] as const) {
    const plain = await get({ 'Accept-Encoding': accept })
    expect([accept, plain.headers.get('content-encoding'), await plain.text()]).toEqual([accept, null, html])
    expect(plain.headers.get('etag')).not.toBe(small.headers.get('etag'))
  }
  const again = await get({ 'Accept-Encoding': 'gzip', 'If-None-Match': small.headers.get('etag') ?? '' })
  expect([again.status, await again.text()]).toEqual([304, ''])
  const font = [...files.keys()].find((name) => name.endsWith('.woff2')) ?? ''
  const sent = await app.request(font, { headers: { 'Accept-Encoding': 'gzip' } })
  expect([sent.status, sent.headers.get('content-encoding')]).toEqual([200, null])
})

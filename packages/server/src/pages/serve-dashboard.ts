import type { Context } from 'hono'
import type { DashboardFile } from './dashboard.ts'
import { page, pagePolicy } from './page.ts'

/** The dashboard's files, and its first page for every address that a browser opens; nothing for other requests. */
export const serveDashboard = (files: ReadonlyMap<string, DashboardFile>, c: Context): Response | undefined => {
  if (c.req.method !== 'GET' && c.req.method !== 'HEAD') return undefined
  const file = files.get(c.req.path)
  if (file !== undefined) return answer(c, file)
  const wantsPage = c.req.header('accept')?.includes('text/html') === true
  if (!wantsPage || /^\/(v1|api|metrics|problems|auth)(\/|$)/.test(c.req.path)) return undefined
  const first = files.get('/index.html')
  if (first !== undefined) return answer(c, first)
  if (c.req.path !== '/') return undefined
  return page(c, 200, {
    title: 'The server runs',
    text: 'Its dashboard was not built: run “npm run setup”. The API is described at /openapi.json.',
  })
}

const answer = (c: Context, { body, type, etag: plainEtag, isHashed, gzipped }: DashboardFile): Response => {
  const takesGzip = /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/.test(c.req.header('accept-encoding') ?? '')
  const small = takesGzip ? gzipped() : undefined
  // Other bytes have another tag (RFC 9110, section 8.8.3.3).
  const etag = small === undefined ? plainEtag : `${plainEtag.slice(0, -1)}-gzip"`
  const headers = {
    'Content-Type': type,
    ETag: etag,
    Vary: 'Accept-Encoding',
    ...(small === undefined ? {} : { 'Content-Encoding': 'gzip' }),
    'Cache-Control': isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
    'Content-Security-Policy': pagePolicy,
  }
  if (c.req.header('if-none-match') === etag) return c.body(null, 304, headers)
  return c.body(small ?? body, 200, headers)
}

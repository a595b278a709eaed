export interface PageAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Own style, own script, own forms; no frame, no other site. Nothing of a login stays in a cache. */
const htmlHeaders = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  'X-Content-Type-Options': 'nosniff',
  // Our own forms must name their origin; other sites learn nothing.
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cache-Control': 'no-store',
} as const

const withCookie = (cookie: string | undefined): Readonly<Record<string, string>> =>
  cookie === undefined ? {} : { 'Set-Cookie': cookie }

export const asset = (type: string, body: string): PageAnswer => ({
  status: 200,
  headers: {
    'Content-Type': `${type}; charset=utf-8`,
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-cache',
  },
  body,
})

export const page = (body: string, status = 200, cookie?: string): PageAnswer => ({
  status,
  headers: { ...htmlHeaders, ...withCookie(cookie) },
  body,
})

export const see = (location: string, cookie?: string): PageAnswer => ({
  status: 303,
  headers: { Location: location, 'Cache-Control': 'no-store', ...withCookie(cookie) },
  body: '',
})

export const nothing: PageAnswer = { status: 204, headers: { 'Cache-Control': 'no-store' }, body: '' }

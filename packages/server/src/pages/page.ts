import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { escapeText } from './escape-text.ts'

/** A page without script: what remains when there is no dashboard to show it. */
export const page = (
  c: Context,
  status: ContentfulStatusCode,
  { title, text }: { readonly title: string; readonly text: string },
): Response => {
  const html = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeText(title)} · Nostro</title></head>
<body><main><h1>${escapeText(title)}</h1><p>${escapeText(text)}</p><p><a href="/">Nostro</a></p></main></body></html>
`
  return c.html(html, status, { 'Content-Security-Policy': pagePolicy })
}

/** What pages may load: this server's own files, and nothing from elsewhere. */
export const pagePolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; require-trusted-types-for 'script'"

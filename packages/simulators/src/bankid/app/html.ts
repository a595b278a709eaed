import type { BankAnswer } from '../../http/bank-handler.ts'

/** Text that is HTML already, and is put in as it stands. */
export interface Html {
  readonly html: string
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? character)

export type HtmlPart = Html | string | number | readonly Html[]

const render = (part: HtmlPart): string => {
  if (typeof part === 'string' || typeof part === 'number') return escaped(String(part))
  return 'html' in part ? part.html : part.map(({ html }) => html).join('')
}

/** HTML from a template; every text that is put in is escaped. */
export const html = (strings: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html => ({
  html: strings.map((text, index) => text + render(parts[index] ?? '')).join(''),
})

/** Nothing but its own style sheet and its own forms: no script, no frame, no other site. */
const headers = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy':
    "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
} as const

export const htmlPage = (status: number, title: string, body: Html, cookie?: string): BankAnswer => ({
  status,
  headers: { ...headers, ...(cookie === undefined ? {} : { 'Set-Cookie': cookie }) },
  body: html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="stylesheet" href="/app/style.css">
</head>
<body>
<header><p>Simulated BankID app: nothing here is real.</p></header>
<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`.html,
})

export const redirect = (location: string, cookie?: string): BankAnswer => ({
  status: 303,
  headers: {
    Location: location,
    'Cache-Control': 'no-store',
    ...(cookie === undefined ? {} : { 'Set-Cookie': cookie }),
  },
})

const style = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 34rem; padding: 1rem; }
header p { border: 1px solid; border-radius: .5rem; padding: .25rem .75rem; font-size: .875rem; }
label, legend { display: block; font-weight: 600; margin-top: 1rem; }
textarea, select, input { box-sizing: border-box; width: 100%; font: inherit; padding: .5rem; }
button { font: inherit; margin: 1rem .5rem 0 0; padding: .5rem 1rem; min-height: 2.75rem; }
.text { border: 1px solid; border-radius: .5rem; padding: .5rem 1rem; overflow-wrap: anywhere; }
.message { border-left: .375rem solid; padding-left: .75rem; }
table { border-collapse: collapse; } th, td { border: 1px solid; padding: .125rem .5rem; }
.left { text-align: left; } .right { text-align: right; } .center { text-align: center; }
`

export const styleSheet = (): BankAnswer => ({
  status: 200,
  headers: { 'Content-Type': 'text/css; charset=utf-8', 'X-Content-Type-Options': 'nosniff' },
  body: style,
})

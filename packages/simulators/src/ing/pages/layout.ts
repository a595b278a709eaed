const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text made safe for HTML, inside an element or a quoted attribute. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign)

const STYLE = `
body{font:1rem/1.5 system-ui,sans-serif;margin:0;background:#f5f5f5;color:#222}
main{max-width:34rem;margin:2rem auto;padding:1.5rem 2rem;background:#fff;border-top:.4rem solid #c8500a}
fieldset{border:1px solid #767676;margin:0 0 1rem;padding:.75rem 1rem}
label{display:block;padding:.35rem 0}
select{font:inherit;padding:.3rem}
button{font:inherit;padding:.5rem 1.25rem;margin-right:.75rem;border:2px solid #a33f00;background:#fff;color:#8a3500}
button.main{background:#a33f00;color:#fff}
:focus-visible{outline:3px solid #1a5fb4;outline-offset:2px}
small{color:#555}`

/** A page of the simulated bank: one column, no script. `body` is HTML. */
export const page = (title: string, body: string): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escapeHtml(title)}</title><style>${STYLE}</style></head>
<body><main><h1>${escapeHtml(title)}</h1>
${body}
<p><small>A simulated bank for rehearsal. No real account is behind this page.</small></p></main></body>
</html>
`

export const errorPage = (reason: string): string =>
  page(
    'Something is wrong',
    `<p role="alert">The request of the app that sent you here cannot be served: ${escapeHtml(reason)}.</p>`,
  )

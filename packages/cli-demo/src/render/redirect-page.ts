/** The page that the browser shows when its work is done: readable without style, by eye and by ear. */
const page = (title: string, text: string): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${title}</title>
<style>body{font:1.125rem/1.5 system-ui,sans-serif;margin:0;background:#fff;color:#1a1a1a}main{max-width:34rem;margin:4rem auto;padding:0 1.5rem}</style></head>
<body><main><h1>${title}</h1>
<p role="status">${text}</p></main></body>
</html>
`

export const closedPage = (): string =>
  page('You can close this window', 'The bank’s answer has arrived. The rest happens in your terminal.')

/** `title` is our own text, never a caller's. */
export const messagePage = (title: string): string => page(title, 'Go back to your terminal.')

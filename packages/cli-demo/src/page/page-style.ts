/** The one style sheet: follows the browser's light or dark theme; the QR code stays black on white. */
export const pageStyle = `:root {
  color-scheme: light dark;
  --text: #1b1f24; --soft: #57606a; --back: #f4f6f8; --card: #fff; --line: #d0d7de; --main: #12507b; --on-main: #fff; --bad: #a40e26; --good: #14713d;
}
@media (prefers-color-scheme: dark) {
  :root { --text: #e8ecf0; --soft: #a5afb9; --back: #14181c; --card: #1e242a; --line: #3b444d; --main: #8cc7f2; --on-main: #0d1b26; --bad: #ff9aa6; --good: #7bd8a2; }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body { margin: 0; font: 1.0625rem/1.5 system-ui, sans-serif; color: var(--text); background: var(--back); }
header { display: flex; justify-content: space-between; gap: 1rem; max-width: 30rem; margin: 0 auto; padding: 1.25rem 1.25rem 0; font-size: .9375rem; color: var(--soft); }
header p { margin: 0; }
header a { flex: none; }
main { max-width: 30rem; margin: 1rem auto 2rem; padding: 1.5rem; background: var(--card); border: 1px solid var(--line); border-radius: .75rem; }
@media (max-width: 32rem) { main { margin: 1rem .75rem; padding: 1.25rem; } }
h1 { margin: 0 0 1rem; font-size: 1.6rem; line-height: 1.2; }
h1:focus { outline: none; }
a { color: var(--main); }
form { margin: 0; }
button, .button { display: block; width: 100%; margin: .75rem 0 0; padding: .75rem 1rem; font: inherit; font-weight: 600; text-align: center; text-decoration: none; cursor: pointer; color: var(--on-main); background: var(--main); border: 2px solid var(--main); border-radius: .5rem; }
.quiet { color: var(--main); background: none; }
button:hover, .button:hover { filter: brightness(1.12); }
:focus-visible { outline: 3px solid var(--main); outline-offset: 3px; }
.qr { width: min(100%, 17rem); margin: 1.25rem auto; background: #fff; border-radius: .5rem; border: 1px solid var(--line); overflow: hidden; }
.qr svg { display: block; width: 100%; height: auto; }
.qr.stale path { opacity: .12; }
.message { margin: 1rem 0; padding: .75rem 1rem; border-left: .25rem solid var(--main); background: var(--back); border-radius: .25rem; }
.message.bad { border-color: var(--bad); }
.message.good { border-color: var(--good); }
.left { color: var(--soft); font-variant-numeric: tabular-nums; text-align: center; margin: .5rem 0; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .5rem 1.25rem; margin: 0 0 1rem; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
aside { margin-top: 1.5rem; padding-top: 1rem; border-top: 1px dashed var(--line); font-size: .9375rem; color: var(--soft); }
aside p { margin: 0 0 .5rem; }
textarea { display: block; width: 100%; margin-top: .25rem; font: .8125rem/1.4 ui-monospace, monospace; color: var(--text); background: var(--back); border: 1px solid var(--line); border-radius: .375rem; padding: .5rem; resize: none; }
code { font-size: .8125rem; overflow-wrap: anywhere; }
`

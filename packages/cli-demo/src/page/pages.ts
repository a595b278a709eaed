import { Html, html } from './html.ts'
import type { LoggedIn, Login, LoginView, LoginWay } from './login.ts'
import type { PageSession } from './page-sessions.ts'
import { type PageLanguage, type PageTexts, pageTexts } from './page-texts.ts'
import { qrPath } from './qr-path.ts'

/** What all pages know. */
export interface PageSetting {
  readonly language: PageLanguage
  /** Where the emulated app is, when BankID is simulated. */
  readonly appUrl?: string | undefined
}

interface Frame {
  readonly title: string
  readonly body: Html
  /** Attributes by which the script knows where it is. */
  readonly login?: { readonly id: string; readonly status: string; readonly way: string }
  /** Without script the page asks for itself again. */
  readonly refresh?: boolean
}

const document = ({ language, appUrl }: PageSetting, { title, body, login, refresh = false }: Frame): string => {
  const texts = pageTexts[language]
  const other: PageLanguage = language === 'sv' ? 'en' : 'sv'
  const data =
    login === undefined ? html`` : html` data-login="${login.id}" data-status="${login.status}" data-way="${login.way}"`
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title === texts.title ? title : `${title} – ${texts.title}`}</title>
<link rel="stylesheet" href="/page.css">
<script src="/page.js" defer></script>
${refresh ? html`<noscript><meta http-equiv="refresh" content="2"></noscript>` : undefined}
</head>
<body${data}>
<header>
<p>${appUrl === undefined ? texts.title : texts.simulated}</p>
<a href="?lang=${other}" lang="${other}" hreflang="${other}">${texts.otherLanguage}</a>
</header>
<main>
<h1 tabindex="-1" autofocus>${title}</h1>
${body}
</main>
</body>
</html>
`.text
}

const startForm = (way: LoginWay, label: string, quiet = false): Html =>
  html`<form method="post" action="/start"><input type="hidden" name="way" value="${way}"><button type="submit" class="${quiet ? 'quiet' : 'main'}">${label}</button></form>`

const loginForm = (action: string, { id }: Login, label: string): Html =>
  html`<form method="post" action="${action}"><input type="hidden" name="login" value="${id}"><button type="submit" class="quiet">${label}</button></form>`

export const startPage = (setting: PageSetting, notice: PageSession['notice']): string => {
  const texts = pageTexts[setting.language]
  const body = html`${notice === undefined ? undefined : html`<p class="message" role="status">${texts[notice]}</p>`}
<p class="message bad" id="returned" role="alert" hidden>${texts.otherBrowser}</p>
<p>${texts.whichDevice}</p>
<div data-script hidden>${startForm('this-device', texts.thisDevice)}</div>
${startForm('other-device', texts.otherDevice, true)}
<noscript><p class="message">${texts.needsScript}</p></noscript>`
  return document(setting, { title: texts.start, body })
}

/** A login in whichever state it is. */
export const loginPage = (setting: PageSetting, login: Login): string => {
  const texts = pageTexts[setting.language]
  const view = login.view()
  const { status } = view
  const data = { id: login.id, status, way: login.way }
  if (status === 'pending') {
    return document(setting, {
      title: texts.title,
      body: pendingBody(setting, login, view),
      login: data,
      refresh: true,
    })
  }
  if (status === 'signed')
    return document(setting, { title: texts.signed, body: signedBody(texts, login), login: data })
  const message = view.message?.[setting.language] ?? texts.technical
  const body = html`<p class="message bad" role="alert">${message}</p>
${login.way === 'this-device' ? html`<div data-script hidden>${startForm(login.way, texts.retry)}</div>` : startForm(login.way, texts.retry)}
<a class="button quiet" href="/">${texts.otherWay}</a>`
  return document(setting, { title: texts.failed, body, login: data })
}

const pendingBody = (setting: PageSetting, login: Login, view: LoginView): Html => {
  const texts = pageTexts[setting.language]
  // What is of use only until somebody takes the order.
  const waits = new Html(view.waits ? ' data-waits' : ' data-waits hidden')
  const way = login.way === 'other-device' ? scanHtml(texts, view) : launchHtml(setting, view)
  const aside = setting.appUrl === undefined ? undefined : simulatorHtml(texts, setting.appUrl, view)
  return html`<p class="message" id="message" role="status" aria-live="polite">${view.message?.[setting.language]}</p>
<div${waits}>${way}</div>
<p class="left">${texts.timeLeft} <span id="left">${view.secondsLeft}</span> ${texts.seconds}</p>
${loginForm('/cancel', login, texts.cancel)}
<div${waits}>${aside}</div>`
}

const scanHtml = (texts: PageTexts, { qrText }: LoginView): Html => {
  const { size, d } = qrText === undefined ? { size: 1, d: '' } : qrPath(qrText)
  return html`<p>${texts.scan}</p>
<div class="qr${qrText === undefined ? ' stale' : ''}" id="qr"><svg id="qr-svg" role="img" aria-label="${texts.qrLabel}" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges"><path id="qr-path" d="${d}" fill="#000"/></svg></div>`
}

const launchHtml = ({ language, appUrl }: PageSetting, { launchUrl, autostart }: LoginView): Html => {
  if (launchUrl === undefined) return html``
  const texts = pageTexts[language]
  return appUrl === undefined
    ? html`<a class="button" id="launch"${new Html(autostart === true ? ' data-autostart' : '')} href="${launchUrl}" referrerpolicy="origin">${texts.openApp}</a>`
    : html`<a class="button" href="${appUrl}${new URL(launchUrl).search}" target="_blank" rel="noopener" referrerpolicy="origin">${texts.openSimulator}</a>`
}

/** How to play the person: only where BankID is simulated. */
const simulatorHtml = (texts: PageTexts, appUrl: string, { qrText, launchUrl }: LoginView): Html => {
  if (launchUrl !== undefined) {
    return html`<aside><p>${texts.simulatorHelp}</p>
<details><summary>${texts.realLink}</summary><code>${launchUrl}</code></details></aside>`
  }
  return html`<aside>
<p><a href="${appUrl}" target="_blank" rel="noopener">${texts.openSimulator}</a></p>
<p>${texts.simulatorHelp}</p>
<label for="qr-text">${texts.scanHelp}</label>
<textarea id="qr-text" rows="3" readonly>${qrText}</textarea>
<button type="button" id="copy" class="quiet" data-script data-done="${texts.copied}" hidden>${texts.copy}</button>
</aside>`
}

const signedBody = (texts: PageTexts, { id }: Login): Html => html`<form method="post" action="/complete" id="claim">
<input type="hidden" name="login" value="${id}"><input type="hidden" name="nonce" value="">
<button type="submit">${texts.goOn}</button></form>
<div id="elsewhere" hidden><p class="message" role="status">${texts.otherWindow}</p>
<p>${texts.lostReturn}</p>
${startForm('this-device', texts.retry)}
${startForm('other-device', texts.otherDevice, true)}</div>`

/** The day of birth is for the person's own eyes; the rest of the number for nobody's. */
const redacted = (personalNumber: string | undefined): string => `${personalNumber?.slice(0, 8) ?? ''}-••••`

export const welcomePage = (setting: PageSetting, { identity, sameAddress }: LoggedIn): string => {
  const texts = pageTexts[setting.language]
  const address =
    sameAddress === undefined
      ? undefined
      : html`<dt>${texts.address}</dt><dd>${sameAddress ? texts.sameAddress : texts.otherAddress}</dd>`
  const body = html`<dl>
<dt>${texts.name}</dt><dd>${identity.name}</dd>
<dt>${texts.number}</dt><dd>${redacted(identity.personalNumber)}</dd>
<dt>${texts.proof}</dt><dd>${texts.proven}</dd>
${address}
</dl>
<form method="post" action="/logout"><button type="submit" class="quiet">${texts.logout}</button></form>`
  return document(setting, { title: texts.welcome, body })
}

export const messagePage = (setting: PageSetting, title: 'notHere' | 'refused' | 'busy'): string => {
  const texts = pageTexts[setting.language]
  return document(setting, { title: texts[title], body: html`<p><a href="/">${texts.toStart}</a></p>` })
}

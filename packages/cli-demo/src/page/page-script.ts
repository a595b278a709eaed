/**
 * The one script of the page. It shows what the server says and decides nothing: without it the page reloads itself.
 * Where the status changes, the page is asked for anew, so that every state is the server's own HTML.
 */
export const pageScript = `'use strict'
{
  const $ = (id) => document.getElementById(id)
  const say = (element, text) => {
    if (element && element.textContent !== text) element.textContent = text
  }
  // A page that comes back from the browser's memory shows what was: ask what is.
  addEventListener('pageshow', (event) => {
    if (event.persisted) location.reload()
  })
  for (const element of document.querySelectorAll('[data-script]')) element.hidden = false

  // The app sends the person back with a nonce in the fragment, which proves that this window belongs to the login.
  const returned = /^#nonce=([\\w-]+)$/.exec(location.hash)
  if (returned) {
    sessionStorage.setItem('nonce', returned[1])
    history.replaceState(null, '', location.pathname)
    // The start page after a return: this browser knows nothing of the login.
    const lost = $('returned')
    if (lost) lost.hidden = false
  }
  const { login, status, way } = document.body.dataset

  let claims = false
  if (status === 'signed') {
    const form = $('claim')
    const nonce = sessionStorage.getItem('nonce')
    sessionStorage.removeItem('nonce')
    if (nonce) form.elements.nonce.value = nonce
    claims = way === 'other-device' || Boolean(nonce)
    if (claims) form.submit()
    else {
      form.hidden = true
      $('elsewhere').hidden = false
    }
  }
  // The window that claims the result is on the way to its page: no event may turn it back.
  if (status === 'pending' || (status === 'signed' && !claims)) {
    const events = new EventSource('/events?login=' + encodeURIComponent(login))
    const show = (view) => {
      say($('message'), view.message)
      say($('left'), String(view.secondsLeft))
      for (const element of document.querySelectorAll('[data-waits]')) element.hidden = !view.waits
      const code = $('qr')
      if (code) code.classList.toggle('stale', !view.qr)
      if (code && view.qr) {
        $('qr-svg').setAttribute('viewBox', '0 0 ' + view.qr.size + ' ' + view.qr.size)
        $('qr-path').setAttribute('d', view.qr.d)
      }
      const text = $('qr-text')
      if (text && view.qrText) text.value = view.qrText
    }
    events.addEventListener('view', (event) => {
      const view = JSON.parse(event.data)
      if (view.status === status) show(view)
      else {
        events.close()
        location.reload()
      }
    })
    // A button was pressed: what it brings is the next page, whatever is said meanwhile.
    addEventListener('submit', () => events.close())
    addEventListener('pagehide', () => {
      events.close()
      if (status === 'pending') navigator.sendBeacon('/leave', new URLSearchParams({ login }))
    })
    // Once for each login: coming back from the app loads the page anew.
    const launch = $('launch')
    if (launch && 'autostart' in launch.dataset && sessionStorage.getItem('launched') !== login) {
      sessionStorage.setItem('launched', login)
      launch.click()
    }
    const copy = $('copy')
    if (copy)
      copy.addEventListener('click', async () => {
        await navigator.clipboard.writeText($('qr-text').value)
        const label = copy.textContent
        say(copy, copy.dataset.done)
        setTimeout(() => say(copy, label), 1500)
      })
  }
}
`

import { render } from 'preact'
import { App } from './app.tsx'
import { startLanguage } from './i18n/i18n.ts'
import { startSession } from './shell/session.ts'
import { startSettings } from './shell/settings.ts'
import './style/tokens.css'
import './style/base.css'
import './style/layout.css'
import './style/components.css'
import './style/pages.css'
import './style/print.css'

startSettings()
const root = document.getElementById('app')
if (root !== null) {
  await Promise.all([startLanguage(), startSession()])
  render(<App />, root)
}

import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import { syncProgress } from '../api/live.ts'
import type { TextKey } from '../i18n/catalogue.ts'
import { t, tn } from '../i18n/i18n.ts'
import { IconButton } from '../ui/button.tsx'
import { Icon, type IconName } from '../ui/icon.tsx'
import { HelpDialog } from './help-dialog.tsx'
import { onKeys } from './keys.ts'
import { LanguageSelect, ThemeSelect } from './preferences.tsx'
import { may, session } from './session.ts'
import { areAmountsHidden, toggleAmounts } from './settings.ts'

interface Place {
  readonly href: string
  readonly icon: IconName
  readonly label: TextKey
  /** At the side of a wide page only: the foot of a narrow one has room for five. */
  readonly isWideOnly?: boolean
  readonly scope?: Parameters<typeof may>[0]
}

const places: readonly Place[] = [
  { href: '/', icon: 'home', label: 'nav.overview' },
  { href: '/transactions', icon: 'list', label: 'nav.transactions' },
  { href: '/payments', icon: 'send', label: 'nav.payments' },
  { href: '/invoices', icon: 'invoice', label: 'nav.invoices' },
  { href: '/banks', icon: 'bank', label: 'nav.banks' },
  { href: '/team', icon: 'team', label: 'nav.team', isWideOnly: true, scope: 'admin' },
  { href: '/settings', icon: 'settings', label: 'nav.settings', isWideOnly: true },
]

const isAt = (path: string, href: string): boolean => (href === '/' ? path === '/' : path.startsWith(href))

export const Wordmark = () => (
  <span class="wordmark">
    <svg viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="8" />
      <path d="M9 23V9.6c0-.5.6-.8 1-.4l12 13.6c.4.4 1 .1 1-.4V9" />
    </svg>
    nostro
  </span>
)

const Progress = () => {
  const progress = syncProgress.value
  return (
    <p class="sync-line" role="status">
      {progress !== undefined && (
        <>
          <span class="spinner" aria-hidden="true" />
          {t('sync.running')} {tn('sync.entries', progress.entries)}
        </>
      )}
    </p>
  )
}

const Tools = ({ onHelp }: { readonly onHelp: () => void }) => (
  <div class="tools">
    <IconButton
      icon={areAmountsHidden.value ? 'eye-off' : 'eye'}
      label={areAmountsHidden.value ? t('amounts.show') : t('amounts.hide')}
      aria-pressed={areAmountsHidden.value}
      onClick={toggleAmounts}
    />
    <ThemeSelect />
    <LanguageSelect />
    <a href="/settings" class="icon-button narrow-only" aria-label={t('nav.settings')} title={t('nav.settings')}>
      <Icon name="settings" />
    </a>
    <button
      type="button"
      class="icon-button wide-only"
      aria-label={t('help.title')}
      title={t('help.title')}
      onClick={onHelp}
    >
      ?
    </button>
  </div>
)

/** Navigation at the side, or at the foot of a narrow page; what is shown in between. */
export const Layout = ({ children }: { readonly children: ComponentChildren }) => {
  const { path, route } = useLocation()
  const [isHelpOpen, setHelp] = useState(false)
  useEffect(
    () =>
      onKeys({
        h: toggleAmounts,
        '?': () => setHelp(true),
        '/': () => {
          const field = document.querySelector<HTMLInputElement>('input[type=search]')
          if (field === null) route('/transactions?focus=search')
          else field.focus()
        },
      }),
    [route],
  )
  return (
    <div class="shell">
      <a class="skip" href="#main">
        {t('nav.skip')}
      </a>
      <header class="top">
        <a href="/" class="home">
          <Wordmark />
        </a>
        {session.value?.demo === true && <span class="demo-mark">{t('demo.mark')}</span>}
        <Progress />
        <Tools onHelp={() => setHelp(true)} />
      </header>
      <nav class="nav" aria-label={t('nav.label')}>
        {places
          .filter(({ scope }) => scope === undefined || may(scope))
          .map(({ href, icon, label, isWideOnly = false }) => (
            <a
              key={href}
              href={href}
              class={isWideOnly ? 'nav-wide' : undefined}
              aria-current={isAt(path, href) ? 'page' : undefined}
            >
              <Icon name={icon} />
              <span>{t(label)}</span>
            </a>
          ))}
      </nav>
      <main id="main" tabIndex={-1}>
        {children}
      </main>
      {isHelpOpen && <HelpDialog onClose={() => setHelp(false)} />}
    </div>
  )
}

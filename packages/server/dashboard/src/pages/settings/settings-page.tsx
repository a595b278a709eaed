import { language, languageNames, languages, t } from '../../i18n/i18n.ts'
import { chooseLanguage, chooseTheme } from '../../shell/preferences.tsx'
import { may, session, signOut } from '../../shell/session.ts'
import { areAmountsHidden, theme, themes } from '../../shell/settings.ts'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { CheckField, SelectField } from '../../ui/field.tsx'
import { PageHead, Panel } from '../../ui/panel.tsx'
import { useBusy } from '../../ui/use-busy.ts'
import { AuditPanel } from './audit-panel.tsx'
import { PasskeysPanel } from './passkeys-panel.tsx'
import { SessionsPanel } from './sessions-panel.tsx'
import { TokensPanel } from './tokens-panel.tsx'
import { WebhooksPanel } from './webhooks-panel.tsx'

const AppearancePanel = () => (
  <Panel title={t('settings.appearance')}>
    <div class="stack">
      <div class="filter-grid">
        <SelectField
          label={t('settings.language')}
          value={language.value}
          onChange={chooseLanguage}
          choices={languages.map((code) => ({ value: code, label: languageNames[code] }))}
        />
        <SelectField
          label={t('settings.theme')}
          value={theme.value}
          onChange={chooseTheme}
          choices={themes.map((name) => ({ value: name, label: t(`theme.${name}`) }))}
        />
      </div>
      <CheckField
        label={t('settings.hideAmounts')}
        isChecked={areAmountsHidden.value}
        onChange={(isChecked) => {
          areAmountsHidden.value = isChecked
        }}
      />
    </div>
  </Panel>
)

export const SettingsPage = () => {
  const [isBusy, run] = useBusy()
  return (
    <>
      <PageHead
        title={t('settings.title')}
        note={t('settings.version', { version: session.value?.version ?? '' })}
        actions={
          <>
            {may('admin') && (
              <ButtonLink href="/team" icon="team">
                {t('nav.team')}
              </ButtonLink>
            )}
            <Button icon="out" isBusy={isBusy} onClick={() => void run(signOut)}>
              {t('signOut')}
            </Button>
          </>
        }
      />
      <div class="columns">
        <div class="column">
          <PasskeysPanel />
          <AppearancePanel />
        </div>
        <div class="column">
          {may('admin') && <SessionsPanel />}
          {may('admin') && <TokensPanel />}
          {may('webhooks') && <WebhooksPanel />}
        </div>
      </div>
      {may('admin') && <AuditPanel />}
    </>
  )
}

import { isLanguageName, language, languageNames, languages, setLanguage, t } from '../i18n/i18n.ts'
import { theme, themes } from './settings.ts'

export const LanguageSelect = () => (
  <label class="mini-select">
    <span class="visually-hidden">{t('settings.language')}</span>
    <select
      value={language.value}
      onChange={(event) => {
        const next = event.currentTarget.value
        if (isLanguageName(next)) void setLanguage(next)
      }}
    >
      {languages.map((code) => (
        <option key={code} value={code}>
          {languageNames[code]}
        </option>
      ))}
    </select>
  </label>
)

export const ThemeSelect = () => (
  <label class="mini-select">
    <span class="visually-hidden">{t('settings.theme')}</span>
    <select
      value={theme.value}
      onChange={(event) => {
        theme.value = themes.find((name) => name === event.currentTarget.value) ?? 'system'
      }}
    >
      {themes.map((name) => (
        <option key={name} value={name}>
          {t(`theme.${name}`)}
        </option>
      ))}
    </select>
  </label>
)

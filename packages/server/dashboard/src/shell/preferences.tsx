import { isLanguageName, language, languageNames, languages, setLanguage, t } from '../i18n/i18n.ts'
import { theme, themes } from './settings.ts'

export const chooseLanguage = (name: string): void => {
  if (isLanguageName(name)) void setLanguage(name)
}

export const chooseTheme = (wanted: string): void => {
  theme.value = themes.find((name) => name === wanted) ?? 'system'
}

export const LanguageSelect = () => (
  <label class="mini-select">
    <span class="visually-hidden">{t('settings.language')}</span>
    <select value={language.value} onChange={(event) => chooseLanguage(event.currentTarget.value)}>
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
    <select value={theme.value} onChange={(event) => chooseTheme(event.currentTarget.value)}>
      {themes.map((name) => (
        <option key={name} value={name}>
          {t(`theme.${name}`)}
        </option>
      ))}
    </select>
  </label>
)

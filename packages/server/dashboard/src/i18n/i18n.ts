import { computed, signal } from '@preact/signals'
import { readSetting, writeSetting } from '../shell/settings.ts'
import type { Catalogue, CountKey, TextKey } from './catalogue.ts'
import { en } from './en.ts'

export const languages = ['en', 'nl', 'sv', 'de'] as const
export type Language = (typeof languages)[number]

export const languageNames: Readonly<Record<Language, string>> = {
  en: 'English',
  nl: 'Nederlands',
  sv: 'Svenska',
  de: 'Deutsch',
}

export const isLanguageName = (text: string | undefined): text is Language =>
  (languages as readonly string[]).includes(text ?? '')

const preferred = (): Language => {
  const kept = readSetting('language')
  if (isLanguageName(kept)) return kept
  return navigator.languages.map((tag) => tag.slice(0, 2)).find(isLanguageName) ?? 'en'
}

const loaders: Readonly<Record<Exclude<Language, 'en'>, () => Promise<Catalogue>>> = {
  nl: async () => (await import('./nl.ts')).nl,
  sv: async () => (await import('./sv.ts')).sv,
  de: async () => (await import('./de.ts')).de,
}

const catalogue = signal<Catalogue>(en)
export const language = signal<Language>('en')

/** For dates and numbers: the browser's own region of the language, where it names one. */
export const locale = computed(() => {
  const own = navigator.languages.find((tag) => tag.startsWith(`${language.value}-`))
  return own ?? (language.value === 'en' ? 'en-GB' : language.value)
})

export const setLanguage = async (next: Language): Promise<void> => {
  catalogue.value = next === 'en' ? en : await loaders[next]()
  language.value = next
  document.documentElement.lang = next
  writeSetting('language', next)
}

export const startLanguage = (): Promise<void> => setLanguage(preferred())

type Values = Readonly<Record<string, string | number>>

/** Puts values into a text: `{name}`. */
export const fill = (text: string, values: Values): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))

/** A text in the reader's language. */
export const t = (key: TextKey, values: Values = {}): string => fill(catalogue.value[key], values)

/** A text that counts: the language decides between its forms. */
export const tn = (key: CountKey, count: number, values: Values = {}): string => {
  const form = new Intl.PluralRules(language.value).select(count) === 'one' ? 'one' : 'other'
  return t(`${key}.${form}` as TextKey, { n: new Intl.NumberFormat(locale.value).format(count), ...values })
}

/** A text for a word of the API, which may be one that this version does not know. */
export const tWord = (prefix: string, word: string): string => {
  const texts: Readonly<Record<string, string | undefined>> = catalogue.value
  return texts[`${prefix}.${word}`] ?? word.replaceAll('_', ' ')
}
